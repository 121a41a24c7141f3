import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyChanges } from './apply-changes.ts';
import { parseExam } from './exam-file.ts';
import type { Exam } from './exam.ts';
import { toExamFile } from './to-exam-file.ts';

const file = {
  id: 'maths', title: '数学', questions: [
    { no: '1-3', type: 'single', options: 4, key: 'BAC', points: 2, wrong: -0.5 },
    { no: '4', type: 'multiple', options: 5, key: ['ACD', 'AC'], points: 4, partial: { perOption: 1, wrongOption: 0.5 } },
    { no: '5', type: 'multiple', options: 4, key: 'AB', points: 4, partial: { missing: 2 } },
    { no: '6,7', type: 'truefalse', key: 'TF', points: 1 },
    { no: '8', type: 'numeric', digits: 3, sign: true, decimal: true, key: ['-1.50', '2'], points: 3 },
    { no: '9', type: 'text', key: ['Peking', '北京'], width: 80, height: 12, ignoreCase: false, points: 3 },
    { no: '10', type: 'open', height: 60, points: 10 },
    { no: '11', type: 'single', options: 3, points: 2, void: true },
    { no: '12', type: 'numeric', digits: 2, key: '7', points: 2, bonus: true },
  ],
};
const exam = parseExam(file);
const question = (of: Exam, no: string) => of.questions.find((one) => one.no === no);
const refusal = (changes: Parameters<typeof applyChanges>[1]): string => {
  try {
    applyChanges(exam, changes);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'no refusal';
};

test('an exam as a file says the same exam', () => {
  expect(parseExam(toExamFile(exam))).toEqual(exam);
});

test('no change leaves the exam as it is', () => {
  expect(applyChanges(exam, {})).toEqual(exam);
});

test('changes what is named, and leaves the rest of a question', () => {
  const changed = applyChanges(exam, { title: ' 期中 ', questions: [{ no: '2', key: ['C', 'd'] }, { no: '5', partial: { kind: 'none' } }, { no: '9', ignoreCase: true, points: 4 }, { no: '12', void: true }] });
  expect(changed.title).toBe('期中');
  expect(question(changed, '2')).toEqual({ ...question(exam, '2'), keys: ['C', 'D'] });
  expect(question(changed, '5')).toEqual({ ...question(exam, '5'), partial: { kind: 'none' } });
  expect(question(changed, '9')).toEqual({ ...question(exam, '9'), ignoreCase: true, points: 4 });
  expect(question(changed, '12')).toEqual({ ...question(exam, '12'), void: true });
  expect(question(changed, '1')).toEqual(question(exam, '1'));
});

test('a key of letters goes to all single choice and true/false questions in their order', () => {
  const changed = applyChanges(exam, { key: 'ad b ＦＴ c' });
  expect(changed.questions.filter(({ type }) => type === 'single' || type === 'truefalse').map((one) => ('keys' in one ? one.keys : []))).toEqual([['A'], ['D'], ['B'], ['F'], ['T'], ['C']]);
});

test.each([
  [{ key: 'ABC' }, 'key: 3 letters for 6 choice questions (single and true/false: 1, 2, 3, 6, 7, 11)'],
  [{ key: 'ABETFA' }, 'question 3.key: "E" is not among the options A, B, C, D'],
  [{ key: 'ABATXA' }, 'question 7.key: "X" is not among the options T, F'],
  [{ questions: [{ no: '99', points: 1 }] }, 'question 99: the exam has no such question'],
  [{ questions: [{ no: '1', points: 1 }, { no: '1', points: 2 }] }, 'question 1: is changed twice in one request'],
  [{ key: 'BACTFA', questions: [{ no: '1', key: 'A' }] }, 'question 1.key: is also among the letters of "key"'],
  [{ questions: [{ no: '11', void: false }] }, 'question 11.key: is missing (only a void question can do without)'],
  [{ questions: [{ no: '10', key: 'A' }] }, 'question 10.key: unknown field'],
  [{ questions: [{ no: '1', partial: { kind: 'none' as const } }] }, 'question 1.partial: unknown field'],
  [{ questions: [{ no: '5', partial: { kind: 'missing' as const, points: 5 } }] }, 'question 5.partial.missing: 5 is more than the question\'s 4 points'],
  [{ questions: [{ no: '4', points: 0.5 }] }, 'question 4.partial.perOption: 1 is more than the question\'s 0.5 points'],
  [{ questions: [{ no: '12', key: '1.5' }] }, 'question 12.key: 1.5 has a decimal point'],
  [{ questions: [{ no: '1', wrong: 1 }] }, 'question 1.wrong'],
  [{ questions: [{ no: '1', points: 0.3 }] }, 'question 1.points: must be a multiple of 0.5'],
  [{ title: '' }, 'title'],
])('refuses %j', (changes, fault) => {
  expect(refusal(changes)).toContain(fault);
});

test('names every fault at once', () => {
  const text = refusal({ questions: [{ no: '99' }, { no: '1', key: 'X' }, { no: '8', key: 'seven' }] });
  for (const part of ['question 99:', 'question 1.key:', 'question 8.key:']) expect(text).toContain(part);
});

test('is exactly as strict as a file: what a PATCH takes, a file takes, and the other way round', () => {
  const key = fc.oneof(fc.stringMatching(/^[A-F]{0,3}$/), fc.array(fc.stringMatching(/^[A-F]{1,2}$/), { maxLength: 3 }));
  fc.assert(fc.property(key, fc.constantFrom(0, 1, 1.5, 2.2, 1001), fc.constantFrom('single', 'multiple'), (given, points, type) => {
    const small = (about: object) => ({ id: 'x', title: 'X', questions: [{ no: '1', type, options: 4, ...about }] });
    const outcome = (make: () => Exam) => {
      try {
        return make();
      } catch {
        return 'refused';
      }
    };
    expect(outcome(() => applyChanges(parseExam(small({ key: 'A', points: 1 })), { questions: [{ no: '1', key: given, points }] }))).toEqual(outcome(() => parseExam(small({ key: given, points }))));
  }));
});
