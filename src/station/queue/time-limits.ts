/**
 * Time limits of the tasks of one type. All of them are equally long, so one timer serves them all: it looks who is over when the earliest could be. A timer for each task would cost
 * more than all the rest that we do for it, and almost every one would be set for nothing.
 */

/** Something that is limited. */
export interface Limited {
  /** When its time is over, by `performance.now()`; kept by TimeLimits. */
  dueAt: number;
  /** Called once. */
  timeIsOver(): void;
}

export class TimeLimits {
  readonly #running = new Set<Limited>();
  #timer: NodeJS.Timeout | null = null;
  #looksAt = Infinity;

  /** Its time runs from now on, `leftMs` of it. */
  run(one: Limited, leftMs: number): void {
    one.dueAt = performance.now() + leftMs;
    this.#running.add(one);
    if (one.dueAt < this.#looksAt) this.#lookAt(one.dueAt);
  }

  /** Its time stands still. Returns what was left of it, in milliseconds; null when it was not running. */
  stop(one: Limited): number | null {
    return this.#running.delete(one) ? one.dueAt - performance.now() : null;
  }

  /** Nobody is limited any more. */
  close(): void {
    this.#running.clear();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #lookAt(at: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#looksAt = at;
    // What runs keeps the process alive by itself.
    this.#timer = setTimeout(() => this.#look(), Math.max(1, Math.ceil(at - performance.now()))).unref();
  }

  #look(): void {
    this.#timer = null;
    this.#looksAt = Infinity;
    const now = performance.now();
    let next = Infinity;
    for (const one of this.#running) {
      if (one.dueAt > now) {
        next = Math.min(next, one.dueAt);
        continue;
      }
      this.#running.delete(one);
      one.timeIsOver();
    }
    if (next < this.#looksAt) this.#lookAt(next);
  }
}
