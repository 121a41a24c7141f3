import { setTimeout as wait } from 'node:timers/promises';
import { DelayedError, type Job, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import { Cluster } from 'ioredis';
import type { RedisConnection } from '../redis/connection.ts';
import { toPlainError, ZhiyueError } from '../../contract/errors.ts';
import { startAttention } from './attention.ts';
import { fairTurns } from './fair-turns.ts';
import { jobIdOf, keyOf } from './job-ids.ts';
import type { QueueOptions } from './queue-options.ts';
import type { TaskDefinition } from './task.ts';
import { type EndedAttempt, type TaskOutcome, type TaskStatistics, TaskTally } from './statistics.ts';
import { NotNow } from './not-now.ts';
import { graceMs, RunningTask } from './running-task.ts';
import { TimeLimits } from './time-limits.ts';
import { within } from '../within.ts';

export interface TaskWorker {
  /** BullMQ's ids of the tasks that run here now. */
  readonly running: Pick<ReadonlySet<string>, 'has' | 'size'>;
  cancel(key: string): void;
  /** What the task that runs here told last, 0 to 1. */
  progressOf(key: string): number | null;
  statistics(): TaskStatistics;
  /** Starts no others, and returns though some still run. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Puts what runs back in line and ends. */
  close(): Promise<void>;
}

/** When what follows a failure could not be recorded (a full disk, say), the task runs again after the longest retry delay, at most this. */
const recordAgainMs = 5_000;
/** A task whose process is gone is found after this time at the latest; freeAbandoned finds most of them at once. */
const lockDurationMs = 15_000;
const stalledIntervalMs = 5_000;

const stillRunningMs = 200;
const closeWithinMs = graceMs + 2_000;

type WorkerOptions = Pick<QueueOptions, 'prefix' | 'retryDelaysMs' | 'onExhausted' | 'onProgress' | 'paused' | 'attentionEveryMs'> & {
  readonly onTrouble: (error: Error) => void;
  readonly onEnded: (ended: EndedAttempt) => void;
};

/** Runs the tasks of one type. A task ends in one of five ways: done, to be retried, exhausted, cancelled, or back in line because the station closes. */
export function startTaskWorker(definition: TaskDefinition<unknown>, connection: RedisConnection, options: WorkerOptions): TaskWorker {
  const { type } = definition;
  /** By BullMQ's id. */
  const atWork = new Map<string, RunningTask>();
  const limits = new TimeLimits();
  let paused = options.paused ?? false;
  const tally = new TaskTally(definition.concurrency);
  let begun = 0;

  const process = async (job: Job<unknown>, token?: string): Promise<void> => {
    const id = job.id ?? '';
    const key = keyOf(id);
    begun += 1;
    if (paused) {
      // The last question to Redis before the pause was answered after it.
      await job.moveToWait(token);
      throw new WaitingError();
    }
    const attempt = job.attemptsMade + 1;
    const maxAttempts = job.opts.attempts ?? 1;
    if (atWork.has(id)) {
      // Redis forgot that it runs and it was asked for again: one after the other, so that the second finds the work done.
      await job.moveToDelayed(Date.now() + stillRunningMs, token);
      throw new DelayedError();
    }
    const task = new RunningTask({ taskId: key, attempt, maxAttempts, limits, timeoutMs: definition.timeoutMs, onProgress: options.onProgress === undefined ? null : (fraction) => options.onProgress?.(type, key, fraction) });
    atWork.set(id, task);
    turns.begun(job.opts.priority ?? 0);
    tally.begun();
    const begunAt = performance.now();
    let outcome: TaskOutcome = 'failed';
    try {
      if (closed !== null) task.stop('closing');
      await task.run((context) => definition.run(definition.input.parse(job.data), context));
      outcome = 'done';
    } catch (error) {
      if (error instanceof NotNow && task.reason === null) {
        outcome = 'returned';
        await job.moveToDelayed(Date.now() + error.afterMs, token);
        throw new DelayedError();
      }
      const { reason } = task;
      if (reason === 'closing') {
        outcome = 'returned';
        await job.moveToWait(token);
        throw new WaitingError();
      }
      if (reason === 'cancelled') {
        outcome = 'cancelled';
        throw new UnrecoverableError('cancelled');
      }
      const cause = reason === 'timeout' ? new ZhiyueError('task-timeout', `${type} ${key} took longer than ${definition.timeoutMs} ms.`, { about: key, cause: error }) : error;
      if (cause instanceof ZhiyueError && cause.passing && attempt < maxAttempts) {
        outcome = 'retried';
        throw cause;
      }
      await recordExhausted(job, token, key, cause);
      throw new UnrecoverableError(toPlainError(cause).message);
    } finally {
      task.ended();
      atWork.delete(id);
      const durationMs = performance.now() - begunAt;
      tally.ended(outcome, durationMs);
      options.onEnded({ type, key, attempt, outcome, durationMs });
    }
  };

  const recordExhausted = async (job: Job<unknown>, token: string | undefined, key: string, error: unknown): Promise<void> => {
    try {
      await options.onExhausted(type, key, job.data, error);
    } catch (trouble) {
      options.onTrouble(new Error(`the end of ${type} ${key} could not be recorded`, { cause: trouble }));
      await job.moveToDelayed(Date.now() + Math.min(recordAgainMs, options.retryDelaysMs.at(-1) ?? recordAgainMs), token);
      throw new DelayedError();
    }
  };

  const begin = (): Worker => new Worker(type, process, {
    connection,
    prefix: options.prefix,
    skipVersionCheck: true,
    autorun: !paused,
    concurrency: definition.concurrency,
    ...(definition.rate === undefined ? {} : { limiter: { max: definition.rate.max, duration: definition.rate.perMs } }),
    lockDuration: lockDurationMs,
    stalledInterval: stalledIntervalMs,
    // Being killed is the station's fate, not the task's fault; what ends a worker is counted by its own attempts.
    maxStalledCount: 1_000,
    runRetryDelay: 500,
    settings: { backoffStrategy: (attemptsMade) => options.retryDelaysMs[Math.min(attemptsMade, options.retryDelaysMs.length) - 1] ?? 1_000 },
  }).on('error', options.onTrouble);
  let worker = begin();
  // BullMQ's loop can wait for ever on its own connection: in a cluster, where a master dies or freezes, it waits for the end of one that is open again already.
  const attention = startAttention({
    redis: connection, toKey: (name) => worker.toKey(name), idle: () => !paused && closed === null && atWork.size === 0, begun: () => begun, onTrouble: options.onTrouble,
    ...(options.attentionEveryMs === undefined ? {} : { everyMs: options.attentionEveryMs }),
    onAsleep: () => {
      options.onTrouble(new Error(`${type}: tasks wait and none is begun; the worker is replaced`));
      const asleep = worker;
      worker = begin();
      asleep.close(true).catch(() => {});
    },
  });
  const turns = fairTurns({ redis: connection, waitingKey: worker.toKey('prioritized'), taskKeys: worker.toKey(''), onTrouble: options.onTrouble });

  let closed: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    attention[Symbol.dispose]();
    for (const task of atWork.values()) task.stop('closing');
    const alive = connection.status === 'ready';
    if (alive && connection instanceof Cluster) {
      // BullMQ waits for what runs behind its own connection, which it opens again in a cluster as soon as it is closed, so that the closing may never end: we wait ourselves.
      await worker.pause(true);
      const end = performance.now() + graceMs + stillRunningMs;
      while (atWork.size > 0 && performance.now() < end) await wait(10);
    }
    // Without Redis nothing can be put back in line; the next start finds it there. A Redis that is frozen does not say so: then what is left ends with its connections.
    await within(closeWithinMs, worker.close(!alive || connection instanceof Cluster), () => null);
    limits.close();
  };
  return {
    running: atWork,
    cancel: (key) => atWork.get(jobIdOf(key))?.stop('cancelled'),
    progressOf: (key) => atWork.get(jobIdOf(key))?.told ?? null,
    statistics: () => tally.read(),
    async pause() {
      paused = true;
      await worker.pause(true);
    },
    async resume() {
      paused = false;
      await worker.resume();
    },
    close: () => (closed ??= close()),
  };
}
