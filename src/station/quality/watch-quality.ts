/** With every page that comes, the last few are looked at; an alarm is told when it begins and when it is over. What stands when a batch is completed stays with it: nobody has seen the paper come well again. */
import { on, type Reaction } from '../reaction.ts';
import { alarmsOf, clearAlarm, latestPages, raiseAlarm } from '../store/alarms.ts';
import { findBatch } from '../store/batches.ts';
import type { Db } from '../store/database.ts';
import type { Store } from '../store/store.ts';
import { type AlarmChange, alarmChanges } from './alarms.ts';

export function qualityReactions(store: Store): Reaction[] {
  const look = async ({ event_id, payload: { batch_id: batchId } }: { readonly event_id: string; readonly payload: { readonly batch_id: string } }): Promise<void> => {
    if (changesOf(store.db, batchId).length === 0) return;
    await store.write((tx) => {
      const batch = findBatch(tx, batchId);
      if (!batch) return;
      const cause = { examId: batch.examId, correlationId: batchId, causationId: event_id };
      for (const { kind, pages, raised } of changesOf(tx, batchId)) {
        if (raised) {
          raiseAlarm(tx, batchId, kind, pages);
          tx.append({ type: 'quality.alarm', ...cause, payload: { batch_id: batchId, kind, pages } });
        } else {
          clearAlarm(tx, batchId, kind);
          tx.append({ type: 'quality.cleared', ...cause, payload: { batch_id: batchId, kind } });
        }
      }
    });
  };
  return [
    on('ocr.completed', look), on('ocr.failed', look),
    on('page.received', async (event) => { if (event.payload.duplicate_of !== null) await look(event); }),
  ];
}

function changesOf(db: Db, batchId: string): AlarmChange[] {
  return findBatch(db, batchId) ? alarmChanges(new Set(alarmsOf(db, batchId).map(({ kind }) => kind)), latestPages(db, batchId)) : [];
}
