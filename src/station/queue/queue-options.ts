import type { RedisServer } from '../redis/sidecar.ts';
import type { TaskDefinition } from './task.ts';

export interface QueueOptions {
  readonly redis: RedisServer;
  readonly definitions: readonly TaskDefinition<unknown>[];
  /** Prefix of BullMQ's keys, as their hash tag: in a cluster they all lie on one master, for BullMQ's scripts touch several of them at once. */
  readonly prefix: string;
  /** Wait before the first, second, … retry, in milliseconds; the last one repeats. */
  readonly retryDelaysMs: readonly number[];
  readonly maxRetries: number;
  /** Called (and awaited) once a task will not be tried again: after the last retry, or at once where trying again cannot help. If it rejects, the task is run again later. */
  readonly onExhausted: (type: string, key: string, input: unknown, error: unknown) => void | Promise<void>;
  readonly onProgress?: (type: string, key: string, fraction: number) => void;
  /** What went wrong inside the queue and is being tried again: for the log. */
  readonly onTrouble?: (error: Error) => void;
  /** Starts no task before `resume`. */
  readonly paused?: boolean;
  /** Starts no task before `hold(false)`. */
  readonly held?: boolean;
  /** How often it is looked whether the workers take what waits; 2 s when left out. */
  readonly attentionEveryMs?: number;
}
