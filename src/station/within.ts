/** Waiting for an answer, but not for ever. */
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';

/** The answer, or what `late` gives when none has come within `ms`; what comes of it after that, nobody hears. */
export async function within<T, L>(ms: number, answer: Promise<T>, late: () => L): Promise<T | L> {
  const answered = new AbortController();
  const tooLate = async (): Promise<L> => {
    await wait(ms, undefined, { ref: false, signal: answered.signal });
    // Where this process was busy for so long, the answer may lie in the socket: it is read before this turn ends.
    await nextTurn();
    return late();
  };
  try {
    return await Promise.race([answer, tooLate()]);
  } finally {
    answered.abort();
  }
}
