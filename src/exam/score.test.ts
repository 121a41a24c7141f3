import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExam } from './exam-file.ts';
import type { Answer, Exam, Question } from './exam.ts';
import { reasonText, scoreQuestion, scoreSheet } from './score.ts';

function question(entry: object): Question {
  const [first] = parseExam({ id: 'x', title: 'X', questions: [{ no: '1', ...entry }] }).questions;
  if (first === undefined) throw new Error('no question');
  return first;
}

function score(asked: Question, value: string, doubtful = false): [number | null, string] {
  const { points, reason } = scoreQuestion(asked, { no: '1', value, doubtful });
  return [points, reasonText(reason, 'en')];
}

describe('given a single choice of 3 points with key B', () => {
  const asked = question({ type: 'single', options: 4, key: 'B', points: 3, wrong: -0.5 });
  test.each<[string, number, string]>([
    ['B', 3, 'right: 3 of 3'],
    ['A', -0.5, 'wrong (A): -0.5 of 3'],
    ['', 0, 'blank: 0 of 3'],
    ['AB', -0.5, 'several chosen (AB): -0.5 of 3'],
  ])('%j gives %d', (value, points, reason) => expect(score(asked, value)).toEqual([points, reason]));

  test('either of two right answers gives the points, both together do not', () => {
    const either = question({ type: 'single', options: 4, key: ['A', 'C'], points: 2 });
    expect([score(either, 'A')[0], score(either, 'C')[0], score(either, 'AC')[0]]).toEqual([2, 2, 0]);
  });
});

describe('given a multiple choice of 4 points with key ACD', () => {
  const entry = { type: 'multiple', options: 5, key: 'ACD', points: 4 };
  test.each<[object, string, number, string]>([
    [{ missing: 2 }, 'ACD', 4, 'right: 4 of 4'],
    [{ missing: 2 }, 'AD', 2, 'missing C: 2 of 4'],
    [{ missing: 2 }, 'D', 2, 'missing A, C: 2 of 4'],
    [{ missing: 2 }, 'ABCD', 0, 'wrong (ABCD): 0 of 4'],
    [{ missing: 2 }, '', 0, 'blank: 0 of 4'],
    [{ perOption: 1 }, 'AC', 2, 'right A, C; missing D: 2 of 4'],
    [{ perOption: 1 }, 'ABC', 0, 'wrong (ABC): 0 of 4'],
    [{ perOption: 1, wrongOption: 0.5 }, 'ABC', 1.5, 'right A, C; wrong B; missing D: 1.5 of 4'],
    [{ perOption: 0.5, wrongOption: 2 }, 'AB', 0, 'right A; wrong B; missing C, D: 0 of 4'],
    [{ perOption: 2 }, 'AC', 4, 'right A, C; missing D: 4 of 4'],
  ])('with %j, %j gives %d', (partial, value, points, reason) => expect(score(question({ ...entry, partial }), value)).toEqual([points, reason]));

  test('without a rule for it, an incomplete choice earns nothing', () => {
    expect(score(question(entry), 'AC')).toEqual([0, 'missing D: 0 of 4']);
  });

  test('with several right answers the best one counts', () => {
    const asked = question({ ...entry, key: ['ACD', 'AB'], partial: { missing: 2 } });
    expect([score(asked, 'AB'), score(asked, 'ABC')]).toEqual([[4, 'right: 4 of 4'], [0, 'wrong (ABC): 0 of 4']]);
    expect(score(asked, 'A')[0]).toBe(2);
  });
});

describe('given a number', () => {
  const plain = question({ type: 'numeric', digits: 4, key: '125', points: 4 });
  const full = question({ type: 'numeric', digits: 4, sign: true, decimal: true, key: ['-12.5', '0.5'], points: 4, wrong: -1 });
  test.each<[Question, string, number, string]>([
    [plain, '125_', 4, 'right: 4 of 4'],
    [plain, '_125', 4, 'right: 4 of 4'],
    [plain, '0125', 4, 'right: 4 of 4'],
    [plain, '1_25', 0, 'wrong (1_25): an empty column inside the number: 0 of 4'],
    [plain, '____', 0, 'blank: 0 of 4'],
    [plain, '', 0, 'blank: 0 of 4'],
    [plain, '1250', 0, 'wrong (1250): 0 of 4'],
    [full, '-12.50', 4, 'right: 4 of 4'],
    [full, '-_12.5', 4, 'right: 4 of 4'],
    [full, '_12.5_', -1, 'wrong (_12.5_): -1 of 4'],
    [full, '_.5___', 4, 'right: 4 of 4'],
    [full, '_00.50', 4, 'right: 4 of 4'],
    [full, '_0.5.0', -1, 'wrong (_0.5.0): two decimal points: -1 of 4'],
    [full, '--12.5', -1, 'wrong (--12.5): two signs: -1 of 4'],
    [full, '-_____', -1, 'wrong (-_____): not a number: -1 of 4'],
  ])('%#: %s %s gives %d', (asked, value, points, reason) => expect(score(asked, value)).toEqual([points, reason]));
});

