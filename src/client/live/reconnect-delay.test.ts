import { expect, test } from 'vitest';
import { defaultDelaysMs, reconnectDelayMs } from './reconnect-delay.ts';

/** Mulberry32: the same numbers for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('waits 1, 2, 5, 10, 30 seconds, then 30 for as long as it takes', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map((attempt) => reconnectDelayMs(defaultDelaysMs, attempt, () => 0.5))).toEqual([1000, 2000, 5000, 10_000, 30_000, 30_000, 30_000]);
});

test('spreads a thousand clients over 20 percent to either side', () => {
  const random = seeded(7);
  const delays = Array.from({ length: 1000 }, () => reconnectDelayMs(defaultDelaysMs, 3, random));
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(8000);
  expect(Math.max(...delays)).toBeLessThanOrEqual(12_000);
  expect(new Set(delays).size).toBeGreaterThan(800);
  const early = delays.filter((delay) => delay < 10_000).length;
  expect(early).toBeGreaterThan(400);
  expect(early).toBeLessThan(600);
});

test('takes the station at its word, also when it names no delay', () => {
  expect(reconnectDelayMs([200], 9, () => 0.5)).toBe(200);
  expect(reconnectDelayMs([], 0, () => 0.5)).toBe(1000);
});
