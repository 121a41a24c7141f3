/** Looks whether a worker still takes tasks. */
import type { RedisConnection } from '../redis/connection.ts';
import { repeatedly } from '../repeatedly.ts';
import { within } from '../within.ts';

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
  readonly onTrouble: (error: Error) => void;
  readonly everyMs?: number;
}

/** Calls `onAsleep` when tasks wait though the worker is idle, and again after as long when that did not help. */
export function startAttention({ redis, toKey, idle, begun, onAsleep, onTrouble, everyMs = lookEveryMs }: AttentionOptions): Disposable {
  let suspicious = 0;
  let ended = false;
  /** No answer is no reason to suspect the worker. */
  const tasksWait = async (): Promise<boolean> => {
    // Lists without members are not there. One question for each type where nothing waits, which is nearly always.
    const answer = redis.exists(toKey('wait'), toKey('prioritized'))
      // A type that begins only so many in a time says by this key that the time is not over.
      .then(async (lists) => lists > 0 && (await redis.exists(toKey('limiter'))) === 0);
    return await within(answerWithinMs, answer.catch(() => false), () => false);
  };
  const look = async (): Promise<void> => {
    const before = begun();
    const stands = idle() && redis.status === 'ready' && await tasksWait() && idle() && before === begun();
    suspicious = stands ? suspicious + 1 : 0;
    if (suspicious < looksUntilAsleep || ended) return;
    suspicious = 0;
    onAsleep();
  };
  const looking = repeatedly(everyMs, look, onTrouble);
  return {
    [Symbol.dispose]() {
      ended = true;
      looking[Symbol.dispose]();
    },
  };
}
