/** Giving the reading of a page up. */
import { completeBatchIfDone } from '../../complete-batch.ts';
import { pageExceptions } from '../../reconcile/page-exceptions.ts';
import type { RedisServer } from '../../redis/sidecar.ts';
import { findExam, isOnRoster } from '../../store/exams.ts';
import { settlePageExceptions } from '../../store/exceptions.ts';
import { findPage, pageFacts, restoreReading } from '../../store/pages.ts';
import { touchSheet, ungradedSheets } from '../../store/sheets.ts';
import type { Store } from '../../store/store.ts';
import type { Tx } from '../../store/writer.ts';
import type { Work } from '../../work.ts';
import { cancelled } from '../cancelled.ts';
import { followUp } from '../follow-up.ts';
import { failPageWith } from './fail-page.ts';

/** A page that was read before is as it was then; another one has failed. Returns how many pages that gave up: none when it does not wait any more. */
export function cancelPage(tx: Tx, pageId: string, actor: string): 0 | 1 {
  if (findPage(tx, pageId)?.state !== 'waiting') return 0;
  if (restoreReading(tx, pageId)) backAsRead(tx, pageId);
  else failPageWith(tx, pageId, cancelled, 1, actor);
  return 1;
}

function backAsRead(tx: Tx, pageId: string): void {
  const facts = pageFacts(tx, pageId);
  const exam = facts && findExam(tx, facts.examId);
  if (!facts || !exam) return;
  const { examId } = facts;
  settlePageExceptions(tx, { examId }, pageId, pageExceptions(facts, { hasRoster: exam.hasRoster, isOnRoster: (no) => isOnRoster(tx, examId, no) }));
  const page = findPage(tx, pageId);
  if (page && facts.candidateNo !== null) touchSheet(tx, examId, facts.candidateNo, page.receivedEvent);
}

export interface GoOnParts { readonly store: Store; readonly work: Pick<Work, 'grade'>; readonly redis: Pick<RedisServer, 'healthy'> }

/** Where nothing was read, no event of a page says that the batch may be complete. */
export async function goOn({ store, work, redis }: GoOnParts, examId: string, batchId: string): Promise<void> {
  await followUp(redis, () => work.grade(ungradedSheets(store.db, examId)));
  await completeBatchIfDone(store, batchId);
}
