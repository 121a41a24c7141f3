import { afterEach, expect, test, vi } from 'vitest';
import { seldom } from './seldom.ts';

afterEach(() => void vi.useRealTimers());

test('the same trouble is written once, and after a while with how often it came; others are written at once', () => {
  vi.useFakeTimers();
  const written: [string, number][] = [];
  const trouble = seldom((text, times) => void written.push([text, times]));
  for (let n = 0; n < 500; n += 1) trouble('OOM');
  trouble('another');
  expect(written).toEqual([['OOM', 1], ['another', 1]]);
  vi.advanceTimersByTime(30_000);
  expect(written.slice(2)).toEqual([['OOM', 499]]);
  trouble('OOM');
  expect(written.at(-1)).toEqual(['OOM', 1]);
});
