/** Runs one order in a backup thread of its own. */
import { Worker } from 'node:worker_threads';
import { fromPlainError, ZhiyueError } from '../../contract/errors.ts';
import { ownModule } from '../own-files.ts';
import type { FromThread, ThreadOrder } from './messages.ts';
import type { OnProgress } from './write-backup.ts';

export interface ThreadWatch {
  readonly signal: AbortSignal;
  readonly onProgress?: OnProgress;
  /** Must resolve before the thread writes these files. */
  readonly willWrite?: (files: readonly string[]) => Promise<void>;
}

/** Rows of a whole school's publication are one string. */
const heapMb = 2048;

/** Throws what the order throws, the signal's reason (the thread is ended then), or ZhiyueError worker-crashed. */
export async function inThread(order: ThreadOrder, { signal, onProgress, willWrite }: ThreadWatch): Promise<unknown> {
  signal.throwIfAborted();
  const worker = new Worker(ownModule('./worker-backup.ts', import.meta.url), { workerData: order, resourceLimits: { maxOldGenerationSizeMb: heapMb } });
  const result = Promise.withResolvers<unknown>();
  worker.on('message', (message: FromThread) => {
    switch (message.kind) {
      case 'progress': onProgress?.(message.done, message.total); break;
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      case 'will-write': Promise.resolve(willWrite?.(message.files)).then(() => worker.postMessage('go'), result.reject); break;
      case 'done': result.resolve(message.value); break;
      case 'failed': result.reject(fromPlainError(message.error)); break;
    }
  });
  worker.on('error', (cause) => result.reject(new ZhiyueError('worker-crashed', `The thread of the backup died: ${cause.message}`, { cause })));
  worker.on('exit', () => result.reject(new ZhiyueError('worker-crashed', 'The thread of the backup ended before it was done.')));
  const stop = (): void => result.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await result.promise;
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
