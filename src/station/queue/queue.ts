import type { ZodType } from 'zod';
import type { RedisServer } from '../redis/sidecar.ts';

export type TaskPriority = 'high' | 'normal' | 'low';

export interface TaskContext {
  /** The key that the task was added with. */
  readonly taskId: string;
  /** 1 for the first try. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Aborted after the time limit, by `cancel`, and when the queue closes. */
  readonly signal: AbortSignal;
  /** Tells how far it is, 0 to 1; goes to `onProgress`, never to the record. */
  progress(fraction: number): void;
}

export interface TaskDefinition<I> {
  readonly type: string;
  readonly input: ZodType<I>;
  readonly priority: TaskPriority;
  /** How many of this type run at once. */
  readonly concurrency: number;
  readonly timeoutMs: number;
  run(input: I, context: TaskContext): Promise<void>;
}

export interface TaskRequest { readonly key: string; readonly input: unknown; readonly priority?: TaskPriority }

export interface TaskCounts { readonly waiting: number; readonly active: number; readonly delayed: number }

export interface QueueOptions {
  readonly redis: RedisServer;
  readonly definitions: readonly TaskDefinition<unknown>[];
  /** Prefix of BullMQ's keys. */
  readonly prefix: string;
  readonly retryDelaysMs: readonly number[];
  readonly maxRetries: number;
  /** Called (and awaited) once a task will not be tried again: after the last retry, or at once where trying again cannot help. */
  readonly onExhausted: (type: string, key: string, input: unknown, error: unknown) => void | Promise<void>;
  readonly onProgress?: (type: string, key: string, fraction: number) => void;
  /** What went wrong inside the queue and is being tried again: for the log. */
  readonly onTrouble?: (error: Error) => void;
}

export interface Queue extends AsyncDisposable {
  /** Queues a task; does nothing while one with this type and key waits, runs or will be retried. Throws `internal` for an unknown type or an input that its schema refuses. */
  add(type: string, key: string, input: unknown, options?: { readonly priority?: TaskPriority }): Promise<void>;
  addMany(type: string, tasks: readonly TaskRequest[]): Promise<void>;
  /** Takes a task out, wherever it is; one that runs has its signal aborted. `onExhausted` is not called. */
  cancel(type: string, key: string): Promise<void>;
  counts(): Promise<Record<string, TaskCounts>>;
  /** Resolves when nothing waits, runs or is to be retried. Rejects when the queue closes before that. */
  idle(): Promise<void>;
  /** Lets running tasks end and starts no others, until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Calls back after Redis came back: tasks may be gone, so queue again what the record says is unfinished. Returns the unsubscriber. */
  onReconnect(listener: () => void): () => void;
}

/** Starts one BullMQ queue and worker per task type. */
export async function startQueue(_options: QueueOptions): Promise<Queue> {
  throw new Error('not yet');
}
