/** What a task belongs to as a whole, as its events say it. */
import { findSource } from '../store/batches.ts';
import type { Db } from '../store/database.ts';
import { findPage } from '../store/pages.ts';
import { findSheet } from '../store/sheets.ts';
import { aboutOf } from './task-id.ts';

/** Null for a task that is about nothing in the record. */
export function correlationOf(db: Db, type: string, key: string): string | null {
  const about = aboutOf(type, key);
  switch (about?.type) {
    case 'ocr_processing': return findPage(db, about.pageId)?.batchId ?? null;
    case 'batch_processing': return findSource(db, about.sourceId)?.batchId ?? null;
    case 'grading_execution': return findSheet(db, about.examId, about.candidateNo)?.causeEvent ?? null;
    case 'report_generation': return about.reportId;
    case undefined: return null;
  }
}
