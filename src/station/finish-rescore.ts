/** The end of a rescore: when every sheet has its score by the changed exam, the record keeps whose points moved, and `exam.rescored` says so, once. */
import { diffScores } from '../exam/rescore.ts';
import { finishRescore, isRescored, openRescores, scoresAround } from './store/sheets.ts';
import type { Store } from './store/store.ts';

export async function finishRescoresIfDone(store: Store, examId?: string): Promise<void> {
  if (!openRescores(store.db, examId).some((rescore) => isRescored(store.db, rescore))) return;
  await store.write((tx) => {
    for (const rescore of openRescores(tx, examId)) {
      if (!isRescored(tx, rescore)) continue;
      const pairs = scoresAround(tx, rescore.examId, rescore.examRevision);
      const moved = diffScores(
        pairs.map(({ candidateNo, before }) => ({ candidateNo, score: before })),
        pairs.map(({ candidateNo, after }) => ({ candidateNo, score: after })),
      );
      finishRescore(tx, rescore.rescoreId, moved);
      tx.append({
        type: 'exam.rescored', examId: rescore.examId, correlationId: rescore.rescoreId, causationId: rescore.causeEvent,
        payload: { rescore_id: rescore.rescoreId, exam_revision: rescore.examRevision, sheets: pairs.length, changed: moved.length },
      });
    }
  });
}
