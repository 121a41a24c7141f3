import type { TaskContext } from './task.ts';
import type { Limited, TimeLimits } from './time-limits.ts';

/** Why a task is stopped while it runs. */
export type StopReason = 'cancelled' | 'closing' | 'timeout';

/** How long a task may take to end after its signal was aborted; after that it is given up, whatever it still does. */
export const graceMs = 1_000;

export interface RunningTaskOptions {
  readonly taskId: string;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly limits: TimeLimits;
  /** Stands still while the task waits its turn somewhere. */
  readonly timeoutMs: number;
  readonly onProgress: ((fraction: number) => void) | null;
}

/**
 * One attempt at a task, and what the task sees of it. Most tasks end before anybody looks at their signal or stops them, and tens of thousands may run in a second: whatever is
 * only needed then (an AbortController, a timer, a closure) is made then.
 */
export class RunningTask implements TaskContext, Limited {
  readonly taskId: string;
  readonly attempt: number;
  readonly maxAttempts: number;
  dueAt = 0;
  /** What it told last, 0 to 1. */
  told: number | null = null;
  readonly #limits: TimeLimits;
  readonly #onProgress: ((fraction: number) => void) | null;
  #leftMs: number;
  #inLine = 0;
  #ended = false;
  #reason: StopReason | null = null;
  #controller: AbortController | null = null;
  #giveUp: ((error: Error) => void) | null = null;
  #grace: NodeJS.Timeout | null = null;

  constructor({ taskId, attempt, maxAttempts, limits, timeoutMs, onProgress }: RunningTaskOptions) {
    this.taskId = taskId;
    this.attempt = attempt;
    this.maxAttempts = maxAttempts;
    this.#limits = limits;
    this.#leftMs = timeoutMs;
    this.#onProgress = onProgress;
  }

  get reason(): StopReason | null {
    return this.#reason;
  }

  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController();
      if (this.#reason !== null) this.#controller.abort(stoppedBecause(this.#reason));
    }
    return this.#controller.signal;
  }

  get progress(): TaskContext['progress'] {
    return (fraction) => {
      this.told = fraction;
      this.#onProgress?.(fraction);
    };
  }

  get inLine(): TaskContext['inLine'] {
    return async (work) => {
      let isWaiting = true;
      if (++this.#inLine === 1) this.#leftMs = this.#limits.stop(this) ?? this.#leftMs;
      const begun = (): void => {
        if (!isWaiting) return;
        isWaiting = false;
        if (--this.#inLine === 0 && !this.#ended) this.#limits.run(this, this.#leftMs);
      };
      try {
        return await work(begun);
      } finally {
        begun();
      }
    };
  }

  /** Runs it until it ends; past its time limit, or when it is stopped from outside, it has `graceMs` left to end by itself. */
  run(work: (context: TaskContext) => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#giveUp = reject;
      if (this.#reason !== null) {
        reject(stoppedBecause(this.#reason));
        return;
      }
      this.#limits.run(this, this.#leftMs);
      try {
        work(this).then(resolve, reject);
      } catch (error) {
        reject(error);
      }
    });
  }

  /** It runs no more, whether it knows or not. */
  ended(): void {
    this.#ended = true;
    this.#limits.stop(this);
    if (this.#grace !== null) clearTimeout(this.#grace);
  }

  /** The first reason counts. */
  stop(reason: StopReason): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.#controller?.abort(stoppedBecause(reason));
    if (!this.#ended) this.#grace = setTimeout(() => this.#giveUp?.(new Error('given up')), graceMs);
  }

  timeIsOver(): void {
    this.stop('timeout');
  }
}

const stoppedBecause = (reason: StopReason): Error => new Error(`the task was stopped: ${reason}`);
