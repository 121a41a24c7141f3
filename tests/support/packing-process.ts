/** A process that appends bursts, single events and unpacks, all at once and without end, for tests that kill it: `node packing-process.ts DATA_FOLDER`. Says the seq of the last event of each append that it was told is written. */
import type { NewEvent } from '../../src/contract/events.ts';
import { packFrom } from '../../src/station/store/bursts.ts';
import { unpack } from '../../src/station/store/event-packs.ts';
import { openStore } from '../../src/station/store/store.ts';

const store = await openStore(process.argv[2] ?? '');
const imported: NewEvent = { type: 'roster.imported', examId: null, payload: { candidates: 1 } };
const again = async (work: () => Promise<unknown>): Promise<never> => {
  for (;;) await work();
};
const told = async (count: number): Promise<void> => {
  const stored = await store.log.append(Array.from({ length: count }, () => imported));
  process.stdout.write(`${stored.at(-1)?.seq}\n`);
};
await Promise.all([again(() => told(packFrom + 500)), again(() => told(1)), again(() => store.write((tx) => { unpack(tx); }))]);
