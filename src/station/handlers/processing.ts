/** The group `processing`: a page that came is read, what its reading or its failure leaves over on disk is removed, and a batch whose work is done is completed. */
import { completeBatchIfDone } from '../complete-batch.ts';
import { raiseRepeatedPages } from '../repeated-pages.ts';
import { on, type Reaction } from '../reaction.ts';
import { batchesUnderWay } from '../store/batches.ts';
import { removeSpareCrops } from '../store/crop-files.ts';
import { findPage } from '../store/pages.ts';
import type { Store } from '../store/store.ts';
import type { Work } from '../work.ts';

export function processingReactions(store: Store, work: Pick<Work, 'read'>): Reaction[] {
  const completeBatches = async (event: { readonly exam_id: string | null }): Promise<void> => {
    for (const batch of batchesUnderWay(store.db, event.exam_id ?? undefined)) await completeBatchIfDone(store, batch.batchId);
  };
  return [
    on('page.received', async ({ payload }) => {
      const page = payload.duplicate_of === null ? findPage(store.db, payload.page_id) : null;
      if (page?.state === 'waiting') await work.read([page]);
    }),
    on('ocr.completed', async ({ payload }) => removeSpareCrops(store, payload.page_id)),
    on('ocr.failed', async ({ payload }) => removeSpareCrops(store, payload.page_id)),
    on('page.received', completeBatches),
    on('ocr.completed', (event) => raiseRepeatedPages(store, event)),
    on('ocr.completed', completeBatches),
    on('ocr.failed', completeBatches),
    on('grading.completed', completeBatches),
    on('grading.failed', completeBatches),
  ];
}
