/** Handlers at work: what stands under them is not closed before they are done, or have been told to stop. */
import { setTimeout as wait } from 'node:timers/promises';

export interface AtWork {
  /** `stop` is aborted when closing cannot wait any longer. */
  run<T>(work: () => Promise<T>, stop: AbortController): Promise<T>;
  /** Resolves when all are done; after `patienceMs` they are told to stop, and get as long again to do so. */
  ended(patienceMs: number): Promise<void>;
}

export function openAtWork(): AtWork {
  const running = new Map<Promise<unknown>, AbortController>();
  const quiet = async (withinMs: number): Promise<void> => {
    const given = new AbortController();
    await Promise.race([Promise.allSettled(running.keys()), wait(withinMs, undefined, { signal: given.signal }).catch(() => undefined)]);
    given.abort();
  };
  return {
    async run(work, stop) {
      const doing = work();
      running.set(doing, stop);
      try {
        return await doing;
      } finally {
        running.delete(doing);
      }
    },
    async ended(patienceMs) {
      await quiet(patienceMs);
      if (running.size === 0) return;
      for (const stop of running.values()) stop.abort();
      await quiet(patienceMs);
    },
  };
}
