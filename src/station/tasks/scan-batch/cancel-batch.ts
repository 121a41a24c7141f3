/** Giving a batch up: first the record says so, then the queue forgets its tasks and what runs is aborted. What was given up waits for a person and can be retried. */
import { ZhiyueError } from '../../../contract/errors.ts';
import type { Queue } from '../../queue/queue.ts';
import { closeAbandonedIntake, findBatch, waitingSourcesOfBatch } from '../../store/batches.ts';
import { pageIdOf } from '../../store/ids.ts';
import { waitingPagesOfBatch } from '../../store/pages.ts';
import { expandKey, readKey } from '../../work.ts';
import { cancelSource } from '../batch-processing/cancel-source.ts';
import { batchProcessing } from '../batch-processing/definition.ts';
import { cancelPage, goOn, type GoOnParts } from '../ocr-processing/cancel-page.ts';
import { ocrProcessing } from '../ocr-processing/definition.ts';

export interface CancelParts extends GoOnParts { readonly queue: Pick<Queue, 'cancel'> }

const atOnce = 100;

/** Gives up what is not read yet of a batch; returns how many pages (a file whose pages are not known counts as one). Throws ZhiyueError not-found. */
export async function cancelBatch(parts: CancelParts, batchId: string, actor: string): Promise<number> {
  const { store } = parts;
  const given = await store.write((tx) => {
    const batch = findBatch(tx, batchId);
    if (!batch) throw new ZhiyueError('not-found', `There is no batch ${batchId}.`, { about: batchId });
    closeAbandonedIntake(tx, batchId);
    const pages = waitingPagesOfBatch(tx, batchId);
    const sources = waitingSourcesOfBatch(tx, batchId);
    const count = new Set([...pages.map((page) => page.pageId), ...sources.map((source) => pageIdOf(source.sourceId, 1))]).size;
    if (count > 0) tx.append({ type: 'batch.cancelled', examId: batch.examId, correlationId: batchId, actor, payload: { batch_id: batchId, pages: count } });
    for (const { pageId } of pages) cancelPage(tx, pageId, actor);
    for (const { sourceId } of sources) cancelSource(tx, sourceId, actor);
    return { examId: batch.examId, count, tasks: [...sources.map((source) => [batchProcessing, expandKey(source)] as const), ...pages.map((page) => [ocrProcessing, readKey(page)] as const)] };
  });
  for (let start = 0; start < given.tasks.length && parts.redis.healthy(); start += atOnce) await Promise.all(given.tasks.slice(start, start + atOnce).map(([type, key]) => parts.queue.cancel(type, key)));
  await goOn(parts, given.examId, batchId);
  return given.count;
}
