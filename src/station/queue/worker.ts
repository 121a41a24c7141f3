import { setTimeout as wait } from 'node:timers/promises';
import { DelayedError, type Job, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import { Cluster } from 'ioredis';
import type { RedisConnection } from '../redis/connection.ts';
import { toPlainError, ZhiyueError } from '../../contract/errors.ts';
import { fairTurns } from './fair-turns.ts';
import type { QueueOptions, TaskContext, TaskDefinition } from './queue.ts';
import { type EndedAttempt, type TaskOutcome, type TaskStatistics, TaskTally } from './statistics.ts';
import { NotNow } from './not-now.ts';
import { Stopping } from './stopping.ts';
import { startTimeLimit } from './time-limit.ts';

export interface TaskWorker {
  /** BullMQ's ids of the tasks that run here now. */
  readonly running: ReadonlySet<string>;
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

/** How long a task may take to end after its signal was aborted; after that it is given up, whatever it still does. */
const graceMs = 1_000;
/** When what follows a failure could not be recorded (a full disk, say), the task runs again after the longest retry delay, at most this. */
const recordAgainMs = 5_000;
/** A task whose process is gone is found after this time at the latest; freeAbandoned finds most of them at once. */
const lockDurationMs = 15_000;
const stalledIntervalMs = 5_000;

const stillRunningMs = 200;

type WorkerOptions = Pick<QueueOptions, 'prefix' | 'retryDelaysMs' | 'onExhausted' | 'onProgress' | 'paused'> & {
  readonly onTrouble: (error: Error) => void;
  readonly onEnded: (ended: EndedAttempt) => void;
};

/** Runs the tasks of one type. A task ends in one of five ways: done, to be retried, exhausted, cancelled, or back in line because the station closes. */
export function startTaskWorker(definition: TaskDefinition<unknown>, connection: RedisConnection, options: WorkerOptions): TaskWorker {
  const { type } = definition;
  const atWork = new Map<string, Stopping>();
  const running = new Set<string>();
  const told = new Map<string, number>();
  let paused = options.paused ?? false;
  const tally = new TaskTally(definition.concurrency);

  const process = async (job: Job<unknown>, token?: string): Promise<void> => {
    const key = keyOf(job.id);
    if (paused) {
      // The last question to Redis before the pause was answered after it.
      await job.moveToWait(token);
      throw new WaitingError();
    }
    const attempt = job.attemptsMade + 1;
    const maxAttempts = job.opts.attempts ?? 1;
    if (atWork.has(key)) {
      // Redis forgot that it runs and it was asked for again: one after the other, so that the second finds the work done.
      await job.moveToDelayed(Date.now() + stillRunningMs, token);
      throw new DelayedError();
    }
    const stopping = new Stopping();
    atWork.set(key, stopping);
    if (job.id !== undefined) running.add(job.id);
    turns.begun(job.opts.priority ?? 0);
    tally.begun();
    const begunAt = performance.now();
    let outcome: TaskOutcome = 'failed';
    try {
      if (closed !== null) stopping.stop('closing');
      await runLimited(definition, job.data, stopping, {
        taskId: key, attempt, maxAttempts, progress: (fraction) => {
          told.set(key, fraction);
          options.onProgress?.(type, key, fraction);
        },
      });
      outcome = 'done';
    } catch (error) {
      if (error instanceof NotNow && stopping.reason === null) {
        outcome = 'returned';
        await job.moveToDelayed(Date.now() + error.afterMs, token);
        throw new DelayedError();
      }
      const { reason } = stopping;
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
      atWork.delete(key);
      told.delete(key);
      if (job.id !== undefined) running.delete(job.id);
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

  const worker = new Worker(type, process, {
    connection,
    prefix: options.prefix,
    skipVersionCheck: true,
    autorun: options.paused !== true,
    concurrency: definition.concurrency,
    ...(definition.rate === undefined ? {} : { limiter: { max: definition.rate.max, duration: definition.rate.perMs } }),
    lockDuration: lockDurationMs,
    stalledInterval: stalledIntervalMs,
    // Being killed is the station's fate, not the task's fault; what ends a worker is counted by its own attempts.
    maxStalledCount: 1_000,
    runRetryDelay: 500,
    settings: { backoffStrategy: (attemptsMade) => options.retryDelaysMs[Math.min(attemptsMade, options.retryDelaysMs.length) - 1] ?? 1_000 },
  });
  worker.on('error', options.onTrouble);
  const turns = fairTurns({ redis: connection, waitingKey: worker.toKey('prioritized'), taskKeys: worker.toKey(''), onTrouble: options.onTrouble });

  let closed: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    for (const stopping of atWork.values()) stopping.stop('closing');
    const alive = connection.status === 'ready';
    if (alive && connection instanceof Cluster) {
      // BullMQ waits for what runs behind its own connection, which it opens again in a cluster as soon as it is closed, so that the closing may never end: we wait ourselves.
      await worker.pause(true);
      const end = performance.now() + graceMs + stillRunningMs;
      while (atWork.size > 0 && performance.now() < end) await wait(10);
      return await worker.close(true);
    }
    // Without Redis nothing can be put back in line; the next start finds it there.
    await worker.close(!alive);
  };
  return {
    running,
    cancel: (key) => atWork.get(key)?.stop('cancelled'),
    progressOf: (key) => told.get(key) ?? null,
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

export const keyOf = (id: string | undefined): string => decodeURIComponent((id ?? '').slice(1));

/** Runs the task until it ends; past its time limit, or when it is stopped from outside, it has `graceMs` left to end by itself. */
function runLimited(definition: TaskDefinition<unknown>, data: unknown, stopping: Stopping, context: Omit<TaskContext, 'inLine' | 'signal'>): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = startTimeLimit(definition.timeoutMs, () => stopping.stop('timeout'));
    let grace: NodeJS.Timeout | null = null;
    const ended = (): void => {
      limit[Symbol.dispose]();
      if (grace !== null) clearTimeout(grace);
    };
    const failed = (error: unknown): void => {
      ended();
      reject(error);
    };
    const finished = (): void => {
      ended();
      resolve();
    };
    stopping.onStop = () => { grace = setTimeout(() => failed(new Error('given up')), graceMs); };
    try {
      stopping.throwIfStopped();
      definition.run(definition.input.parse(data), { ...context, inLine: limit.inLine, get signal() { return stopping.signal; } }).then(finished, failed);
    } catch (error) {
      failed(error);
    }
  });
}
