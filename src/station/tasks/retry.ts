/** What failed or was cancelled is tried again: first the record says so, then it is queued; a crash in between leaves it to the reconciler. */
import { ZhiyueError } from '../../contract/errors.ts';
import { pageExceptions } from '../reconcile/page-exceptions.ts';
import type { Queue } from '../queue/queue.ts';
import type { RedisServer } from '../redis/sidecar.ts';
import { askForSource, findBatch, findSource, reopenCompleted, type SourceRow } from '../store/batches.ts';
import { forgetSettledPage, settlePageExceptions } from '../store/exceptions.ts';
import { pageIdOf } from '../store/ids.ts';
import { askForPage, failedPagesOfBatch, findPage, originalPageId, pageFacts, type PageToRead } from '../store/pages.ts';
import { refusePublished } from '../store/publications.ts';
import { findReportOrder, orderReport } from '../store/reports.ts';
import { findSheet, touchSheet } from '../store/sheets.ts';
import type { Store } from '../store/store.ts';
import type { Tx } from '../store/writer.ts';
import { expandKey, gradeKey, readKey, type Work } from '../work.ts';
import { ocrProcessing } from './ocr-processing/definition.ts';
import { type TaskAbout, parseTaskId, taskIdOf } from './task-id.ts';

export interface RetryParts {
  readonly store: Store;
  readonly work: Work;
  readonly queue: Pick<Queue, 'hurry' | 'find'>;
  /** While Redis is down nothing is queued; the reconciler does it when Redis is back. */
  readonly redis: Pick<RedisServer, 'healthy'>;
}

/** Reads a page again, a copy's original in its place; what people corrected on it stays. Returns the task. Throws ZhiyueError not-found. */
export async function retryPage({ store, work, redis }: RetryParts, pageId: string, actor: string): Promise<TaskAbout> {
  const { page, source } = await store.write((tx) => {
    const original = originalPageId(tx, pageId);
    if (original === null) throw new ZhiyueError('not-found', `There is no page ${pageId}.`, { about: pageId });
    return askAgain(tx, original, actor);
  });
  if (source && redis.healthy()) await work.expand([source]);
  if (redis.healthy()) await work.read([page]);
  return parseTaskId(taskIdOf(ocrProcessing, readKey(page)));
}

/** Reads the failed and cancelled pages of a batch again; returns how many. Throws ZhiyueError not-found. */
export async function retryBatch({ store, work, redis }: RetryParts, batchId: string, actor: string): Promise<number> {
  const asked = await store.write((tx) => {
    if (!findBatch(tx, batchId)) throw new ZhiyueError('not-found', `There is no batch ${batchId}.`, { about: batchId });
    return failedPagesOfBatch(tx, batchId).map((page) => askAgain(tx, page.pageId, actor));
  });
  if (redis.healthy()) await work.expand(asked.flatMap(({ source }) => source ?? []));
  if (redis.healthy()) await work.read(asked.map(({ page }) => page));
  return asked.length;
}

/** A failed task is asked for again, a delayed one tried at once; one that waits, runs or is done stays as it is. Returns the task that does it. Throws ZhiyueError not-found. */
export async function retryTask(parts: RetryParts, about: TaskAbout, actor: string): Promise<TaskAbout> {
  const { store, work, queue } = parts;
  if (await queue.hurry(about.type, about.key)) {
    await store.write((tx) => { tx.append({ type: 'task.retried', examId: null, actor, payload: { task_id: taskIdOf(about.type, about.key) } }); });
    return about;
  }
  switch (about.type) {
    case 'ocr_processing': {
      const page = findPage(store.db, about.pageId);
      if (!page) throw missing(about);
      if (page.asked === about.asked && page.state === 'failed') return retryPage(parts, page.pageId, actor);
      if (page.state === 'waiting') await work.read([page]);
      return about;
    }
    case 'batch_processing': {
      const source = findSource(store.db, about.sourceId);
      if (!source) throw missing(about);
      if (source.asked === about.asked && source.givenUp) {
        await retryPage(parts, pageIdOf(source.sourceId, 1), actor);
        const again = findSource(store.db, source.sourceId) ?? source;
        return { ...about, key: expandKey(again), asked: again.asked };
      }
      if (source.state === 'waiting' && source.copyOf === null) await work.expand([source]);
      return about;
    }
    case 'grading_execution': {
      const { examId, candidateNo } = about;
      const sheet = await store.write((tx) => {
        const failed = findSheet(tx, examId, candidateNo);
        if (!failed || failed.failure === null || failed.gradedRevision !== about.revision || failed.revision !== about.revision) return failed;
        refusePublished(tx, examId);
        const retried = tx.append({ type: 'task.retried', examId, actor, payload: { task_id: taskIdOf(about.type, about.key) } });
        touchSheet(tx, examId, candidateNo, retried.event_id);
        return findSheet(tx, examId, candidateNo);
      });
      if (!sheet) throw missing(about);
      if (sheet.gradedRevision < sheet.revision) await work.grade([sheet]);
      return { ...about, key: gradeKey(sheet), revision: sheet.revision };
    }
    case 'report_generation': {
      const order = findReportOrder(store.db, about.reportId);
      if (order?.state === 'failed') {
        await store.write((tx) => {
          orderReport(tx, order);
          tx.append({ type: 'task.retried', examId: order.examId, actor, payload: { task_id: taskIdOf(about.type, about.key) } });
        });
      }
      // Into a folder of a person's, only the queue knows what was to be written.
      if (order === null && !await queue.find(about.type, about.key)) throw missing(about);
      if (order !== null && order.state !== 'written') await work.report([order]);
      return about;
    }
  }
}

function missing(about: TaskAbout): ZhiyueError {
  return new ZhiyueError('not-found', `There is no task ${taskIdOf(about.type, about.key)} that could be tried again.`, { about: about.key });
}

interface Asked { readonly page: PageToRead; /** To be looked into again as well, for its pages are not known. */ readonly source: SourceRow | null }

/** Does nothing to a page that waits to be read. */
function askAgain(tx: Tx, pageId: string, actor: string): Asked {
  const before = pageToRead(tx, pageId);
  if (before.state === 'waiting') return { page: before, source: null };
  refusePublished(tx, before.examId);
  askForPage(tx, pageId);
  const page = pageToRead(tx, pageId);
  const source = findSource(tx, page.sourceId);
  if (source?.givenUp === true) askForSource(tx, source.sourceId);
  reopenCompleted(tx, page.batchId, 'reading', actor);
  const retried = tx.append({ type: 'task.retried', examId: page.examId, correlationId: page.batchId, actor, payload: { task_id: taskIdOf(ocrProcessing, readKey(page)) } });
  // What was wrong with it may be over; if not, it is said again, also to who had settled it.
  forgetSettledPage(tx, pageId);
  const facts = pageFacts(tx, pageId);
  if (facts) settlePageExceptions(tx, { examId: page.examId, correlationId: page.batchId, causationId: retried.event_id }, pageId, pageExceptions(facts, { hasRoster: false, isOnRoster: () => true }));
  return { page, source: source?.givenUp === true ? findSource(tx, source.sourceId) : null };
}

function pageToRead(tx: Tx, pageId: string): PageToRead {
  const page = findPage(tx, pageId);
  if (!page) throw new ZhiyueError('not-found', `There is no page ${pageId}.`, { about: pageId });
  return page;
}
