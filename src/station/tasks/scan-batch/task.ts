/** The task that a scan batch is as a whole: its files and pages are its children. It ends when they have ended. */
import { batchesInWork, findBatch } from '../../store/batches.ts';
import { batchChildren } from '../../store/batch-children.ts';
import type { Store } from '../../store/store.ts';
import { type ParentTaskType, unheardOf } from '../task-type.ts';
import { cancelBatch } from './cancel-batch.ts';
import { retryBatch } from './retry-batch.ts';
import { scanBatch } from './type.ts';

export function scanBatchType({ store }: { readonly store: Store }): ParentTaskType {
  return {
    type: scanBatch,
    definition: null,
    recorded(batchId) {
      const batch = findBatch(store.db, batchId);
      return batch ? { examId: batch.examId, state: batch.state === 'completed' ? 'done' : 'waiting', error: null } : unheardOf;
    },
    children: (batchId) => batchChildren(store.db, batchId),
    underWay: (limit) => batchesInWork(store.db, limit),
    async cancel(batchId, actor, doors) {
      await cancelBatch({ store, ...doors }, batchId, actor);
    },
    async retry(batchId, actor, doors) {
      await retryBatch({ store, ...doors }, batchId, actor);
      return batchId;
    },
  };
}
