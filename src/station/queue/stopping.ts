/** Why a task is stopped while it runs. */
export type StopReason = 'cancelled' | 'closing' | 'timeout';

/** Stops one running task. Most tasks end before anybody looks at their signal, and an AbortController with a listener costs more than all the rest that we do for a task: it is made when somebody looks. */
export class Stopping {
  #reason: StopReason | null = null;
  #controller: AbortController | null = null;
  /** Called once, when it is stopped. */
  onStop: (() => void) | null = null;

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

  /** The first reason counts. */
  stop(reason: StopReason): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.#controller?.abort(stoppedBecause(reason));
    this.onStop?.();
  }

  throwIfStopped(): void {
    if (this.#reason !== null) throw stoppedBecause(this.#reason);
  }
}

const stoppedBecause = (reason: StopReason): Error => new Error(`the task was stopped: ${reason}`);
