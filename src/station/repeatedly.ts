/** Looking at something again and again. */

export interface Repeated extends Disposable {
  /** Looks at once, unless it is looking. */
  now(): void;
}

/** Calls `look` every `everyMs` until it is disposed of, never twice at once; keeps no process alive. `onTrouble` hears what a look rejects with. */
export function repeatedly(everyMs: number, look: () => Promise<void>, onTrouble: (error: Error) => void): Repeated {
  let looking = false;
  const now = (): void => {
    if (looking) return;
    looking = true;
    look().catch((error: unknown) => onTrouble(error instanceof Error ? error : new Error(String(error)))).finally(() => { looking = false; });
  };
  const timer = setInterval(now, everyMs).unref();
  return { now, [Symbol.dispose]: () => clearInterval(timer) };
}
