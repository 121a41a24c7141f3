import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startTimeLimit } from './time-limit.ts';

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

test('the limit stands still while a task waits its turn', async () => {
  let over = false;
  using limit = startTimeLimit(1_000, () => { over = true; });
  vi.advanceTimersByTime(400);
  const turn = Promise.withResolvers<void>();
  const waited = limit.inLine((begun) => turn.promise.then(begun));
  vi.advanceTimersByTime(60_000);
  expect(over).toBe(false);
  turn.resolve();
  await waited;
  vi.advanceTimersByTime(599);
  expect(over).toBe(false);
  vi.advanceTimersByTime(2);
  expect(over).toBe(true);
});

test('work that has begun counts, and so does what follows a wait that failed', async () => {
  let over = 0;
  using limit = startTimeLimit(1_000, () => { over++; });
  await expect(limit.inLine(async () => { throw new Error('no turn'); })).rejects.toThrow('no turn');
  void limit.inLine(async (begun) => {
    begun();
    await new Promise(() => {});
  });
  vi.advanceTimersByTime(1_001);
  expect(over).toBe(1);
});

test('a limit that is no longer needed says nothing', () => {
  let over = 0;
  startTimeLimit(10, () => { over++; })[Symbol.dispose]();
  vi.advanceTimersByTime(100);
  expect(over).toBe(0);
});
