import { expect, test } from 'vitest';
import { questionGains, type Question } from './question-figures.ts';
import type { ScoreRow } from './shown-scores.ts';

const question: Question = { no: '2', type: 'single', options: ['A', 'B'], keys: ['A'], points: 3, wrong: -1, void: false, bonus: false };
const row = (candidateNo: string, points: (number | null)[], status: ScoreRow['status'] = 'graded'): ScoreRow => ({ candidateNo, name: '', class: '', status, total: 0, full: 6, unmarked: 0, points });

test('the weakest come first, those that wait last, and who was absent is not there', () => {
  const { rows, counts, mean } = questionGains(question, ['1', '2'], [row('a', [0, 3]), row('b', [0, null]), row('c', [3, -1]), row('d', [null, null], 'absent'), row('e', [3, 1.5]), row('f', [0, 3])]);
  expect(rows.map(({ row: { candidateNo }, gain }) => `${candidateNo} ${gain}`)).toEqual(['c none', 'e part', 'a full', 'f full', 'b waits']);
  expect(counts).toEqual({ full: 2, part: 1, none: 1, waits: 1 });
  expect(mean).toBeCloseTo(6.5 / 4);
});

test('nobody scored yet: no mean', () => {
  expect(questionGains(question, ['2'], [row('a', [null])])).toMatchObject({ mean: null, counts: { full: 0, part: 0, none: 0, waits: 1 } });
});
