/** The reconciler: whatever the record says is unfinished is queued again. Safe at any time; run at the start, and whenever Redis comes back. */
import { completeBatchIfDone } from '../complete-batch.ts';
import { finishRescoresIfDone } from '../finish-rescore.ts';
import type { Queue } from '../queue/queue.ts';
import { batchesUnderWay } from '../store/batches.ts';
import type { Store } from '../store/store.ts';
import type { AnyTaskType } from '../tasks/tasks.ts';

export async function resumeUnfinished(store: Store, queue: Pick<Queue, 'addMany'>, types: readonly AnyTaskType[]): Promise<void> {
  for (const its of types) if (its.definition !== null && its.unfinished !== undefined) await queue.addMany(its.type, its.unfinished());
  for (const batch of batchesUnderWay(store.db)) await completeBatchIfDone(store, batch.batchId);
  await finishRescoresIfDone(store);
}
