/** The thread that carries the write-ahead log over into the record, by a connection of its own: to make megabytes safe on the disk takes as long as a hundred commits, and the station's thread has others to serve. */
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from './database.ts';

/** While the station goes on writing there is always something left; what was written meanwhile is less each time. */
const mostPasses = 3;

// No schemas here: loading their library would take longer than the work of a small station.
const recordFile: unknown = workerData.recordFile;
const port = parentPort;
if (port === null || typeof recordFile !== 'string') throw new Error('This module runs in a thread of the station.');

const database = openDatabase(recordFile);
const carryOver = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
/** Pages in the log, and how many of them are to be carried over still. */
const pass = (): { readonly pages: number; readonly left: number } => {
  const { log, checkpointed } = carryOver.get() ?? {};
  return { pages: Number(log), left: Number(log) - Number(checkpointed) };
};

port.on('message', (order: 'carry-over' | 'finish' | 'close') => {
  if (order === 'close') {
    database.close();
    port.close();
    return;
  }
  const passes = order === 'finish' ? 1 : mostPasses;
  let done = pass();
  for (let more = 1; more < passes && done.left > 0; more += 1) done = pass();
  port.postMessage(done);
});
