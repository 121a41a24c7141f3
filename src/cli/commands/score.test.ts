import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { answersWorkbook } from '../../station/template/answers-workbook.ts';
import type { Table } from '../../station/report/tables.ts';
import { openConsole } from '../console.ts';
import { translator } from '../i18n/texts.ts';
import { score } from './score.ts';

const template = { format: 'zhiyue-template', version: 1, unit: 'px', page: { width: 1000, height: 1400 }, bubble: { w: 20, h: 20 }, blocks: [{ name: 'answers', x: 100, y: 600, fields: ['q1'], values: ['A', 'B'], direction: 'horizontal', valueGap: 40, fieldGap: 40 }], columns: [{ name: 'q1', fields: ['q1'] }] };
const evaluation = { source_type: 'custom', options: { questions_in_order: ['q1'], answers_in_order: ['B'] }, marking_schemes: { DEFAULT: { correct: 1, incorrect: 0, unmarked: 0 } } };
const answers: Table = { name: 'answers', columns: ['source_file', 'source_page', 'candidate_no', 'status', 'residual_mm', 'q1'], rows: [['a.jpg', 1, '', 'review', 0.1, '?A']], prose: [] };
const scores: Table = { name: 'scores', columns: ['source_file', 'source_page', 'candidate_no', 'status', 'total', 'unsure', 's:q1'], rows: [['a.jpg', 1, '', 'review', 0, 1, 0]], prose: [] };

test('a workbook beside the new scores that still has those of before is named; elsewhere, or with the same points, nothing is said', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-score-'));
  const at = (name: string): string => path.join(folder.path, name);
  await writeFile(at('template.json'), JSON.stringify(template));
  await writeFile(at('evaluation.json'), JSON.stringify(evaluation));
  await writeFile(at('answers.xlsx'), await answersWorkbook([answers, scores], 'en'));
  const said = async (q1: string, out: string): Promise<readonly string[]> => {
    await writeFile(at('answers.csv'), `source_file,source_page,candidate_no,status,residual_mm,q1\na.jpg,1,,review,0.1,${q1}\n`);
    const notes: string[] = [];
    await score({ template: at('template.json'), evaluation: at('evaluation.json'), out, answers: at('answers.csv') }, { ...openConsole('en', await translator('en')), out: () => undefined, note: (line) => { notes.push(line); } });
    return notes;
  };
  expect(await said('A', folder.path)).toEqual([]);
  expect(await said('B', at('other'))).toEqual([]);
  expect(await said('B', folder.path)).toEqual(['Note: answers.xlsx: its sheet of scores was written earlier, and has other points than scores.csv on 1 page: go by scores.csv.']);
});
