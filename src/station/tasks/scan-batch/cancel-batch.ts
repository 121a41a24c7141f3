/** Giving a batch up: first the record says so, then the queue forgets its tasks and what runs is aborted. What was given up waits for a person and can be retried. */
import { notThere } from '../../../contract/not-there.ts';
import type { Queue } from '../../queue/queue.ts';
import { closeAbandonedIntake, findBatch, waitingSourcesOfBatch } from '../../store/batches.ts';
import { waitingPagesOfBatch } from '../../store/pages.ts';
import { endSendingsOfBatch } from '../../store/sendings.ts';
import type { Tx } from '../../store/writer.ts';
import { expandKey, readKey } from '../../work.ts';
import { cancelSource } from '../batch-processing/cancel-source.ts';
import { batchProcessing } from '../batch-processing/definition.ts';
import { cancelPage, goOn, type GoOnParts } from '../ocr-processing/cancel-page.ts';
import { followUp } from '../follow-up.ts';
import { ocrProcessing } from '../ocr-processing/definition.ts';

export interface CancelParts extends GoOnParts { readonly queue: Pick<Queue, 'cancel'> }

const atOnce = 100;
/** Of what is given up in one transaction. In between everybody else gets a turn: 10,000 pages in one would hold the station up for seconds. */
const inOneGo = 200;

/**
 * Gives up what is not read yet of a batch; returns how many pages (a file whose pages are not known counts as one). What was read before its turn came stays read.
 * Stopped on the way, the rest goes on being read, until somebody gives the batch up again. Throws ZhiyueError not-found.
 */
export async function cancelBatch(parts: CancelParts, batchId: string, actor: string): Promise<number> {
  const { store } = parts;
  const { examId, pages, sources } = await store.write((tx) => {
    const batch = findBatch(tx, batchId);
    if (!batch) throw notThere('batch', batchId);
    endSendingsOfBatch(tx, batch, actor);
    closeAbandonedIntake(tx, batchId);
    return { examId: batch.examId, pages: waitingPagesOfBatch(tx, batchId), sources: waitingSourcesOfBatch(tx, batchId) };
  });
  const steps = [...sources.map(({ sourceId }) => (tx: Tx) => cancelSource(tx, sourceId, actor)), ...pages.map(({ pageId }) => (tx: Tx) => cancelPage(tx, pageId, actor))];
  let count = 0;
  for (let start = 0; start < steps.length; start += inOneGo) {
    await store.write((tx) => {
      count += steps.slice(start, start + inOneGo).reduce((sum, step) => sum + step(tx), 0);
      if (start + inOneGo >= steps.length && count > 0) tx.append({ type: 'batch.cancelled', examId, correlationId: batchId, actor, payload: { batch_id: batchId, pages: count } });
    });
  }
  const tasks = [...sources.map((source) => [batchProcessing, expandKey(source)] as const), ...pages.map((page) => [ocrProcessing, readKey(page)] as const)];
  await followUp(parts.redis, async () => {
    for (let start = 0; start < tasks.length; start += atOnce) await Promise.all(tasks.slice(start, start + atOnce).map(([type, key]) => parts.queue.cancel(type, key)));
  });
  await goOn(parts, examId, batchId);
  return count;
}
