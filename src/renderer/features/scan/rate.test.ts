import { expect, test } from 'vitest';
import { type Moment, pagesAMinute, timeLeftMs, withMoment } from './rate.ts';

const seen = (...moments: readonly (readonly [number, number])[]): readonly Moment[] => moments.reduce<readonly Moment[]>((all, [at, done]) => withMoment(all, { at, done }), []);

test('pages a minute come from the last minute', () => {
  expect(pagesAMinute(seen([0, 0], [10_000, 20]), 10_000)).toBe(120);
  expect(pagesAMinute(seen([0, 0], [100_000, 10], [110_000, 20]), 110_000)).toBe(60);
});

test('too little says nothing, and a standstill slows the rate down', () => {
  expect(pagesAMinute([], 0)).toBeNull();
  expect(pagesAMinute(seen([0, 4]), 60_000)).toBeNull();
  expect(pagesAMinute(seen([0, 0], [1000, 4]), 1000)).toBeNull();
  expect(pagesAMinute(seen([0, 0], [10_000, 10], [20_000, 10]), 20_000)).toBe(30);
});

test('what is read again begins anew', () => {
  expect(seen([0, 10], [1000, 20], [2000, 3])).toEqual([{ at: 2000, done: 3 }]);
});

test('the time left follows from the rate', () => {
  expect(timeLeftMs(60, 120)).toBe(30_000);
  expect(timeLeftMs(60, null)).toBeNull();
});
