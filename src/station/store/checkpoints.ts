/**
 * When the write-ahead log is carried over, by a thread that starts when there is much to write for the first time; small stations never need it, for SQLite carries over what is left when the
 * record is closed.
 *
 * SQLite begins the log anew only when all of it is carried over at the moment of a write. While the station writes without a pause something is always left, and the log would grow without end. So
 * where it has grown long, and little of it is left, the writer is held for as long as that little takes; and where the thread cannot keep up, until it has.
 *
 * States: idle → carrying over → idle, or (the log is long) → finishing → idle.
 */
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { ownModule } from '../own-files.ts';

export interface Checkpoints extends AsyncDisposable {
  /** A transaction was committed, whose events take about so many bytes of the write-ahead log. */
  committed(bytes: number): void;
  /** No transaction may begin now. */
  readonly holding: boolean;
  /** Calls back when they may again. */
  onReleased(listener: () => void): void;
}

/** Where the thread does not get that far (it died, or the disk is slow) SQLite does it in the station's own thread: 128 MB. */
export const walPages = 32_000;
/** A commit of a few events changes a dozen pages. */
const everyCommits = 256;
const everyBytes = 16 << 20;
/** More is not written while the thread is at what was before. */
const mostMeanwhileBytes = 24 << 20;
/** A log that is longer is begun anew: 16 MB. */
const longPages = 4_000;
/** So much is written and made safe in about the time of a commit or two: 1 MB. */
const littlePages = 256;
/** On a slow disk there may never be so little left. */
const tooLongPages = 3 * longPages;

const outcome = z.object({ pages: z.int(), left: z.int() });

export function startCheckpoints(recordFile: string): Checkpoints {
  let thread: Worker | null = null;
  let state: 'idle' | 'carrying over' | 'finishing' = 'idle';
  let holding = false;
  let commits = 0;
  let bytes = 0;
  let released = (): void => {};

  const release = (): void => {
    state = 'idle';
    if (!holding) return;
    holding = false;
    released();
  };
  const order = (what: 'carry-over' | 'finish'): void => {
    state = what === 'finish' ? 'finishing' : 'carrying over';
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    started().postMessage(what);
  };
  const carried = (message: unknown): void => {
    const { pages, left } = outcome.parse(message);
    // Also where nothing was left: the writer has gone on since.
    const mayFinish = pages >= longPages && (holding || left <= littlePages || pages > tooLongPages);
    if (state === 'finishing' || !mayFinish) return release();
    holding = true;
    order('finish');
  };
  const started = (): Worker => {
    if (thread !== null) return thread;
    const own = new Worker(ownModule('./worker-checkpoint.ts', import.meta.url), { workerData: { recordFile } });
    thread = own;
    own.unref();
    own.on('message', carried);
    // Without it SQLite does the work in the station's thread; the next time somebody asks, another one starts.
    own.on('error', () => {});
    own.on('exit', () => {
      if (thread === own) thread = null;
      release();
    });
    return own;
  };

  return {
    committed(more) {
      commits += 1;
      bytes += more;
      if (state !== 'idle') {
        holding ||= bytes > mostMeanwhileBytes;
        return;
      }
      if (commits < everyCommits && bytes < everyBytes) return;
      commits = bytes = 0;
      order('carry-over');
    },
    get holding() { return holding; },
    onReleased(listener) { released = listener; },
    async [Symbol.asyncDispose]() {
      if (thread === null) return;
      const ended = Promise.withResolvers<void>();
      thread.once('exit', () => ended.resolve());
      thread.ref();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      thread.postMessage('close');
      await ended.promise;
    },
  };
}
