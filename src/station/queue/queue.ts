import { type Job, type JobType, Queue as BullQueue } from 'bullmq';
import { setTimeout as wait } from 'node:timers/promises';
import { ZhiyueError } from '../../contract/errors.ts';
import { closeConnection } from '../redis/connection.ts';
import { within } from '../within.ts';
import { freeAbandoned } from './abandoned.ts';
import { bullPriorities } from './fair-turns.ts';
import { jobIdOf, keyOf } from './job-ids.ts';
import type { QueueOptions } from './queue-options.ts';
import type { EndedAttempt, TaskStatistics } from './statistics.ts';
import type { TaskDefinition, TaskPriority } from './task.ts';
import { startTaskWorker, type TaskWorker } from './worker.ts';

export interface TaskRequest { readonly key: string; readonly input: unknown; readonly priority?: TaskPriority }

/** A task that waits, runs or will be tried again. */
export interface QueuedTask {
  readonly type: string;
  readonly key: string;
  readonly state: 'waiting' | 'active' | 'delayed';
  /** Attempts begun. */
  readonly attempt: number;
  /** As the task told last; null when it has not, or runs elsewhere. */
  readonly progress: number | null;
  /** Why the last attempt failed. */
  readonly error: string | null;
}

export interface TaskCounts { readonly waiting: number; readonly active: number; readonly delayed: number }

/** Questions throw ZhiyueError redis-unreachable when Redis is down, or does not answer for two seconds. */
export interface Queue extends AsyncDisposable {
  /**
   * Queues a task; does nothing while one with this type and key waits, runs or will be retried. A task that is done is forgotten: the record knows what is unfinished.
   * Throws `internal` for an unknown type or an input that its schema refuses.
   */
  add(type: string, key: string, input: unknown, options?: { readonly priority?: TaskPriority }): Promise<void>;
  addMany(type: string, tasks: readonly TaskRequest[]): Promise<void>;
  /** Takes a task out, wherever it is; one that runs has its signal aborted. `onExhausted` is not called. */
  cancel(type: string, key: string): Promise<void>;
  /** By type. */
  counts(): Promise<Record<string, TaskCounts>>;
  /** How the tasks of each type have been going in this process. */
  statistics(): Readonly<Record<string, TaskStatistics>>;
  /** Calls back for each attempt that ends in this process. Returns the unsubscriber. */
  onEnded(listener: (ended: EndedAttempt) => void): () => void;
  /** Null for a task that is done, was given up, or was never asked for: the record knows. */
  find(type: string, key: string): Promise<QueuedTask | null>;
  /** Tasks at work, then those waiting in the order in which they will be taken, then those to be tried again; at most `limit`. */
  list(limit: number, type?: string): Promise<readonly QueuedTask[]>;
  /** Tasks at work, here and on other machines. */
  active(): Promise<readonly Pick<QueuedTask, 'type' | 'key'>[]>;
  /** Tries a task at once that waits for its next attempt; false when it does not. */
  hurry(type: string, key: string): Promise<boolean>;
  /** Whether tasks are held back by `pause`. */
  readonly paused: boolean;
  /** Resolves when nothing waits, runs or is to be retried. Rejects when the queue closes before that. */
  idle(): Promise<void>;
  /** Lets running tasks end and starts no others, until `resume`. `drain`: resolves when none runs here any more. */
  pause(options?: { readonly drain?: boolean }): Promise<void>;
  resume(): Promise<void>;
  /** The same as `pause` and `resume`, for the station's own reasons: tasks start where neither people nor the station hold them back. Does nothing when it is so already. */
  hold(held: boolean): Promise<void>;
  /** Calls back after Redis came back or was emptied: tasks may be gone, so queue again what the record says is unfinished. Returns the unsubscriber. */
  onReconnect(listener: () => void): () => void;
}

interface TaskLine { readonly definition: TaskDefinition<unknown>; readonly bull: BullQueue; readonly worker: TaskWorker }

const bulkSize = 500;
const answerWithinMs = 2_000;
const states: ReadonlyMap<string, QueuedTask['state']> = new Map([['waiting', 'waiting'], ['prioritized', 'waiting'], ['paused', 'waiting'], ['active', 'active'], ['delayed', 'delayed']]);
const stateOrder: readonly QueuedTask['state'][] = ['active', 'waiting', 'delayed'];
const listed: readonly (readonly [QueuedTask['state'], readonly JobType[]])[] = [['active', ['active']], ['waiting', ['waiting', 'prioritized']], ['delayed', ['delayed']]];

