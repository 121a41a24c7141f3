/** Work that several wait for: it ends when the last of them has gone. */
export interface SharedJob {
  /** Resolves with the work; rejects with what it throws, or with the signal's reason. */
  join(signal: AbortSignal): Promise<void>;
}

/** Starts at once. `onEnded`: it is over, or nobody waits for it any more and nobody may join. */
export function sharedJob(work: (signal: AbortSignal) => Promise<void>, onEnded: () => void): SharedJob {
  const controller = new AbortController();
  const doing = work(controller.signal).finally(() => { if (!controller.signal.aborted) onEnded(); });
  doing.catch(() => undefined);
  let waiting = 0;
  return {
    async join(signal) {
      const gone = Promise.withResolvers<never>();
      const leave = (): void => gone.reject(signal.reason);
      waiting++;
      signal.addEventListener('abort', leave, { once: true });
      try {
        if (signal.aborted) leave();
        await Promise.race([doing, gone.promise]);
      } finally {
        signal.removeEventListener('abort', leave);
        if (--waiting === 0 && signal.aborted) {
          onEnded();
          controller.abort(signal.reason);
        }
      }
    },
  };
}
