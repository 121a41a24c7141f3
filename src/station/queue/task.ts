/** What a type of task is, and what a task sees of the queue while it runs. */
import type { ZodType } from 'zod';

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
  /** For what has to wait its turn elsewhere: the time limit stands still until `begun` is called, or the promise is settled. */
  readonly inLine: <T>(work: (begun: () => void) => Promise<T>) => Promise<T>;
}

export interface TaskDefinition<I> {
  readonly type: string;
  readonly input: ZodType<I>;
  readonly priority: TaskPriority;
  /** How many of this type run at once. */
  readonly concurrency: number;
  /** At most so many begin in any such time, over all machines that work on the queue. */
  readonly rate?: { readonly max: number; readonly perMs: number };
  readonly timeoutMs: number;
  /** May run again after it has had its effect (a crash in between): it must be idempotent. */
  run(input: I, context: TaskContext): Promise<void>;
}
