/** Ctrl-C and the service manager's SIGTERM as an abort signal: the first one stops in order, a second Ctrl-C at once. */
export interface StopSignal extends Disposable { readonly signal: AbortSignal }

/** `onFirst` is told once, when stopping begins. */
export function listenForStop(onFirst: () => void): StopSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(1);
    onFirst();
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
