import { expect, test } from 'vitest';
import type { ExamQuestion } from './exam-as-file.ts';
import { changesIn, editOf, withKeys } from './key-changes.ts';

const rules = { points: 3, wrong: 0, void: false, bonus: false };
const questions: readonly ExamQuestion[] = [
  { ...rules, no: '1', type: 'single', options: ['A', 'B', 'C', 'D'], keys: ['A'] },
  { ...rules, no: '2', type: 'single', options: ['A', 'B', 'C', 'D'], keys: ['B', 'C'] },
  { ...rules, no: '3', type: 'multiple', options: ['A', 'B', 'C', 'D'], keys: ['ACD'], partial: { kind: 'none' } },
  { ...rules, points: 10, no: '4', type: 'open', heightMm: 60 },
];
const edits = Object.fromEntries(questions.map((question) => [question.no, editOf(question)]));
const edit = (no: string, changes: Partial<ReturnType<typeof editOf>>) => ({ ...edits, [no]: { ...editOf(questions.find((question) => question.no === no)!), ...changes } });

test('what was not touched is no change, however it is written', () => {
  expect(changesIn(questions, edits)).toEqual([]);
  expect(changesIn(questions, edit('2', { key: 'b / c' }))).toEqual([]);
});

test('only what differs is said', () => {
  expect(changesIn(questions, edit('1', { key: 'd' }))).toEqual([{ no: '1', key: 'D' }]);
  expect(changesIn(questions, edit('2', { key: 'B/D', void: true }))).toEqual([{ no: '2', key: ['B', 'D'], void: true }]);
  expect(changesIn(questions, edit('4', { points: '12.5' }))).toEqual([{ no: '4', points: 12.5 }]);
  expect(changesIn(questions, edit('1', { wrong: '-1' }))).toEqual([{ no: '1', wrong: -1 }]);
});

test('what an incomplete choice earns', () => {
  expect(changesIn(questions, edit('3', { partial: 'missing', partialPoints: '1.5' }))).toEqual([{ no: '3', partial: { kind: 'missing', points: 1.5 } }]);
  expect(changesIn(questions, edit('3', { partial: 'per-option' }))).toEqual([{ no: '3', partial: { kind: 'per-option', points: 1, wrongOption: 0 } }]);
});

test('a whole kind at once; what is not typed stays', () => {
  expect(changesIn(questions, withKeys(questions, edits, 'single', 'C'))).toEqual([{ no: '1', key: 'C' }]);
  expect(changesIn(questions, withKeys(questions, edits, 'multiple', 'ab'))).toEqual([{ no: '3', key: 'AB' }]);
});
