/** A task as people see it: the queue says what waits or runs, the record what is done or failed. */
import type { z } from 'zod';
import type { taskSchema } from '../../contract/routes/work.ts';
import type { Queue, QueuedTask } from '../queue/queue.ts';
import { findSource } from '../store/batches.ts';
import type { Db } from '../store/database.ts';
import { findEvents } from '../store/events.ts';
import { findPage, pageTrouble } from '../store/pages.ts';
import { findReportOrder } from '../store/reports.ts';
import { findSheet } from '../store/sheets.ts';
import type { Store } from '../store/store.ts';
import { aboutOf, type TaskAbout, taskIdOf } from './task-id.ts';

export type Task = z.output<typeof taskSchema>;
export interface LookUpParts { readonly store: Pick<Store, 'db'>; readonly queue: Pick<Queue, 'find'> }

export async function lookUpTask({ store, queue }: LookUpParts, about: TaskAbout): Promise<Task> {
  const queued = await queue.find(about.type, about.key);
  if (queued) return taskQueued(store.db, about, queued);
  const { examId, state, error } = recorded(store.db, about);
  return { taskId: taskIdOf(about.type, about.key), type: about.type, key: about.key, examId, state, attempt: null, progress: null, error };
}

/** Null for one that an older version had queued. */
export function describeQueued(db: Db, queued: QueuedTask): Task | null {
  const about = aboutOf(queued.type, queued.key);
  return about === null ? null : taskQueued(db, about, queued);
}

function taskQueued(db: Db, about: TaskAbout, { state, attempt, progress, error }: QueuedTask): Task {
  return { taskId: taskIdOf(about.type, about.key), type: about.type, key: about.key, examId: recorded(db, about).examId, state, attempt, progress, error };
}

interface Recorded { readonly examId: string | null; readonly state: Task['state']; readonly error: string | null }

const unknown: Recorded = { examId: null, state: 'unknown', error: null };

function recorded(db: Db, about: TaskAbout): Recorded {
  switch (about.type) {
    case 'ocr_processing': {
      const page = findPage(db, about.pageId);
      if (!page || page.state === 'copy' || about.asked > page.asked) return unknown;
      const { examId } = page;
      // What was asked for again is over.
      if (about.asked < page.asked || page.state === 'read') return { examId, state: 'done', error: null };
      return page.state === 'failed' ? { examId, state: 'failed', error: pageTrouble(db, page.pageId) } : { examId, state: 'waiting', error: null };
    }
    case 'batch_processing': {
      const source = findSource(db, about.sourceId);
      if (!source || about.asked > source.asked) return unknown;
      const { examId } = source;
      if (about.asked === source.asked && source.state === 'waiting') return { examId, state: 'waiting', error: null };
      return about.asked === source.asked && source.givenUp ? { examId, state: 'failed', error: pageTrouble(db, `${source.sourceId}-1`) } : { examId, state: 'done', error: null };
    }
    case 'grading_execution': {
      const sheet = findSheet(db, about.examId, about.candidateNo);
      if (!sheet || about.revision > sheet.revision) return unknown;
      const { examId, failure } = sheet;
      if (sheet.gradedRevision < about.revision) return { examId, state: 'waiting', error: null };
      return failure !== null && sheet.gradedRevision === about.revision ? { examId, state: 'failed', error: failure } : { examId, state: 'done', error: null };
    }
    case 'report_generation': {
      const order = findReportOrder(db, about.reportId);
      if (order) return { examId: order.examId, state: order.state === 'written' ? 'done' : order.state, error: order.error };
      const written = findEvents(db, { correlationId: about.reportId, type: 'report.written', limit: 1 })[0];
      return written ? { examId: written.exam_id, state: 'done', error: null } : unknown;
    }
  }
}
