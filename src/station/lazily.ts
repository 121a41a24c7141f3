/** A part that is opened when it is first needed. */
export interface Lazy<T> {
  readonly get: () => Promise<T>;
  /** Closes it if it was opened. */
  readonly close: () => Promise<void>;
}

export function lazily<T extends AsyncDisposable>(open: () => Promise<T>): Lazy<T> {
  let opened: Promise<T> | null = null;
  return {
    get: () => (opened ??= open()),
    async close() {
      if (opened) await (await opened)[Symbol.asyncDispose]();
    },
  };
}
