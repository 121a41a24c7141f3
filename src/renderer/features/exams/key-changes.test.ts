import { describe, expect, test } from 'vitest';
import type { ExamQuestion } from './exam-as-file.ts';
import { changesIn, editOf, onNewest, withKeys } from './key-changes.ts';

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

describe('somebody else changes the key meanwhile', () => {
  const newest = questions.map((question) => (question.no === '1' && question.type === 'single' ? { ...question, keys: ['D'], points: 5 } : question));

  test('a change to another question is not put back: it is no part of mine', () => {
    const { edits: mine, theirs } = onNewest(questions, newest, edit('3', { key: 'AB' }));
    expect(changesIn(newest, mine)).toEqual([{ no: '3', key: 'AB' }]);
    expect(theirs).toEqual([{ no: '1', fields: { key: 'D', points: '5' }, mine: false }]);
  });

  test('the keys of a whole kind typed again as they were, and a field typed back, follow the newest', () => {
    const { edits: mine } = onNewest(questions, newest, withKeys(questions, {}, 'single', 'AC'));
    expect(changesIn(newest, mine)).toEqual([{ no: '2', key: 'C' }]);
    expect(onNewest(questions, newest, { 1: { key: ' a ', points: '3' } }).edits).toEqual({});
  });

  test('a question that both touched is shown with what stands there now; mine stays for another look, the rest is theirs', () => {
    const { edits: mine, theirs } = onNewest(questions, newest, { 1: { key: 'C' } });
    expect(theirs).toEqual([{ no: '1', fields: { key: 'D', points: '5' }, mine: true }]);
    expect(changesIn(newest, mine)).toEqual([{ no: '1', key: 'C' }]);
    expect(changesIn(newest, onNewest(questions, newest, { 1: { key: 'D' } }).edits)).toEqual([]);
  });

  test('what was touched in a question that is gone or of another type now is dropped', () => {
    const other: readonly ExamQuestion[] = [{ ...rules, no: '1', type: 'numeric', columns: [['1', '2'], ['1', '2']], keys: ['12'] }];
    expect(onNewest(questions, other, { 1: { key: 'C' }, 2: { key: 'A' } }).edits).toEqual({});
  });
});
