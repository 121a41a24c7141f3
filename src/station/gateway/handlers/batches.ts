/** Scan batches: how far they are, given up, tried again. */
import { progressOf } from '../../progress.ts';
import { faultsOf } from '../../../contract/quality.ts';
import { notThere } from '../../../contract/not-there.ts';
import { alarmsOf, qualityTrend } from '../../store/alarms.ts';
import { type BatchRow, batchesOfExam, findBatch } from '../../store/batches.ts';
import { findExam } from '../../store/exams.ts';
import { sendingsOfBatch } from '../../store/sendings.ts';
import { cancelBatch } from '../../tasks/scan-batch/cancel-batch.ts';
import { retryBatch } from '../../tasks/scan-batch/retry-batch.ts';
import type { Handlers } from '../http/handlers.ts';
import type { GatewayParts } from '../parts.ts';

export function batchHandlers(parts: GatewayParts): Pick<Handlers, 'listBatches' | 'getBatch' | 'getBatchQuality' | 'cancelBatch' | 'retryBatch'> {
  const { db } = parts.store;
  const shown = ({ batchId, examId, batchKey, run, state, startedAt, completedAt }: BatchRow) => ({
    batchId, examId, batchKey, run, state, startedAt, completedAt: state === 'completed' ? completedAt : null, progress: progressOf(db, examId, batchId), sendings: sendingsOfBatch(db, batchId, parts.now()), alarms: alarmsOf(db, batchId),
  });
  return {
    async listBatches({ params: { examId } }) {
      if (!findExam(db, examId)) throw notThere('exam', examId);
      return { batches: batchesOfExam(db, examId).map(shown) };
    },
    async getBatch({ params: { batchId } }) {
      const batch = findBatch(db, batchId);
      if (!batch) throw notThere('batch', batchId);
      return shown(batch);
    },
    async getBatchQuality({ params: { batchId } }) {
      if (!findBatch(db, batchId)) throw notThere('batch', batchId);
      return { pages: qualityTrend(db, batchId).map(({ pageId, quality }) => {
        const { dpi, skewDegrees, contrast, edgeWidthMm, residualMm } = quality;
        return { pageId, registered: dpi !== null, skewDegrees, contrast, edgeWidthMm, residualMm, faults: faultsOf(quality) };
      }) };
    },
    async cancelBatch({ params: { batchId }, principal }) {
      const examId = findBatch(db, batchId)?.examId;
      // Else the folder would go on filling a batch that was given up.
      if (examId !== undefined && parts.watches.of(examId)?.batchId === batchId) await parts.watches.stop(examId, principal.id);
      return { cancelled: await cancelBatch(parts, batchId, principal.id) };
    },
    async retryBatch({ params: { batchId }, principal }) {
      return { queued: await retryBatch(parts, batchId, principal.id) };
    },
  };
}
