/** The thread that carries the write-ahead log over into the record, by a connection of its own: to make megabytes safe on the disk takes as long as a hundred commits, and the station's thread has others to serve. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { openDatabase } from './database.ts';

/** While the station goes on writing there is always something left; what was written meanwhile is little. */
const mostPasses = 3;

const outcome = z.object({ busy: z.int(), log: z.int(), checkpointed: z.int() });
const { recordFile } = z.object({ recordFile: z.string() }).parse(workerData);
const port = parentPort;
if (port === null) throw new Error('This module runs in a thread of the station.');

const database = openDatabase(recordFile);
const carryOver = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');

port.on('message', (order: 'carry-over' | 'close') => {
  if (order === 'close') {
    database.close();
    port.close();
    return;
  }
  for (let pass = 0; pass < mostPasses; pass += 1) {
    const { log, checkpointed } = outcome.parse(carryOver.get());
    if (log === checkpointed) break;
  }
  port.postMessage('done');
});
