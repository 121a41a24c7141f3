import { expect, test } from 'vitest';
import { Bursts, packFrom } from './bursts.ts';

/** Whether the last of these events, so many at once every `everyMs`, belong to a burst. */
function after(bursts: Bursts, times: number, atOnce: number, everyMs: number, from = 0): boolean {
  let last = false;
  for (let time = 1; time <= times; time++) last = bursts.isPartOfOne(atOnce, from + time * everyMs);
  return last;
}

test('many at once are a burst, and so are few at once that come thick', () => {
  expect(new Bursts().isPartOfOne(packFrom, 0)).toBe(true);
  expect(after(new Bursts(), 100, 10, 1)).toBe(true);
});

test('what a station does every day is none: 80 events a second', () => {
  expect(after(new Bursts(), 1_000, 1, 12.5)).toBe(false);
});

test('a burst goes on while fewer come, and is over when there are few, or after a pause', () => {
  const bursts = new Bursts();
  after(bursts, 1_000, 10, 1);
  expect(after(bursts, 1_000, 1, 2, 1_000)).toBe(true);
  expect(after(bursts, 100, 1, 10, 3_000)).toBe(false);
  after(bursts, 1_000, 10, 1, 4_000);
  expect(bursts.isPartOfOne(1, 5_600)).toBe(false);
});
