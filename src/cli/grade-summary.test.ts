import { expect, test } from 'vitest';
import { parseExam } from '../exam/exam-file.ts';
import { examStatistics } from '../exam/statistics.ts';
import type { ExceptionRow, ScoreRow } from '../station/report/results.ts';
import { openConsole } from './console.ts';
import { changeLines, summaryLines } from './grade-summary.ts';
import { translator } from './i18n/texts.ts';

const console = openConsole('en', await translator('en'));
const exam = parseExam({ id: 'x', title: 'X', questions: [{ no: '1', type: 'single', options: 4, key: 'A', points: 1 }] });
const absent: ExceptionRow = { sourceFile: '', sourcePage: 0, candidateNo: '01', kind: 'absent', field: '', confidence: null, detail: 'absent', cropFile: null };

function lines(exceptions: readonly ExceptionRow[], pagesThisRun: number, scores: readonly ScoreRow[] = [], files: readonly string[] = []): readonly string[] {
  const results = { exam, pages: [], scores, exceptions, openAnswers: [], scans: null, statistics: examStatistics(exam, []) };
  return summaryLines({ results, seconds: 1.5, pagesThisRun, pagesPerMinute: pagesThisRun * 40, outFolder: '/out', files: ['/out/results.xlsx', ...files] }, console);
}

test('says what to open first, and where that is which waits for a person', () => {
  expect(lines([], 3).at(-1)).toBe('Open results.xlsx first: it has the scores.');
  expect(lines([absent], 3, [], ['/out/crops/01-candidate.png']).at(-1)).toMatch(/^Open results.xlsx first: .* exceptions.csv .* crops\/\.$/);
  // Of whom no page was scanned there is no picture.
  expect(lines([absent], 3).join('\n')).not.toContain('crops');
});

test('counts what waits for a person, and a file that was put in twice beside it', () => {
  const copy: ExceptionRow = { ...absent, kind: 'duplicate', sourceFile: 'b.jpg', sourcePage: 1, detail: 'The same bytes', isCopy: true };
  const said = lines([absent, copy], 3);
  expect(said).toContain('Exceptions: 1');
  expect(said).toContain('Files put in twice, counted once: 1');
  expect(lines([absent], 3).join('\n')).not.toContain('twice');
});

test('a candidate more than the roster has is accounted for', () => {
  const scores = ['01', '99'].map((candidateNo): ScoreRow => ({ candidateNo, name: '', class: '', status: 'review', score: null }));
  const stranger: ExceptionRow = { ...absent, candidateNo: '99', kind: 'unknown-candidate', sourceFile: 'c.jpg', sourcePage: 1, field: 'candidate', detail: 'not-on-roster' };
  expect(lines([stranger, { ...stranger, sourcePage: 2 }], 3, scores)).toContain('  of these not on the roster: 1');
  expect(lines([absent], 3, scores).join('\n')).not.toContain('roster');
});

test('a run that had nothing to read has no pages a minute', () => {
  expect(lines([], 3)).toContain('Time: 1.5 s, 120 pages/min');
  expect(lines([], 0)).toContain('Time: 1.5 s');
});

test('does not call an exam changed when only its roster is', () => {
  const change = { kind: 'updated', revision: 2, moved: [] } as const;
  expect(changeLines(change, 2, console)).toEqual(['The roster is another one than in the last run; the exam is the same.']);
  expect(changeLines(change, 1, console)[0]).toContain('The exam has changed');
  expect(changeLines({ ...change, kind: 'unchanged' }, 2, console)).toEqual([]);
});
