import { expect, test } from 'vitest';
import { classesOf, everybody, rankOf, type ScoreRow, shownScores } from './shown-scores.ts';

const row = (candidateNo: string, name: string, className: string, total: number | null, status: ScoreRow['status'] = 'graded'): ScoreRow => ({ candidateNo, name, class: className, status, total, full: 100, unmarked: 0, points: [] });
const rows = [row('01', '王芳', '一班', 60), row('02', 'Li', '二班', null, 'absent'), row('03', '王伟', '一班', 90), row('04', '赵敏', '', 60, 'review')];
const numbers = (found: readonly ScoreRow[]) => found.map(({ candidateNo }) => candidateNo);

test('everybody stands in the order of the roster', () => {
  expect(numbers(shownScores(rows, everybody))).toEqual(['01', '02', '03', '04']);
  expect(classesOf(rows)).toEqual(['一班', '二班']);
});

test.each([['王', ['01', '03']], [' li ', ['02']], ['3', ['03']], ['.*', []]])('a search for %j finds a part of numbers and names', (text, found) => {
  expect(numbers(shownScores(rows, { ...everybody, text }))).toEqual(found);
});

test('class and status narrow it down together', () => {
  expect(numbers(shownScores(rows, { ...everybody, class: '一班' }))).toEqual(['01', '03']);
  expect(numbers(shownScores(rows, { ...everybody, class: '一班', status: 'review' }))).toEqual([]);
});

test('by total, both ways: who has none comes last, equals stay in order', () => {
  expect(numbers(shownScores(rows, { ...everybody, order: 'best' }))).toEqual(['03', '01', '04', '02']);
  expect(numbers(shownScores(rows, { ...everybody, order: 'weakest' }))).toEqual(['01', '04', '03', '02']);
});

test('equal totals share a rank', () => {
  expect([90, 60, 10, null].map((total) => rankOf(rows, total))).toEqual([1, 2, 4, null]);
});
