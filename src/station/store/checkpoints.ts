/**
 * When the write-ahead log is carried over. The thread for it starts when there is much to write for the first time; small stations never need it, for SQLite does it in the station's
 * own thread where the log has grown to `walPages` all the same (and, at the end, when the record is closed).
 */
import { Worker } from 'node:worker_threads';
import { ownModule } from '../own-files.ts';

export interface Checkpoints extends AsyncDisposable {
  /** A transaction was committed, with so many bytes of events in it. */
  committed(bytes: number): void;
}

/** Twice as long as what is usually carried over: what the thread has dealt with by then is little work, and with nobody writing beside it the log begins anew. */
export const walPages = 8_000;
/** A commit of a few events changes a dozen pages. */
const everyCommits = 256;
/** With its indexes an event takes four times as much. */
const everyBytes = 4 << 20;

export function startCheckpoints(recordFile: string): Checkpoints {
  let thread: Worker | null = null;
  let busy = false;
  let commits = 0;
  let bytes = 0;

  const started = (): Worker => {
    if (thread !== null) return thread;
    const own = new Worker(ownModule('./worker-checkpoint.ts', import.meta.url), { workerData: { recordFile } });
    thread = own;
    own.unref();
    own.on('message', () => { busy = false; });
    // Without it SQLite does the work in the station's thread; the next time somebody asks, another one starts.
    own.on('error', () => {});
    own.on('exit', () => {
      if (thread === own) thread = null;
      busy = false;
    });
    return own;
  };

  return {
    committed(more) {
      commits += 1;
      bytes += more;
      if (busy || (commits < everyCommits && bytes < everyBytes)) return;
      busy = true;
      commits = bytes = 0;
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      started().postMessage('carry-over');
    },
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
