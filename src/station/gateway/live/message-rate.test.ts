import { expect, test } from 'vitest';
import { afterMessage, costOf } from './message-rate.ts';

/** Of so many messages, one every so many milliseconds, how many pass before the first that does not. */
function passing(count: number, everyMs: number): number {
  let paidUntil = 0;
  for (let sent = 0; sent < count; sent++) {
    const next = afterMessage(paidUntil, 1000 + sent * everyMs);
    if (next === null) return sent;
    paidUntil = next;
  }
  return count;
}

test('100 messages pass at once, and no more', () => expect(passing(1000, 0)).toBe(100));
test('50 a second pass for ever', () => expect(passing(100_000, 20)).toBe(100_000));
test('60 a second are too many after a while', () => expect(passing(100_000, 1000 / 60)).toBeLessThan(1000));
test('a message of 64 KB costs as much as 65 small ones', () => {
  expect([costOf(20), costOf(64 * 1024)]).toEqual([1, 65]);
  const once = afterMessage(0, 1000, costOf(64 * 1024)) ?? 0;
  expect(afterMessage(once, 1000, costOf(64 * 1024))).toBeNull();
});
