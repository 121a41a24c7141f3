/** A page that cannot be read: it says so in the record and waits for a person, and the batch goes on. */
import { errorCodes, toPlainError, ZhiyueError } from '../../../contract/errors.ts';
import { pageExceptions } from '../../reconcile/page-exceptions.ts';
import { settlePageExceptions } from '../../store/exceptions.ts';
import { findPage, markPageFailed, pageFacts } from '../../store/pages.ts';
import { touchSheet } from '../../store/sheets.ts';
import type { Tx } from '../../store/writer.ts';

/** The file itself is at fault: trying again cannot help. */
export function failsAtOnce(error: unknown): boolean {
  return error instanceof ZhiyueError && (errorCodes[error.code] === 'bad-page' || errorCodes[error.code] === 'bad-input');
}

/** Something about this machine that concerns every page, such as a full disk: no page is to blame. */
export function isEnvironment(error: unknown): error is ZhiyueError {
  return error instanceof ZhiyueError && errorCodes[error.code] === 'environment';
}

/** Does nothing for a page that was read or failed before. */
export function failPage(tx: Tx, pageId: string, error: unknown, attempts: number): void {
  failPageWith(tx, pageId, toPlainError(error).code, attempts);
}

/** As `failPage`, with an error code or `cancelled`. */
export function failPageWith(tx: Tx, pageId: string, code: string, attempts: number, actor = 'station'): void {
  const page = findPage(tx, pageId);
  if (page?.state !== 'waiting') return;
  markPageFailed(tx, pageId, code);
  const failed = tx.append({
    type: 'ocr.failed', examId: page.examId, correlationId: page.batchId, causationId: page.receivedEvent, actor,
    payload: { batch_id: page.batchId, page_id: pageId, code, attempts },
  });
  const facts = pageFacts(tx, pageId);
  // It was read before and counted for a sheet.
  if (facts && facts.candidateNo !== null) touchSheet(tx, page.examId, facts.candidateNo, failed.event_id);
  if (facts) settlePageExceptions(tx, { examId: page.examId, correlationId: page.batchId, causationId: failed.event_id }, pageId, pageExceptions(facts, { hasRoster: false, isOnRoster: () => true }));
}