describe('given a text', () => {
  const asked = question({ type: 'text', key: ['New York', '长江'], points: 2 });
  test.each(['New York', ' new  york ', 'ＮＥＷ　ＹＯＲＫ', '长 江'])('%j is right', (value) => expect(score(asked, value)[0]).toBe(2));
  test.each(['NewYork', '长江水'])('%j is wrong', (value) => expect(score(asked, value)[0]).toBe(0));
  test('capitals matter where the exam says so', () => {
    const strict = question({ type: 'text', key: 'DNA', ignoreCase: false, points: 2 });
    expect([score(strict, 'DNA')[0], score(strict, 'dna')[0]]).toEqual([2, 0]);
  });
});

test('a void question gives everyone the points, whatever they did', () => {
  const asked = question({ type: 'single', options: 4, points: 3, void: true });
  expect([score(asked, ''), score(asked, 'C', true)]).toEqual(Array.from({ length: 2 }, () => [3, 'void, everyone gets the points: 3 of 3']));
  expect(scoreQuestion(asked, null).points).toBe(3);
});

test('a question whose page was not read is not the same as a blank one', () => {
  const asked = question({ type: 'truefalse', key: 'T', points: 2 });
  expect(scoreQuestion(asked, null).reason).toEqual({ kind: 'not-read', points: 0, max: 2 });
  expect(scoreQuestion(asked, { no: '1', value: '', doubtful: false }).reason.kind).toBe('blank');
});

test('an open question waits for marks', () => {
  expect(score(question({ type: 'open', height: 30, points: 10 }), '')).toEqual([null, 'waits for marks: up to 10']);
});

test('reasons are there in Chinese too', () => {
  const asked = question({ type: 'multiple', options: 5, key: 'ACD', points: 4, partial: { missing: 2 } });
  expect(reasonText(scoreQuestion(asked, { no: '1', value: 'AD', doubtful: false }).reason, 'zh')).toBe('漏选 C：得 2 分，满分 4');
});

const exam: Exam = parseExam({
  id: 'x', title: 'X', questions: [
    { no: '1-2', type: 'single', options: 4, key: 'AB', points: 1.5, wrong: -0.5 },
    { no: '3', type: 'multiple', options: 5, key: ['ACD', 'AB'], points: 4, wrong: -2, partial: { perOption: 1.5, wrongOption: 0.5 } },
    { no: '4', type: 'numeric', digits: 3, sign: true, decimal: true, key: '-1.5', points: 3 },
    { no: '5', type: 'truefalse', key: 'F', points: 2, bonus: true },
    { no: '6', type: 'text', key: 'abc', points: 2 },
    { no: '7', type: 'open', points: 10, height: 40 }] });

test('a sheet adds up: full marks leave the bonus out, the total has it', () => {
  const answers = ['A', 'C', 'AD', '-1.5', 'F', ''].map((value, i): Answer => ({ no: String(i + 1), value, doubtful: i === 2 }));
  expect(scoreSheet(exam, answers)).toMatchObject({ total: 1.5 - 0.5 + 3 + 3 + 2 + 0, max: 1.5 * 2 + 4 + 3 + 2 + 10, openQuestions: 1, doubtful: 1 });
});

const anyValue = fc.oneof(fc.subarray(['A', 'B', 'C', 'D', 'E'], { minLength: 0 }).map((options) => options.join('')), fc.stringMatching(/^[-_][0-9._]{4}$/), fc.constantFrom('T', 'F', 'abc', 'ABC '));
const anyAnswers = fc.array(fc.record({ no: fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '99'), value: anyValue, doubtful: fc.boolean() }));

test('points always lie between the price of a wrong answer and the points of the question, in halves', () => {
  fc.assert(fc.property(anyAnswers, (answers) => {
    for (const [i, { points }] of scoreSheet(exam, answers).questions.entries()) {
      const asked = exam.questions[i];
      if (points === null || asked === undefined) continue;
      expect(points).toBeGreaterThanOrEqual(Math.min(0, asked.wrong));
      expect(points).toBeLessThanOrEqual(asked.points);
      expect(points * 2).toBe(Math.round(points * 2));
    }
  }));
});

test('one more right option never costs points', () => {
  const asked = question({ type: 'multiple', options: 5, key: 'ACD', points: 4, wrong: -1, partial: { perOption: 1, wrongOption: 0.5 } });
  fc.assert(fc.property(fc.subarray(['A', 'B', 'C', 'D', 'E'], { minLength: 1 }), fc.constantFrom('A', 'C', 'D'), (chosen, more) => {
    const with1 = [...new Set([...chosen, more])].toSorted();
    expect(score(asked, with1.join(''))[0]).toBeGreaterThanOrEqual(score(asked, chosen.join(''))[0] ?? 0);
  }));
});
