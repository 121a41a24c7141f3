import { expect, test, vi } from 'vitest';
import { ZhiyueError } from '../contract/errors.ts';
import { Signals } from './bus/signals.ts';
import type { TaskCounts } from './queue/queue.ts';
import { startStatusSignals } from './status-signals.ts';

/** The station's own parts, as far as they are looked at. */
function parts() {
  const signals = new Signals();
  const sent: { readonly topic: string; readonly message: unknown }[] = [];
  signals.listen('*', (message, topic) => sent.push({ topic, message }));
  const appended = new Set<() => void>();
  const state = { redis: 'up', waiting: 0 };
  const counts = async (): Promise<Record<string, TaskCounts>> => {
    if (state.redis !== 'up') throw new ZhiyueError('redis-unreachable', 'away');
    return { ocr_processing: { waiting: state.waiting, active: 0, delayed: 0 } };
  };
  const sources = {
    bus: { signal: (topic: string, message: unknown) => signals.send(topic, message, () => {}) },
    log: { onAppended: (listener: () => void) => { appended.add(listener); return () => { appended.delete(listener); }; } },
    queue: { counts, paused: false }, health: async () => ({ redis: state.redis }), onTrouble: (error: Error) => { throw error; },
  };
  const append = (): void => { for (const listener of appended) listener(); };
  return { sent, state, sources, append, of: (topic: string) => sent.filter((one) => one.topic === topic).map((one) => one.message) };
}

test('tells how the parts are at once, and again when one changes', async () => {
  const { sources, state, of } = parts();
  using _ = startStatusSignals({ ...sources, lookEveryMs: 5, healthEveryMs: 60_000 });
  await vi.waitFor(() => expect(of('health')).toEqual([{ parts: { redis: 'up' } }]));
  state.redis = 'down';
  await vi.waitFor(() => expect(of('health')).toEqual([{ parts: { redis: 'up' } }, { parts: { redis: 'down' } }]));
});

test('tells how the parts are now and then, though nothing changes', async () => {
  const { sources, of } = parts();
  using _ = startStatusSignals({ ...sources, lookEveryMs: 5, healthEveryMs: 0 });
  await vi.waitFor(() => expect(of('health').length).toBeGreaterThan(2));
});

test('tells queue lengths when they have changed', async () => {
  const { sources, state, append, of } = parts();
  using _ = startStatusSignals({ ...sources, lookEveryMs: 5 });
  const lengths = (waiting: number) => ({ paused: false, queues: { ocr_processing: { waiting, active: 0, delayed: 0 } } });
  await vi.waitFor(() => expect(of('queue')).toEqual([lengths(0)]));
  state.waiting = 3;
  append();
  await vi.waitFor(() => expect(of('queue')).toEqual([lengths(0), lengths(3)]));
  state.waiting = 0;
  await vi.waitFor(() => expect(of('queue')).toEqual([lengths(0), lengths(3), lengths(0)]));
});
