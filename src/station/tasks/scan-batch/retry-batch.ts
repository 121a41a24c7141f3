import { notThere } from '../../../contract/not-there.ts';
import { findBatch } from '../../store/batches.ts';
import { failedPagesOfBatch } from '../../store/pages.ts';
import { followUp } from '../follow-up.ts';
import { askAgain, type ReadAgainParts } from '../ocr-processing/read-again.ts';

/** Reads the failed and cancelled pages of a batch again; returns how many. Throws ZhiyueError not-found. */
export async function retryBatch({ store, work, redis }: ReadAgainParts, batchId: string, actor: string): Promise<number> {
  const asked = await store.write((tx) => {
    if (!findBatch(tx, batchId)) throw notThere('batch', batchId);
    return failedPagesOfBatch(tx, batchId).map((page) => askAgain(tx, page.pageId, actor));
  });
  await followUp(redis, async () => {
    await work.expand(asked.flatMap(({ source }) => source ?? []));
    await work.read(asked.map(({ page }) => page));
  });
  return asked.length;
}
