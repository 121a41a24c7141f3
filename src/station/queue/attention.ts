/** Looks whether a worker still takes tasks. */
import { setTimeout as wait } from 'node:timers/promises';
import type { RedisConnection } from '../redis/connection.ts';

const lookEveryMs = 2_000;
const answerWithinMs = 1_500;
/** So many looks in a row must find tasks that wait for a worker which does nothing: BullMQ may be waiting for a connection that comes back. */
const looksUntilAsleep = 3;

export interface AttentionOptions {
  readonly redis: RedisConnection;
  /** BullMQ's keys of this type. */
  readonly toKey: (name: string) => string;
  /** Whether the worker could take a task now and has none. */
  readonly idle: () => boolean;
  /** Grows with each task that begins. */
  readonly begun: () => number;
  /** Tasks wait, and the worker does not take them. */
  readonly onAsleep: () => void;
  readonly everyMs?: number;
}

/** Calls `onAsleep` when tasks wait though the worker is idle, and again after as long when that did not help. */
export function startAttention({ redis, toKey, idle, begun, onAsleep, everyMs = lookEveryMs }: AttentionOptions): Disposable {
  let suspicious = 0;
  let looking = false;
  let ended = false;
  /** Null: no answer. */
  const waiting = async (): Promise<boolean | null> => {
    // A type that begins only so many in a time says by this key that the time is not over.
    const answers = Promise.all([redis.exists(toKey('limiter')), redis.llen(toKey('wait')), redis.zcard(toKey('prioritized'))]);
    return await Promise.race([answers.then(([limited, ...counts]) => limited === 0 && counts.some((count) => count > 0), () => null), wait(answerWithinMs, null, { ref: false })]);
  };
  const look = async (): Promise<void> => {
    const before = begun();
    const stands = idle() && redis.status === 'ready' && await waiting() === true && idle() && before === begun();
    suspicious = stands ? suspicious + 1 : 0;
    if (suspicious < looksUntilAsleep || ended) return;
    suspicious = 0;
    onAsleep();
  };
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void look().finally(() => { looking = false; });
  }, everyMs).unref();
  return {
    [Symbol.dispose]() {
      ended = true;
      clearInterval(timer);
    },
  };
}
