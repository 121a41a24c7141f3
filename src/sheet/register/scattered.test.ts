import { expect, test } from 'vitest';
import { scattered } from './scattered.ts';

test('of rows of three, four and five each value is taken about as often, and no part of the page is left out', () => {
  for (const values of [3, 4, 5]) for (const rows of [30, 60, 100]) {
    const taken = scattered(rows * values, 80), ofValue = Array.from({ length: values }, (_, v) => taken.filter((i) => i % values === v).length);
    expect(taken).toHaveLength(Math.min(80, rows * values));
    expect(Math.max(...ofValue) - Math.min(...ofValue)).toBeLessThanOrEqual(4);
    for (const part of [0, 1, 2, 3]) expect(taken.filter((i) => Math.floor(4 * i / (rows * values)) === part).length).toBeGreaterThanOrEqual(taken.length / 4 - 3);
  }
  expect(scattered(5, 80)).toEqual([0, 1, 2, 3, 4]);
});
