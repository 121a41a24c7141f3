import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { graceMs, RunningTask } from './running-task.ts';
import { TimeLimits } from './time-limits.ts';

let limits: TimeLimits;
beforeEach(() => {
  vi.useFakeTimers();
  limits = new TimeLimits();
});
afterEach(() => {
  limits.close();
  vi.useRealTimers();
});

const never = new Promise<never>(() => {});
const newTask = (timeoutMs = 1_000): RunningTask => new RunningTask({ taskId: 'a', attempt: 1, maxAttempts: 1, limits, timeoutMs, onProgress: null });

test('the limit stands still while a task waits its turn', async () => {
  const task = newTask();
  task.run(() => never).catch(() => {});
  vi.advanceTimersByTime(400);
  const turn = Promise.withResolvers<void>();
  const waited = task.inLine((begun) => turn.promise.then(begun));
  vi.advanceTimersByTime(60_000);
  expect(task.reason).toBeNull();
  turn.resolve();
  await waited;
  vi.advanceTimersByTime(599);
  expect(task.reason).toBeNull();
  vi.advanceTimersByTime(2);
  expect(task.reason).toBe('timeout');
  expect(task.signal.aborted).toBe(true);
});

test('work that has begun counts, and so does what follows a wait that failed', async () => {
  const task = newTask();
  task.run(() => never).catch(() => {});
  await expect(task.inLine(async () => { throw new Error('no turn'); })).rejects.toThrow('no turn');
  void task.inLine(async (begun) => {
    begun();
    await never;
  });
  vi.advanceTimersByTime(1_001);
  expect(task.reason).toBe('timeout');
});

test('a task that has ended has no limit any more, and one timer sees to those that began before and after it', async () => {
  const [first, ended, last] = [newTask(), newTask(), newTask()];
  first.run(() => never).catch(() => {});
  await ended.run(async () => {});
  ended.ended();
  vi.advanceTimersByTime(500);
  last.run(() => never).catch(() => {});
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(501);
  expect([first, ended, last].map(({ reason }) => reason)).toEqual(['timeout', null, null]);
  vi.advanceTimersByTime(500);
  expect([ended, last].map(({ reason }) => reason)).toEqual([null, 'timeout']);
});

test('one that does not end though it was stopped is given up after a while', async () => {
  const task = newTask();
  const run = expect(task.run(() => never)).rejects.toThrow('given up');
  task.stop('cancelled');
  task.stop('closing');
  expect(task.reason).toBe('cancelled');
  vi.advanceTimersByTime(graceMs + 1);
  await run;
});
