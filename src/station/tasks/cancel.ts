/** Giving work up: first the record says so, then the queue forgets it and what runs is aborted. What was given up waits for a person and can be retried. */
import { ZhiyueError } from '../../contract/errors.ts';
import { completeBatchIfDone } from '../complete-batch.ts';
import type { Queue } from '../queue/queue.ts';
import { pageExceptions } from '../reconcile/page-exceptions.ts';
import type { RedisServer } from '../redis/sidecar.ts';
import { closeAbandonedIntake, findBatch, findSource, giveUpSource, waitingSourcesOfBatch } from '../store/batches.ts';
import { findExam, isOnRoster } from '../store/exams.ts';
import { settlePageExceptions } from '../store/exceptions.ts';
import { pageIdOf } from '../store/ids.ts';
import { findPage, pageFacts, restoreReading, waitingPagesOfBatch } from '../store/pages.ts';
import { failReport, findReportOrder } from '../store/reports.ts';
import { findSheet, markSheetFailed, touchSheet, ungradedSheets } from '../store/sheets.ts';
import type { Store } from '../store/store.ts';
import type { Tx } from '../store/writer.ts';
import type { Waiting } from '../waiting.ts';
import { expandKey, readKey, type Work } from '../work.ts';
import { batchProcessing } from './batch-processing/definition.ts';
import { ocrProcessing } from './ocr-processing/definition.ts';
import { failPageWith } from './ocr-processing/fail-page.ts';
import { keptReports } from './report-generation/definition.ts';
import { type TaskAbout, taskIdOf } from './task-id.ts';

export interface CancelParts {
  readonly store: Store;
  readonly work: Work;
  readonly queue: Pick<Queue, 'cancel' | 'find'>;
  /** While Redis is down the queue keeps what was given up: it finds the work done. */
  readonly redis: Pick<RedisServer, 'healthy'>;
  readonly waiting: Pick<Waiting, 'giveUp'>;
}

/** Stands in the record as a page's trouble and a sheet's failure. */
const cancelled = 'cancelled';
const atOnce = 100;

/** Gives up what is not read yet of a batch; returns how many pages (a file whose pages are not known counts as one). Throws ZhiyueError not-found. */
export async function cancelBatch(parts: CancelParts, batchId: string, actor: string): Promise<number> {
  const { store } = parts;
  const given = await store.write((tx) => {
    const batch = findBatch(tx, batchId);
    if (!batch) throw new ZhiyueError('not-found', `There is no batch ${batchId}.`, { about: batchId });
    closeAbandonedIntake(tx, batchId);
    const pages = waitingPagesOfBatch(tx, batchId);
    const sources = waitingSourcesOfBatch(tx, batchId);
    const count = new Set([...pages.map((page) => page.pageId), ...sources.map((source) => pageIdOf(source.sourceId, 1))]).size;
    if (count > 0) tx.append({ type: 'batch.cancelled', examId: batch.examId, correlationId: batchId, actor, payload: { batch_id: batchId, pages: count } });
    for (const { pageId } of pages) cancelPage(tx, pageId, actor);
    for (const { sourceId } of sources) cancelSource(tx, sourceId, actor);
    return { examId: batch.examId, count, tasks: [...sources.map((source) => [batchProcessing, expandKey(source)] as const), ...pages.map((page) => [ocrProcessing, readKey(page)] as const)] };
  });
  for (let start = 0; start < given.tasks.length && parts.redis.healthy(); start += atOnce) await Promise.all(given.tasks.slice(start, start + atOnce).map(([type, key]) => parts.queue.cancel(type, key)));
  await goOn(parts, given.examId, batchId);
  return given.count;
}

/** Stops a task, also one at work; does nothing to one that is over. */
export async function cancelTask(parts: CancelParts, about: TaskAbout, actor: string): Promise<void> {
  const { store, queue, waiting } = parts;
  const said = { type: 'task.cancelled' as const, actor, payload: { task_id: taskIdOf(about.type, about.key) } };
  switch (about.type) {
    case 'ocr_processing': {
      const page = await store.write((tx) => {
        const found = findPage(tx, about.pageId);
        if (found?.state !== 'waiting' || found.asked !== about.asked) return null;
        tx.append({ ...said, examId: found.examId, correlationId: found.batchId });
        cancelPage(tx, found.pageId, actor);
        return found;
      });
      await queue.cancel(about.type, about.key);
      if (page) await goOn(parts, page.examId, page.batchId);
      return;
    }
    case 'batch_processing': {
      const source = await store.write((tx) => {
        const found = findSource(tx, about.sourceId);
        if (found?.state !== 'waiting' || found.asked !== about.asked) return null;
        tx.append({ ...said, examId: found.examId, correlationId: found.batchId });
        cancelSource(tx, found.sourceId, actor);
        return found;
      });
      await queue.cancel(about.type, about.key);
      if (source) await goOn(parts, source.examId, source.batchId);
      return;
    }
    case 'grading_execution': {
      const { examId, candidateNo, revision } = about;
      await store.write((tx) => {
        const sheet = findSheet(tx, examId, candidateNo);
        if (!sheet || sheet.revision !== revision || sheet.gradedRevision >= revision) return;
        const event = tx.append({ ...said, examId });
        markSheetFailed(tx, sheet, cancelled);
        tx.append({ type: 'grading.failed', examId, causationId: event.event_id, payload: { candidate_no: candidateNo, sheet_revision: revision, code: cancelled } });
      });
      return queue.cancel(about.type, about.key);
    }
    case 'report_generation': {
      if (!await queue.find(about.type, about.key)) return;
      await store.write((tx) => {
        tx.append({ ...said, examId: findReportOrder(tx, about.reportId)?.examId ?? null });
        failReport(tx, about.reportId, 'task-cancelled', keptReports);
      });
      await queue.cancel(about.type, about.key);
      waiting.giveUp(about.key, new ZhiyueError('task-cancelled', 'Somebody cancelled the report.', { about: about.key }));
    }
  }
}

/** A page that was read before is as it was then; another one has failed. */
function cancelPage(tx: Tx, pageId: string, actor: string): void {
  if (!restoreReading(tx, pageId)) return failPageWith(tx, pageId, cancelled, 1, actor);
  const facts = pageFacts(tx, pageId);
  const exam = facts && findExam(tx, facts.examId);
  if (!facts || !exam) return;
  const { examId } = facts;
  settlePageExceptions(tx, { examId }, pageId, pageExceptions(facts, { hasRoster: exam.hasRoster, isOnRoster: (no) => isOnRoster(tx, examId, no) }));
  const page = findPage(tx, pageId);
  if (page && facts.candidateNo !== null) touchSheet(tx, examId, facts.candidateNo, page.receivedEvent);
}

function cancelSource(tx: Tx, sourceId: string, actor: string): void {
  for (const pageId of giveUpSource(tx, sourceId)) cancelPage(tx, pageId, actor);
}

/** Where nothing was read, no event of a page says that the batch may be complete. */
async function goOn({ store, work, redis }: CancelParts, examId: string, batchId: string): Promise<void> {
  if (redis.healthy()) await work.grade(ungradedSheets(store.db, examId));
  await completeBatchIfDone(store, batchId);
}
