import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseExam } from './exam-file.ts';
import type { Exam } from './exam.ts';
import { parseRosterRows } from './roster.ts';
import { scoreSheet } from './score.ts';

const guide = readFileSync(new URL('../../docs/exam-format.md', import.meta.url), 'utf8');
const samples = (language: string) => [...guide.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map((match) => match[1] ?? '');

/** A sample is a whole exam, or one entry of its questions. */
function examOf(sample: string): Exam {
  const json: unknown = JSON.parse(sample);
  return parseExam(typeof json === 'object' && json !== null && 'questions' in json ? json : { id: 'sample', title: 'Sample', questions: [json] });
}

describe('docs/exam-format.md', () => {
  test.each(samples('json'))('its sample is accepted: %s', (sample) => {
    expect(examOf(sample).questions.length).toBeGreaterThan(0);
  });

  test('it shows every type of question', () => {
    const types = new Set(samples('json').flatMap((sample) => examOf(sample).questions.map((question) => question.type)));
    expect([...types].toSorted()).toEqual(['multiple', 'numeric', 'open', 'single', 'text', 'truefalse']);
  });

  test('its table of partial points is what the scoring gives', () => {
    const [heading, , ...rows] = guide.split('\n').filter((line) => line.startsWith('|')).join('\n').split('| rule |')[1]?.split('\n') ?? [];
    const choices = heading?.split('|').map((cell) => cell.trim()).filter((cell) => /^[A-D]{1,3}$/.test(cell)) ?? [];
    expect(choices).toEqual(['AC', 'D', 'ABC', 'B']);
    for (const row of rows) {
      const cells = row.split('|').map((cell) => cell.trim());
      const rule = /`(.*)`/.exec(cells[1] ?? '')?.[1];
      const partial: unknown = rule === undefined ? undefined : JSON.parse(rule);
      const exam = parseExam({ id: 'x', title: 'X', questions: [{ no: '1', type: 'multiple', options: 4, key: 'ACD', points: 4, ...(partial === undefined ? {} : { partial }) }] });
      const points = choices.map((value) => scoreSheet(exam, [{ no: '1', value, doubtful: false }]).total);
      expect(points).toEqual(cells.slice(3, 7).map(Number));
    }
    expect(rows).toHaveLength(4);
  });

  test('its roster is accepted', () => {
    const [roster] = samples('csv');
    expect(parseRosterRows((roster ?? '').split('\n').map((line) => line.split(',')), { digits: 8 })).toHaveLength(2);
  });
});
