/**
 * A batch of a watched folder ends when somebody stops watching, perhaps in the evening. A page that was scanned twice into it is put before a person as soon as it is read;
 * what only shows when all pages are in (missing pages, who was absent) waits for the end.
 */
import type { EventOf } from '../contract/events.ts';
import { sheetExceptions } from './reconcile/reconcile.ts';
import type { Db } from './store/database.ts';
import { findExam } from './store/exams.ts';
import { type Cause, settleRepeated, type WantedException } from './store/exceptions.ts';
import { findPage, placedPagesOfCandidate } from './store/pages.ts';
import type { Store } from './store/store.ts';
import { watchedBatch } from './store/watches.ts';
import type { Tx } from './store/writer.ts';

/** After a page was read: does nothing where no folder is watched, or the page is the first of its kind. */
export async function raiseRepeatedPages(store: Store, { event_id: causationId, payload: { page_id: pageId, candidate_no: candidateNo } }: EventOf<'ocr.completed'>): Promise<void> {
  const page = candidateNo === null ? null : findPage(store.db, pageId);
  if (!page || candidateNo === null || watchedBatch(store.db, page.examId) !== page.batchId) return;
  const { examId, batchId: correlationId } = page;
  if (repeatedOf(store.db, examId, candidateNo).length > 0) await store.write((tx) => settleRepeated(tx, { examId, correlationId, causationId }, candidateNo, repeatedOf(tx, examId, candidateNo)));
}

/** After somebody said whose a page is: the page is one too many no longer, or is now. */
export function settleRepeatedPages(tx: Tx, cause: Cause, candidateNos: Iterable<string>): void {
  if (watchedBatch(tx, cause.examId) === null) return;
  for (const candidateNo of candidateNos) settleRepeated(tx, cause, candidateNo, repeatedOf(tx, cause.examId, candidateNo));
}

function repeatedOf(db: Db, examId: string, candidateNo: string): WantedException[] {
  return sheetExceptions({ pages: placedPagesOfCandidate(db, examId, candidateNo), roster: null, layouts: findExam(db, examId)?.layouts ?? [] }).filter(({ kind }) => kind === 'duplicate');
}
