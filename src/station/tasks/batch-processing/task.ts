/** Looking into a file, as a task that people look up, cancel and try again. Its key: `<source id>/<which time it is asked for>`. */
import { findSource, waitingSources } from '../../store/batches.ts';
import { pageIdOf } from '../../store/ids.ts';
import { pageTrouble } from '../../store/pages.ts';
import { expandKey, expandRequest } from '../../work.ts';
import { cancelWaiting } from '../cancel-waiting.ts';
import { numberedKey } from '../numbered-key.ts';
import { pageTimeoutMs } from '../ocr-processing/definition.ts';
import { retryPage } from '../ocr-processing/read-again.ts';
import { scanBatchTask } from '../scan-batch/type.ts';
import { followUp } from '../follow-up.ts';
import { noSuchTask, taskIdOf } from '../task-id.ts';
import { type TaskParts, type TaskType, unheardOf } from '../task-type.ts';
import { cancelSource } from './cancel-source.ts';
import { batchProcessing, batchProcessingTask, type ExpandInput, failSource } from './definition.ts';

export function batchProcessingType({ store, pool, config }: TaskParts): TaskType<ExpandInput> {
  const sourceOf = (key: string) => {
    const { what, number } = numberedKey(key) ?? {};
    const source = what === undefined ? null : findSource(store.db, what);
    return source === null || number === undefined ? null : { source, asked: number };
  };
  return {
    type: batchProcessing,
    definition: batchProcessingTask({ store, pool, timeoutMs: Math.min(config.taskTimeoutMs, pageTimeoutMs), concurrency: config.workers * 2 }),
    names: (key) => numberedKey(key) !== null,
    correlation: (key) => sourceOf(key)?.source.batchId ?? null,
    parent(key) {
      const batchId = sourceOf(key)?.source.batchId;
      return batchId === undefined ? null : scanBatchTask(batchId);
    },
    unfinished: () => waitingSources(store.db).map(expandRequest),

    recorded(key) {
      const { source, asked } = sourceOf(key) ?? {};
      if (source === undefined || asked === undefined || asked > source.asked) return unheardOf;
      const { examId } = source;
      if (asked === source.asked && source.state === 'waiting') return { examId, state: 'waiting', error: null };
      return asked === source.asked && source.givenUp ? { examId, state: 'failed', error: pageTrouble(store.db, pageIdOf(source.sourceId, 1)) } : { examId, state: 'done', error: null };
    },

    cancel: (key, actor, doors) => cancelWaiting({ type: batchProcessing, find: findSource, giveUp: (tx, { sourceId }, who) => cancelSource(tx, sourceId, who) }, store, key, actor, doors),

    async retry(key, actor, doors) {
      const { source, asked } = sourceOf(key) ?? {};
      if (source === undefined) throw noSuchTask(taskIdOf(batchProcessing, key));
      if (source.asked === asked && source.givenUp) {
        await retryPage({ store, ...doors }, pageIdOf(source.sourceId, 1), actor);
        return expandKey(findSource(store.db, source.sourceId) ?? source);
      }
      if (source.state === 'waiting' && source.copyOf === null) await followUp(doors.redis, () => doors.work.expand([source]));
      return key;
    },

    exhausted: async (_key, { sourceId }, error) => failSource(store, sourceId, error, config.maxRetries + 1),
  };
}
