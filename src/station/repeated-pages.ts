/**
 * A batch of a watched folder ends when somebody stops watching, perhaps in the evening. A page that was scanned twice into it is put before a person as soon as it is read;
 * what only shows when all pages are in (missing pages, who was absent) waits for the end.
 */
import type { EventOf } from '../contract/events.ts';
import { sheetExceptions } from './reconcile/reconcile.ts';
import { findExam } from './store/exams.ts';
import { raiseRepeated } from './store/exceptions.ts';
import { findPage, placedPagesOfCandidate } from './store/pages.ts';
import type { Store } from './store/store.ts';
import { isWatched } from './store/watches.ts';

export async function raiseRepeatedPages(store: Store, { event_id: causationId, payload: { page_id: pageId, candidate_no: candidateNo } }: EventOf<'ocr.completed'>): Promise<void> {
  const page = candidateNo === null ? null : findPage(store.db, pageId);
  if (!page || candidateNo === null || !isWatched(store.db, page.examId, page.batchId)) return;
  const { examId, batchId: correlationId } = page;
  const layouts = findExam(store.db, examId)?.layouts ?? [];
  const repeated = () => sheetExceptions({ pages: placedPagesOfCandidate(store.db, examId, candidateNo), roster: null, layouts }).filter(({ kind }) => kind === 'duplicate');
  if (repeated().length > 0) await store.write((tx) => raiseRepeated(tx, { examId, correlationId, causationId }, candidateNo, repeated()));
}
