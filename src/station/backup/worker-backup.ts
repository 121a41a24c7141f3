/** The thread of one backup or restore: does what it was started for, and ends. */
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { toPlainError } from '../../contract/errors.ts';
import { diskTrouble } from '../store/trouble.ts';
import type { FromThread, ThreadOrder } from './messages.ts';
import { lookInto, stageBackup } from './stage-backup.ts';
import { type OnProgress, writeBackup } from './write-backup.ts';

if (parentPort === null) throw new Error('This module runs in a thread of the station.');
const port = parentPort;
const say = (message: FromThread): void => port.postMessage(message);

const everyMs = 100;
let toldAt = -Infinity;
const progress: OnProgress = (done, total) => {
  if (performance.now() - toldAt < everyMs) return;
  toldAt = performance.now();
  say({ kind: 'progress', done, total });
};

async function work(order: ThreadOrder): Promise<unknown> {
  switch (order.kind) {
    case 'look': return lookInto(order.file);
    case 'write': return writeBackup(order.order, progress);
    case 'stage': return stageBackup(order.order, async (files) => {
      say({ kind: 'will-write', files });
      await once(port, 'message');
    }, progress);
  }
}

const given: ThreadOrder = workerData;
work(given).then(
  (value) => say({ kind: 'done', value }),
  (error: unknown) => say({ kind: 'failed', error: toPlainError(diskTrouble(error, given.kind === 'look' ? given.file : given.order.dataFolder)) }),
).finally(() => port.close());
