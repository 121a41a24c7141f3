import { expect, test } from 'vitest';
import { nearestCandidates } from './nearest-candidates.ts';

const roster = ['20260101', '20260102', '20260110', '20260199', '20269999', '31111111'].map((candidateNo) => ({ candidateNo, name: `N${candidateNo}`, class: '', extra: {} }));

test('the number with the fewest other digits comes first, and a missing digit counts half', () => {
  expect(nearestCandidates('2026010_', roster).map(({ candidateNo, distance }) => [candidateNo, distance])).toEqual([
    ['20260101', 1], ['20260102', 1], ['20260110', 2], ['20260199', 2], ['20269999', 4],
  ]);
  expect(nearestCandidates('20260103', roster)[0]).toEqual({ candidateNo: '20260101', name: 'N20260101', distance: 1 });
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
