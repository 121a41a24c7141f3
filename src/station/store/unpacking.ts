/** When packed events get their rows: see event-packs.ts. */
import type { Db } from './database.ts';
import { anyPacked, unpack } from './event-packs.ts';
import type { Writer } from './writer.ts';

/** The burst is over when nothing was packed for so long. */
const quietMs = 1_000;
/** Between two packs: the others come first. */
const pauseMs = 10;

export interface Unpacking extends Disposable {
  /** More was packed. */
  packed(): void;
}

/** Unpacks one after the other whenever there is time; what is left at the end waits for the next start. */
export function startUnpacking(db: Db, write: Writer['write']): Unpacking {
  let timer: NodeJS.Timeout | null = null;
  let closed = false;
  const wait = (ms: number): void => {
    if (timer !== null) clearTimeout(timer);
    if (!closed) timer = setTimeout(next, ms).unref();
  };
  const next = (): void => {
    timer = null;
    write((tx) => { unpack(tx); }).then(more, () => wait(quietMs));
  };
  const more = (): void => {
    if (!closed && timer === null && anyPacked(db)) wait(pauseMs);
  };
  if (anyPacked(db)) wait(quietMs);
  return {
    packed: () => wait(quietMs),
    [Symbol.dispose]() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
