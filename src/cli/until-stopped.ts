/** Ctrl-C and the service manager's SIGTERM as an abort signal: the first one stops in order, a second Ctrl-C at once. */
export interface StopSignal extends Disposable { readonly signal: AbortSignal }

/** npm and launchers pass on a Ctrl-C that the terminal has sent to us already: within this time it is the same one. */
const sameKeypressMs = 500;

/** `onFirst` is told once, when stopping begins. */
export function listenForStop(onFirst: () => void): StopSignal {
  const controller = new AbortController();
  let firstAt = 0;
  const stop = (): void => {
    if (!controller.signal.aborted) {
      firstAt = performance.now();
      onFirst();
      controller.abort();
    } else if (performance.now() - firstAt > sameKeypressMs) {
      process.exit(1);
    }
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
