import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Answering } from './answering.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const silent = (signal: AbortSignal): Promise<never> => new Promise((_resolve, reject) => {
  signal.addEventListener('abort', () => reject(new Error('given up')));
});

test('a request without an answer and a question beside it without one: the station does not answer, until one comes', async () => {
  const told: boolean[] = [];
  const answering = new Answering({ probe: silent });
  answering.onChange((it) => told.push(it));
  const over = answering.begun();
  await vi.advanceTimersByTimeAsync(8100);
  expect(told).toEqual([false]);
  over(true);
  expect(told).toEqual([false, true]);
  answering.close();
  await vi.runAllTimersAsync();
});

test('a long piece of work is no silence, and what is quick asks nothing', async () => {
  const told: boolean[] = [];
  const probe = vi.fn(() => Promise.resolve());
  const answering = new Answering({ probe });
  answering.onChange((it) => told.push(it));
  answering.begun()(true);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(probe).not.toHaveBeenCalled();
  const over = answering.begun();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(probe.mock.calls.length).toBeGreaterThan(2);
  expect(told).toEqual([]);
  over(true);
  answering.close();
  await vi.runAllTimersAsync();
});
