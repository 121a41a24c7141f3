import { ZhiyueError } from '../../contract/errors.ts';

export const tookTooLong = (limitMs: number): ZhiyueError => new ZhiyueError('task-timeout', `A handler did not end within ${limitMs} ms.`);

interface Running { readonly until: number; readonly expire: (error: Error) => void }

/**
 * A limit for attempts after the first (lanes.ts looks after those) and for what is given to a handler once more. One timer looks after all of them.
 * What has run out of time cannot be stopped from outside; it is only waited for no longer.
 */
export class TimeLimit implements Disposable {
  readonly #limitMs: number;
  readonly #running = new Set<Running>();
  #timer: NodeJS.Timeout | null = null;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** What `work` comes to; rejects with ZhiyueError task-timeout when it takes longer than the limit. */
  of(work: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const running: Running = { until: performance.now() + this.#limitMs, expire: reject };
      this.#running.add(running);
      this.#timer ??= setInterval(() => this.#look(), Math.max(10, this.#limitMs / 10)).unref();
      const passed = (): void => {
        this.#running.delete(running);
        resolve();
      };
      const failed = (error: unknown): void => {
        this.#running.delete(running);
        reject(error);
      };
      work.then(passed, failed);
    });
  }

  #look(): void {
    const now = performance.now();
    for (const running of this.#running) {
      if (running.until > now) return; // In order of time.
      this.#running.delete(running);
      running.expire(tookTooLong(this.#limitMs));
    }
    this[Symbol.dispose]();
  }
}
