/** Reading a page, as a task that people look up, cancel and try again. Its key: `<page id>/<which time it is asked for>`. */
import { findPage, pageTrouble, waitingPages } from '../../store/pages.ts';
import { readRequest } from '../../work.ts';
import { cancelWaiting } from '../cancel-waiting.ts';
import { numberedKey } from '../numbered-key.ts';
import { scanBatchTask } from '../scan-batch/type.ts';
import { followUp } from '../follow-up.ts';
import { noSuchTask, taskIdOf } from '../task-id.ts';
import { type TaskParts, type TaskType, unheardOf } from '../task-type.ts';
import { cancelPage } from './cancel-page.ts';
import { ocrProcessing, ocrProcessingTask, pageTimeoutMs, type ReadInput } from './definition.ts';
import { failPage } from './fail-page.ts';
import { retryPage } from './read-again.ts';

export function ocrProcessingType({ store, pool, textReader, config }: TaskParts): TaskType<ReadInput> {
  const { taskTimeoutMs: timeoutMs } = config;
  const pageOf = (key: string) => {
    const { what, number } = numberedKey(key) ?? {};
    const page = what === undefined ? null : findPage(store.db, what);
    return page === null || number === undefined ? null : { page, asked: number };
  };
  return {
    type: ocrProcessing,
    // Enough tasks at once that no thread waits for the record while another page could be read.
    definition: ocrProcessingTask({ store, pool, textReader, readTimeoutMs: Math.min(timeoutMs, pageTimeoutMs), timeoutMs, concurrency: config.workers * 2 }),
    names: (key) => numberedKey(key) !== null,
    correlation: (key) => pageOf(key)?.page.batchId ?? null,
    parent(key) {
      const batchId = pageOf(key)?.page.batchId;
      return batchId === undefined ? null : scanBatchTask(batchId);
    },
    unfinished: () => waitingPages(store.db).map(readRequest),

    recorded(key) {
      const { page, asked } = pageOf(key) ?? {};
      if (page === undefined || asked === undefined || page.state === 'copy' || asked > page.asked) return unheardOf;
      const { examId } = page;
      // What was asked for again is over.
      if (asked < page.asked || page.state === 'read') return { examId, state: 'done', error: null };
      return page.state === 'failed' ? { examId, state: 'failed', error: pageTrouble(store.db, page.pageId) } : { examId, state: 'waiting', error: null };
    },

    cancel: (key, actor, doors) => cancelWaiting({ type: ocrProcessing, find: findPage, giveUp: (tx, { pageId }, who) => cancelPage(tx, pageId, who) }, store, key, actor, doors),

    async retry(key, actor, doors) {
      const { page, asked } = pageOf(key) ?? {};
      if (page === undefined) throw noSuchTask(taskIdOf(ocrProcessing, key));
      if (page.asked === asked && page.state === 'failed') return retryPage({ store, ...doors }, page.pageId, actor);
      if (page.state === 'waiting') await followUp(doors.redis, () => doors.work.read([page]));
      return key;
    },

    exhausted: async (_key, { pageId }, error) => store.write((tx) => failPage(tx, pageId, error, config.maxRetries + 1)),
  };
}
