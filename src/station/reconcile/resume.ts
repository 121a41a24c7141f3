/** The reconciler: whatever the record says is unfinished is queued again. Safe at any time; run at the start, and whenever Redis comes back. */
import { completeBatchIfDone } from '../complete-batch.ts';
import { finishRescoresIfDone } from '../finish-rescore.ts';
import type { Queue } from '../queue/queue.ts';
import { unlessAway } from '../queue/unless-away.ts';
import { repeatedly } from '../repeatedly.ts';
import { batchesUnderWay } from '../store/batches.ts';
import type { Store } from '../store/store.ts';
import type { AnyTaskType } from '../tasks/tasks.ts';

export async function resumeUnfinished(store: Store, queue: Pick<Queue, 'addMany'>, types: readonly AnyTaskType[]): Promise<void> {
  for (const its of types) if (its.definition !== null && its.unfinished !== undefined) await queue.addMany(its.type, its.unfinished());
  for (const batch of batchesUnderWay(store.db)) await completeBatchIfDone(store, batch.batchId);
  await finishRescoresIfDone(store);
}

const lookEveryMs = 5_000;

export interface WatchUnfinishedOptions {
  readonly queue: Pick<Queue, 'addMany' | 'counts'>;
  readonly types: readonly AnyTaskType[];
  readonly onTrouble: (error: Error) => void;
  readonly everyMs?: number;
}

/**
 * Compares record and queue whatever the connection to Redis told: a type that the queue knows nothing of, twice in a row, though the record has something unfinished of it, is queued
 * again. Twice, for between a commit and the task that follows from it there is nothing in the queue either.
 */
export function watchUnfinished({ queue, types, onTrouble, everyMs = lookEveryMs }: WatchUnfinishedOptions): Disposable {
  let missing: ReadonlySet<string> = new Set();
  const look = async (): Promise<void> => {
    const counts = await unlessAway(queue.counts());
    if (counts === null) {
      missing = new Set();
      return;
    }
    const now = new Set<string>();
    for (const its of types) {
      if (its.definition === null || its.unfinished === undefined || Object.values(counts[its.type] ?? {}).some((count) => count > 0)) continue;
      const unfinished = its.unfinished();
      if (unfinished.length === 0) continue;
      if (missing.has(its.type)) await queue.addMany(its.type, unfinished);
      else now.add(its.type);
    }
    missing = now;
  };
  return repeatedly(everyMs, look, onTrouble);
}
