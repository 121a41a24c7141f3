import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExam } from './exam-file.ts';
import type { Answer } from './exam.ts';
import { cronbachAlpha, groupDifference, median, pearson } from './measures.ts';
import { scoreSheet } from './score.ts';
import { examStatistics } from './statistics.ts';

const exam = parseExam({
  id: 'x', title: 'X', questions: [
    { no: '1-3', type: 'single', options: 4, key: 'ABC', points: 2 },
    { no: '4', type: 'multiple', options: 4, key: 'AC', points: 4, partial: { missing: 2 } },
    { no: '5', type: 'open', points: 10, height: 40 }] });
const sheet = (...values: string[]) => {
  const answers = values.map((value, i): Answer => ({ no: String(i + 1), value, doubtful: false }));
  return { answers, score: scoreSheet(exam, answers) };
};
const [best, good, fair, weak] = [sheet('A', 'B', 'C', 'AC'), sheet('A', 'B', 'D', 'A'), sheet('A', 'C', '', 'C'), sheet('AB', 'C', 'D', '')];

describe('given four sheets with 10, 6, 4 and 0 points', () => {
  const statistics = examStatistics(exam, [fair, best, weak, good]);

  test('the whole exam', () => {
    expect(statistics).toMatchObject({ n: 4, max: 10, maxWithOpen: 20, mean: 5, median: 5, lowest: 0, highest: 10 });
    expect(statistics.sd).toBeCloseTo(Math.sqrt((25 + 1 + 1 + 25) / 3), 12);
    // Item variances (n − 1): 1, 4/3, 1, 8/3 of sums 52/3.
    expect(statistics.cronbachAlpha).toBeCloseTo((4 / 3) * (1 - (1 + 4 / 3 + 1 + 8 / 3) / (52 / 3)), 12);
  });

  test('a single choice question', () => {
    expect(statistics.questions[0]).toMatchObject({ no: '1', n: 4, mean: 1.5, difficulty: 0.75, discrimination: 1, options: { A: 3, B: 0, C: 0, D: 0 }, blank: 0, multiple: 1 });
    expect(statistics.questions[2]).toMatchObject({ options: { A: 0, B: 0, C: 1, D: 2 }, blank: 1, multiple: 0 });
    // Points 2, 2, 2, 0 with the rest 8, 4, 2, 0.
    expect(statistics.questions[0]?.pointBiserial).toBeCloseTo(7 / Math.sqrt(3 * 35), 12);
  });

  test('a multiple choice question counts every chosen option', () => {
    expect(statistics.questions[3]).toMatchObject({ mean: 2, difficulty: 0.5, options: { A: 2, B: 0, C: 2, D: 0 }, blank: 1, multiple: 1 });
  });

  test('an open question without marks has no measures', () => {
    expect(statistics.questions[4]).toEqual({ no: '5', type: 'open', n: 0, max: 10, mean: null, difficulty: null, discrimination: null, pointBiserial: null, options: null, blank: null, multiple: null });
  });
});

test('an open question counts in the full marks once somebody has marks for it', () => {
  const marked = { ...best, score: { ...best.score, questions: best.score.questions.map((score) => (score.no === '5' ? { ...score, points: 7 } : score)), total: best.score.total + 7 } };
  expect(examStatistics(exam, [marked, weak])).toMatchObject({ max: 20, maxWithOpen: 20, highest: 17 });
});

test('discrimination is 1 at most, also where a wrong answer costs points', () => {
  const strict = parseExam({ id: 'x', title: 'X', questions: [{ no: '1-2', type: 'single', options: 4, key: 'AB', points: 2, wrong: -1 }] });
  const sheets = [['A', 'B'], ['C', 'D']].map((values) => {
    const answers = values.map((value, i): Answer => ({ no: String(i + 1), value, doubtful: false }));
    return { answers, score: scoreSheet(strict, answers) };
  });
  expect(examStatistics(strict, sheets)).toMatchObject({ lowest: -2, questions: [{ discrimination: 1 }, { discrimination: 1 }] });
});

test('who has no page read is not counted', () => {
  expect(examStatistics(exam, [best, { answers: [], score: scoreSheet(exam, []) }])).toMatchObject({ n: 1, mean: 10 });
});

test('a question is counted over those whose page was read', () => {
  const statistics = examStatistics(exam, [best, good, sheet('A', 'B')]);
  expect(statistics.questions.map((question) => question.n)).toEqual([3, 3, 2, 2, 0]);
});

test('what is not defined is null', () => {
  expect(examStatistics(exam, [])).toMatchObject({ n: 0, mean: null, median: null, sd: null, lowest: null, highest: null, cronbachAlpha: null });
  expect(examStatistics(exam, [good])).toMatchObject({ n: 1, mean: 6, sd: null, cronbachAlpha: null, questions: [{ mean: 2, discrimination: null, pointBiserial: null }, {}, {}, {}, {}] });
  expect(examStatistics(exam, [good, good])).toMatchObject({ sd: 0, cronbachAlpha: null, questions: [{ discrimination: null, pointBiserial: null }, {}, {}, {}, {}] });
});

test('a void question and a question without points are no items of the scale', () => {
  const odd = parseExam({ id: 'x', title: 'X', questions: [{ no: '1-2', type: 'single', options: 4, key: 'AB', points: 2 }, { no: '3', type: 'single', options: 4, points: 2, void: true }, { no: '4', type: 'single', options: 4, key: 'A', points: 0 }] });
  const sheets = [['A', 'B', '', 'A'], ['A', 'B', '', ''], ['B', 'C', '', '']].map((values) => {
    const answers = values.map((value, i): Answer => ({ no: String(i + 1), value, doubtful: false }));
    return { answers, score: scoreSheet(odd, answers) };
  });
  const statistics = examStatistics(odd, sheets);
  expect(statistics.cronbachAlpha).toBeCloseTo(1, 12);
  expect(statistics.questions[2]).toMatchObject({ difficulty: 1, discrimination: 0, pointBiserial: null });
  expect(statistics.questions[3]).toMatchObject({ difficulty: null, discrimination: null });
});

describe('measures', () => {
  test('median of an even and an odd number of values', () => expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, null]));
  test('pearson of a line is 1, of a constant null', () => expect([pearson([1, 2, 3], [2, 4, 6]), pearson([1, 1], [1, 2])]).toEqual([1, null]));
  test('alpha of identical items is 1', () => expect(cronbachAlpha([[1, 1], [2, 2], [4, 4]])).toBeCloseTo(1, 12));

  test('the 27 % groups of ten candidates are three each', () => {
    const members = Array.from({ length: 10 }, (_, i) => ({ value: i < 7 ? 0 : 1, rank: i }));
    expect(groupDifference(members, 0.27)).toBe(1);
  });

  test('who ties at the edge of a group shares its places, so that order does not matter', () => {
    const members = [0, 1, 1, 1, 2, 3, 4, 4, 4, 5].map((rank, i) => ({ value: i % 2, rank }));
    const expected = groupDifference(members, 0.27);
    fc.assert(fc.property(fc.shuffledSubarray(members, { minLength: 10 }), (shuffled) => {
      expect(groupDifference(shuffled, 0.27)).toBeCloseTo(expected ?? Number.NaN, 12);
    }));
  });

  test('correlation stays within -1 and 1', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 }))), (pairs) => {
      const r = pearson(pairs.map(([x]) => x / 2), pairs.map(([, y]) => y / 2));
      if (r !== null) expect(Math.abs(r)).toBeLessThanOrEqual(1 + 1e-12);
    }));
  });
});
