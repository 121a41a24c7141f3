import { expect, test } from 'vitest';
import type { ScanException } from '../../store/api.ts';
import { afterSettling, inOrder, matches, neighbour, rowsOf, standing, suggestionOf, isStranger } from './queue.ts';

const one = (exceptionId: string, kind: ScanException['kind'], more: Partial<ScanException> = {}): ScanException => ({
  exceptionId, examId: 'x', kind, field: '', pageId: null, candidateNo: null, name: null, class: null, sourceFile: null, sourcePage: null, confidence: null, detail: '', value: null, state: 'open', resolvedBy: null, raisedAt: '', crop: false, alike: [], guesses: [], ...more,
});
const guess = (candidateNo: string, distance: number, probability = 0.5) => ({ candidateNo, name: `N${candidateNo}`, distance, probability, hasSheet: false });
const ids = (list: readonly ScanException[]) => list.map(({ exceptionId }) => exceptionId);

const list = inOrder([
  one('absent', 'absent'), one('p10', 'doubtful', { sourceFile: '10.jpg', field: '2' }), one('p2q10', 'doubtful', { sourceFile: '2.jpg', field: '10' }), one('p2q9', 'doubtful', { sourceFile: '2.jpg', field: '9' }),
  one('who', 'unknown-candidate', { sourceFile: '3.jpg', guesses: [guess('0102', 1)] }), one('absent', 'absent'),
]);

test('who it is comes first, then page by page as people number them; nothing stands there twice', () => {
  expect(ids(list)).toEqual(['who', 'p2q9', 'p2q10', 'p10', 'absent']);
});

test('groups have headings with their counts', () => {
  expect(rowsOf(list).map((row) => ('count' in row ? `${row.kind} ${row.count}` : row.exception.exceptionId))).toEqual(['unknown-candidate 1', 'who', 'doubtful 3', 'p2q9', 'p2q10', 'p10', 'absent 1', 'absent']);
});

test('one finds by file, question, number or the name of a guess', () => {
  expect(ids(list.filter((each) => matches(each, '2.JPG 9')))).toEqual(['p2q9']);
  expect(ids(list.filter((each) => matches(each, 'n0102')))).toEqual(['who']);
  expect(list.every((each) => matches(each, ''))).toBe(true);
  expect(matches(one('gone', 'absent', { candidateNo: '25080110', name: '傅雨桐', class: '八(1)班' }), '雨桐 八(1)')).toBe(true);
});

test('next and before stay within the list, and settling goes on to the next', () => {
  expect(neighbour(list, 'who', -1)).toBe('who');
  expect(neighbour(list, 'absent', 1)).toBe('absent');
  expect(neighbour(list, null, 1)).toBe('who');
  expect(afterSettling(list, 'p2q9')).toBe('p2q10');
  expect(afterSettling(list, 'absent')).toBe('p10');
  expect(afterSettling([], 'absent')).toBeNull();
});

test('Enter takes the machine\'s reading of a doubt, the one nearest candidate, or the picked one', () => {
  expect(suggestionOf(one('a', 'doubtful', { value: 'B' }), null)).toBe('B');
  expect(suggestionOf(one('a', 'absent'), null)).toBeNull();
  const near = one('a', 'unknown-candidate', { guesses: [guess('01', 1, 0.95), guess('02', 2, 0.04)] });
  const even = one('a', 'unknown-candidate', { guesses: [guess('01', 1), guess('02', 1)] });
  expect(suggestionOf(near, null)).toBe('01');
  expect(suggestionOf(even, null)).toBeUndefined();
  expect(suggestionOf(even, 1)).toBe('02');
  expect(suggestionOf(one('a', 'unknown-candidate'), null)).toBeUndefined();
});

test('when the one on the screen is settled by somebody else nothing takes its place; what one settled, filtered out or took back oneself does not count as that', () => {
  const at = { chosen: 'p10', shown: 'p10', ordered: list, all: list, whole: true, mine: () => false };
  const without = list.filter(({ exceptionId }) => exceptionId !== 'p10');
  expect(standing(at)).toBe('there');
  expect(standing({ ...at, ordered: without, all: without })).toBe('gone');
  expect(standing({ ...at, ordered: without, all: without, whole: false })).toBe('coming');
  expect(standing({ ...at, ordered: without, all: without, mine: () => true })).toBe('else');
  expect(standing({ ...at, ordered: without })).toBe('else');
  expect(standing({ ...at, ordered: without, all: without, shown: 'who' })).toBe('else');
  expect(standing({ ...at, chosen: null })).toBe('else');
});

test.each([['2026', false], ['2027', true], ['', false]] as const)('whether %j is nobody\'s number', (value, stranger) => {
  expect(isStranger(value, new Set(['2026']))).toBe(stranger);
  expect(isStranger(value, null)).toBe(false);
});