/** BullMQ's own prefix for ours. */
export const queuePrefix = (prefix: string): string => `{${prefix}}`;

/** Starts one BullMQ queue and worker per task type. */
export async function startQueue(options: QueueOptions): Promise<Queue> {
  const { redis } = options;
  const prefix = queuePrefix(options.prefix);
  redis.guard(options.prefix);
  const onTrouble = options.onTrouble ?? (() => {});
  const connection = redis.connect('queue', { gathering: true });
  const lines = new Map<string, TaskLine>();
  const listeners = new Set<(ended: EndedAttempt) => void>();
  const onEnded = (ended: EndedAttempt): void => {
    for (const listener of listeners) listener(ended);
  };
  let { paused = false, held = false } = options;
  for (const definition of options.definitions) {
    const bull = new BullQueue(definition.type, { connection, prefix, skipVersionCheck: true, skipMetasUpdate: true });
    bull.on('error', onTrouble);
    // What a station that was killed had under way is nobody's now. On a server of somebody else's another machine may be at it: there its lock must run out.
    if (redis.own) await freeAbandoned(connection, `${prefix}:${definition.type}`, new Set());
    lines.set(definition.type, { definition, bull, worker: startTaskWorker(definition, connection, { ...options, paused: paused || held, prefix, onTrouble, onEnded }) });
  }

  const lineOf = (type: string): TaskLine => {
    const line = lines.get(type);
    if (line === undefined) throw new ZhiyueError('internal', `There is no task type ${type}.`, { about: type });
    return line;
  };
  const jobOf = ({ definition }: TaskLine, { key, input, priority = definition.priority }: TaskRequest) => ({
    name: definition.type,
    data: checked(definition, key, input),
    opts: {
      jobId: jobIdOf(key),
      priority: bullPriorities[priority],
      attempts: options.maxRetries + 1,
      backoff: { type: 'custom' },
      removeOnComplete: true,
      removeOnFail: true,
    },
  });

  const addMany = async (type: string, tasks: readonly TaskRequest[]): Promise<void> => {
    const line = lineOf(type);
    // All of them are looked at before the first is added.
    const jobs = tasks.map((task) => jobOf(line, task));
    let underWay: Promise<unknown> = Promise.resolve();
    for (let start = 0; start < jobs.length; start += bulkSize) {
      // While Redis takes some in, the next ones are prepared; on one connection they arrive in their order.
      const added = line.bull.addBulk(jobs.slice(start, start + bulkSize));
      added.catch(() => {});
      await underWay;
      underWay = added;
    }
    await underWay;
  };

  const closing = new AbortController();
  const forgetReconnect = redis.onReconnect(() => {
    if (!redis.own) return;
    for (const { definition, worker } of lines.values()) {
      void freeAbandoned(connection, `${prefix}:${definition.type}`, worker.running, closing.signal).catch(onTrouble);
    }
  });

  const described = ({ definition, worker }: TaskLine, job: Job<unknown>, state: QueuedTask['state']): QueuedTask => {
    const key = keyOf(job.id);
    return {
      type: definition.type, key, state, attempt: job.attemptsMade + (state === 'active' ? 1 : 0), progress: state === 'active' ? worker.progressOf(key) : null,
      error: job.failedReason === undefined || job.failedReason === '' ? null : job.failedReason,
    };
  };
  const listLine = async (line: TaskLine, limit: number): Promise<QueuedTask[]> => {
    const found: QueuedTask[] = [];
    for (const [state, kinds] of listed) {
      for (const kind of kinds) {
        const left = limit - found.length;
        if (left > 0) found.push(...(await line.bull.getJobs(kind, 0, left - 1, true)).flatMap((job: Job<unknown> | undefined) => (job === undefined ? [] : described(line, job, state))));
      }
    }
    return found.slice(0, limit);
  };

  const answered = async <T>(question: () => Promise<T>): Promise<T> => {
    const unreachable = (): never => { throw new ZhiyueError('redis-unreachable', 'The task queue cannot be reached now; nothing is lost, and the station goes on by itself when it can.'); };
    return redis.healthy() ? await within(answerWithinMs, question(), unreachable) : unreachable();
  };

  const counts = async (): Promise<Record<string, TaskCounts>> => {
    const all = [...lines.values()].map(async ({ definition, bull }) => {
      const found = await bull.getJobCounts('waiting', 'prioritized', 'active', 'delayed');
      const of = (state: string) => found[state] ?? 0;
      return [definition.type, { waiting: of('waiting') + of('prioritized'), active: of('active'), delayed: of('delayed') }] as const;
    });
    return Object.fromEntries(await Promise.all(all));
  };

  const nothingRuns = async (): Promise<void> => {
    while ([...lines.values()].some(({ worker }) => worker.running.size > 0)) await wait(20, undefined, { signal: closing.signal });
  };

  const startOrStop = async (): Promise<void> => {
    await Promise.all([...lines.values()].map(({ worker }) => (paused || held ? worker.pause() : worker.resume())));
  };

  let closed: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    closing.abort(new ZhiyueError('internal', 'The queue was closed.'));
    forgetReconnect();
    await Promise.all([...lines.values()].map(({ worker }) => worker.close()));
    closeConnection(connection);
    await within(answerWithinMs, Promise.allSettled([...lines.values()].map(({ bull }) => bull.close())), () => null);
  };

  return {
    add: async (type, key, input, { priority } = {}) => {
      const line = lineOf(type);
      const { name, data, opts } = jobOf(line, { key, input, ...(priority === undefined ? {} : { priority }) });
      await line.bull.add(name, data, opts);
    },
    addMany,
    cancel: async (type, key) => {
      const { bull, worker } = lineOf(type);
      worker.cancel(key);
      // A task that is running refuses to be removed; it goes when it has ended.
      await bull.remove(jobIdOf(key)).catch(() => {});
      worker.cancel(key);
    },
    counts: () => answered(counts),
    statistics: () => Object.fromEntries([...lines.values()].map(({ definition, worker }) => [definition.type, worker.statistics()])),
    onEnded: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    idle: async () => {
      for (;;) {
        closing.signal.throwIfAborted();
        const found = Object.values(await counts());
        if (found.every(({ waiting, active, delayed }) => waiting + active + delayed === 0)) return;
        await wait(20, undefined, { signal: closing.signal }).catch(() => {});
      }
    },
    find: (type, key) => answered(async () => {
      const line = lineOf(type);
      const job = await line.bull.getJob(jobIdOf(key));
      if (job === undefined) return null;
      const state = states.get(await job.getState());
      return state === undefined ? null : described(line, job, state);
    }),
    list: async (limit, type) => {
      if (limit <= 0) return [];
      const all = await answered(() => Promise.all((type === undefined ? [...lines.values()] : [lineOf(type)]).map((line) => listLine(line, limit))));
      return all.flat().toSorted((a, b) => stateOrder.indexOf(a.state) - stateOrder.indexOf(b.state)).slice(0, limit);
    },
    active: () => answered(async () => {
      const all = [...lines.values()].map(async ({ definition, bull }) => (await bull.getJobs('active')).flatMap((job: Job<unknown> | undefined) => (job === undefined ? [] : { type: definition.type, key: keyOf(job.id) })));
      return (await Promise.all(all)).flat();
    }),
    hurry: (type, key) => answered(async () => {
      const job = await lineOf(type).bull.getJob(jobIdOf(key));
      if (job === undefined || (await job.getState()) !== 'delayed') return false;
      // It may have become due in between.
      return await job.promote().then(() => true, () => false);
    }),
    get paused() { return paused; },
    pause: async ({ drain = false } = {}) => {
      paused = true;
      await startOrStop();
      if (drain) await nothingRuns();
    },
    resume: async () => {
      paused = false;
      await startOrStop();
    },
    hold: async (asked) => {
      if (held === asked) return;
      held = asked;
      await startOrStop();
    },
    onReconnect: (listener) => redis.onReconnect(listener),
    [Symbol.asyncDispose]: () => (closed ??= close()),
  };
}

function checked(definition: TaskDefinition<unknown>, key: string, input: unknown): unknown {
  const parsed = definition.input.safeParse(input);
  if (!parsed.success) throw new ZhiyueError('internal', `The input of ${definition.type} ${key} is not what the task takes: ${parsed.error.message}`, { about: key, cause: parsed.error });
  return parsed.data;
}
