/** The reconciler: whatever the record says is unfinished is queued again. Safe at any time; run at the start, and whenever Redis comes back. */
import { completeBatchIfDone } from '../complete-batch.ts';
import { finishRescoresIfDone } from '../finish-rescore.ts';
import { batchesUnderWay, waitingSources } from '../store/batches.ts';
import { waitingPages } from '../store/pages.ts';
import { waitingReports } from '../store/reports.ts';
import { ungradedSheets } from '../store/sheets.ts';
import type { Store } from '../store/store.ts';
import type { Work } from '../work.ts';

export async function resumeUnfinished(store: Store, work: Work): Promise<void> {
  await work.expand(waitingSources(store.db));
  await work.read(waitingPages(store.db));
  await work.grade(ungradedSheets(store.db));
  await work.report(waitingReports(store.db));
  for (const batch of batchesUnderWay(store.db)) await completeBatchIfDone(store, batch.batchId);
  await finishRescoresIfDone(store);
}
