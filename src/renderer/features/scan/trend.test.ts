import { expect, test } from 'vitest';
import { faultCounts, linePoints, summaryOf } from './trend.ts';

test('a line goes from the first page to the last, and not beyond its frame', () => {
  expect(linePoints([0, 1, 4], 2, 100, 10)).toBe('0.0,10.0 50.0,5.0 100.0,0.0');
  expect(linePoints([1], 2, 100, 10)).toBe('0.0,5.0');
});

test('the worst is the highest skew and the lowest contrast', () => {
  expect(summaryOf([0.3, 0.1, 2], 'low')).toEqual({ median: 0.3, worst: 2 });
  expect(summaryOf([0.8, 0.4, 0.9], 'high')).toEqual({ median: 0.8, worst: 0.4 });
  expect(summaryOf([], 'low')).toBeNull();
});

test('faults are counted over the batch', () => {
  expect(faultCounts([{ faults: ['streak'] }, { faults: ['skewed', 'streak'] }, { faults: [] }])).toEqual([{ fault: 'streak', count: 2 }, { fault: 'skewed', count: 1 }]);
});
