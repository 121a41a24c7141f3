/** The end of a batch: when all its pages are done and all its sheets graded, the reconciliation is written with `batch.completed`, once. */
import { accountOf, sheetExceptions } from './reconcile/reconcile.ts';
import { sheetsOf } from './reconcile/sheets.ts';
import { everythingDone, findBatch } from './store/batches.ts';
import { candidatesOf, findExam } from './store/exams.ts';
import { openExceptions, settleSheetExceptions } from './store/exceptions.ts';
import { placedPages, placedPagesOfBatch } from './store/pages.ts';
import type { Store } from './store/store.ts';
import type { Tx } from './store/writer.ts';

/** Does nothing for a batch that still takes files in, has work left, or is completed. */
export async function completeBatchIfDone(store: Store, batchId: string): Promise<void> {
  if (findBatch(store.db, batchId)?.state !== 'reading' || !everythingDone(store.db, batchId)) return;
  await store.write((tx) => {
    const batch = findBatch(tx, batchId);
    if (batch?.state !== 'reading' || !everythingDone(tx, batchId)) return;
    const { examId, batchKey, run, startedEvent } = batch;
    // First: while another batch is open, absent candidates and missing pages are not among what waits.
    tx.run("UPDATE batches SET state = 'completed', completed_at = ? WHERE batch_id = ?", tx.now.toISOString(), batchId);
    reconcileExam(tx, examId, { correlationId: batchId, causationId: startedEvent });
    const own = placedPagesOfBatch(tx, batchId);
    const account = accountOf(own);
    const ownIds = new Set(own.map((page) => page.pageId));
    const exceptions: Record<string, number> = {};
    for (const { kind, pageId } of openExceptions(tx, examId)) if (pageId === null || ownIds.has(pageId)) exceptions[kind] = (exceptions[kind] ?? 0) + 1;
    tx.append({
      type: 'batch.completed', examId, correlationId: batchId, causationId: startedEvent,
      payload: {
        batch_id: batchId, batch_key: batchKey, run, pages_in: account.in, pages_read: account.read, pages_failed: account.failed, pages_duplicate: account.duplicate,
        sheets: sheetsOf(own, findExam(tx, examId)?.layouts ?? []).length, exceptions,
      },
    });
  });
}

/** Raises and resolves what only shows when all pages of the exam are seen together. */
export function reconcileExam(tx: Tx, examId: string, cause: { readonly correlationId?: string; readonly causationId?: string }): void {
  const stored = findExam(tx, examId);
  if (!stored) return;
  const roster = stored.hasRoster ? candidatesOf(tx, examId) : null;
  settleSheetExceptions(tx, { examId, ...cause }, sheetExceptions({ pages: placedPages(tx, examId), roster, layouts: stored.layouts }));
}
