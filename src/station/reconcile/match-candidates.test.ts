import { expect, test } from 'vitest';
import { matchCandidates } from './match-candidates.ts';
import { numberDisagrees } from './number-disagrees.ts';

const roster = ['20260101', '20260102', '20260110', '20260199', '20269999', '31111111'].map((candidateNo) => ({ candidateNo, name: `N${candidateNo}`, class: '', extra: {} }));

const nearestCandidates = (bubbled: string, candidates: typeof roster) => matchCandidates({ bubbled, written: null, name: null }, candidates);
/** Cells in which the digits are clear; `?` is an empty one. */
const clearly = (number: string) => [...number].map((digit) => (digit === '?' ? [] : [{ digit, probability: 0.9999 }, { digit: digit === '0' ? '6' : '0', probability: 0.0001 }]));

test('the number with the fewest other digits comes first, and a missing digit counts half', () => {
  expect(nearestCandidates('2026010_', roster).map(({ candidateNo, distance }) => [candidateNo, distance])).toEqual([
    ['20260101', 1], ['20260102', 1], ['20260110', 2], ['20260199', 2], ['20269999', 4],
  ]);
  expect(nearestCandidates('20260103', roster)[0]).toMatchObject({ candidateNo: '20260101', name: 'N20260101', distance: 1 });
});

test('nobody is suggested for a number that was not read, or that is nobody\'s', () => {
  expect(nearestCandidates('________', roster)).toEqual([]);
  expect(nearestCandidates('', roster)).toEqual([]);
  expect(nearestCandidates('55555555', roster)).toEqual([]);
});

test('at most five are suggested', () => {
  const many = Array.from({ length: 50 }, (_, i) => ({ candidateNo: `202601${String(i).padStart(2, '0')}`, name: '', class: '', extra: {} }));
  expect(nearestCandidates('20260125', many)).toHaveLength(5);
});

test('the number as written tells which of two it is, and the probabilities leave room for somebody who is not on the roster', () => {
  const [first, second] = matchCandidates({ bubbled: '2026010_', written: clearly('20260102'), name: null }, roster);
  expect(first).toMatchObject({ candidateNo: '20260102', distance: 1 });
  expect(first?.probability).toBeGreaterThan(0.99);
  expect(first?.probability).toBeLessThan(1);
  expect(second?.probability ?? 0).toBeLessThan(0.01);
});

test('a name speaks for its candidate, also when a character was taken for one that looks like it', () => {
  const people = [['11', '张伟'], ['12', '李季'], ['13', '王芳']].map(([candidateNo = '', name = '']) => ({ candidateNo, name, class: '', extra: {} }));
  const name = [{ text: '张', score: 0.9 }, { text: '纬', score: 0.5, others: [{ text: '伟', score: 0.3 }] }];
  expect(matchCandidates({ bubbled: '1_', written: null, name }, people)[0]).toMatchObject({ candidateNo: '11' });
  expect(matchCandidates({ bubbled: null, written: null, name }, people)[0]?.probability).toBeGreaterThan(0.9);
});

test('a clear digit that is written otherwise contradicts the bubbles; an unclear one does not, nor does an empty cell', () => {
  const nobody = () => null;
  expect(numberDisagrees('20260101', clearly('20260101'), nobody)).toBe(false);
  expect(numberDisagrees('20260101', clearly('20260102'), nobody)).toBe(true);
  expect(numberDisagrees('20260101', clearly('2026????'), nobody)).toBe(false);
  const unclear = [...clearly('2026010'), [{ digit: '7', probability: 0.97 }, { digit: '1', probability: 0.03 }]];
  expect(numberDisagrees('20260101', unclear, nobody)).toBe(false);
});

test('with a roster one digit that nobody has is taken for a slip of the pen or of the reader, two are not', () => {
  expect(numberDisagrees('20260101', clearly('20260102'), () => roster)).toBe(true);
  expect(numberDisagrees('20260101', clearly('20260107'), () => roster)).toBe(false);
  expect(numberDisagrees('20260101', clearly('20260777'), () => roster)).toBe(true);
});
