/** Figures of an exam or a batch, counted in the record. */
import { z } from 'zod';
import type { Progress } from './station-api.ts';
import { counted } from './store/columns.ts';
import { countOpenExceptions, toBeShown } from './store/exceptions.ts';
import type { Db } from './store/database.ts';
import { sheetCounts } from './store/sheets.ts';

const pageCounts = z.object({ pages: z.int(), read: z.int(), failed: z.int(), copiesRead: z.int(), copiesFailed: z.int() });
const batchCounts = z.object({ intake: z.int(), open: z.int() });

export function progressOf(db: Db, examId: string, batchId?: string): Progress {
  const [where, value] = batchId === undefined ? ['p.exam_id = ?', examId] as const : ['p.batch_id = ?', batchId] as const;
  // A copy counts as read or failed together with what it is a copy of.
  const { copiesRead, copiesFailed, ...counts } = db.get(pageCounts, `SELECT count(*) AS pages, coalesce(sum(read), 0) AS read, coalesce(sum(failed), 0) AS failed, coalesce(sum(read AND is_copy), 0) AS copiesRead, coalesce(sum(failed AND is_copy), 0) AS copiesFailed
    FROM (SELECT state = 'read' AND answered = 1 AS read, state = 'failed' OR (state = 'read' AND answered = 0) AS failed, is_copy
      FROM (SELECT coalesce(o.state, p.state) AS state, coalesce(o.answered, p.answered) AS answered, p.copy_of IS NOT NULL AS is_copy FROM pages p LEFT JOIN pages o ON o.page_id = p.copy_of WHERE ${where}))`, value)
    ?? { pages: 0, read: 0, failed: 0, copiesRead: 0, copiesFailed: 0 };
  const batches = db.get(batchCounts, `SELECT coalesce(sum(state = 'intake'), 0) AS intake, coalesce(sum(state <> 'completed'), 0) AS open
    FROM batches WHERE ${batchId === undefined ? 'exam_id' : 'batch_id'} = ?`, value) ?? { intake: 0, open: 0 };
  return { ...counts, copies: { read: copiesRead, failed: copiesFailed }, graded: sheetCounts(db, examId, batchId), exceptions: batchId === undefined ? countOpenExceptions(db, examId) : openExceptionsOfBatch(db, examId, batchId), intakeDone: batches.intake === 0, completed: batches.open === 0 };
}

/** About pages of the batch, and about pages that its sheets lack; who is absent belongs to no batch. */
function openExceptionsOfBatch(db: Db, examId: string, batchId: string): number {
  return db.get(counted, `SELECT count(*) AS n FROM exceptions e WHERE e.exam_id = ?1 AND e.state = 'open' AND (
      EXISTS (SELECT 1 FROM pages p WHERE p.page_id = e.page_id AND p.batch_id = ?2)
      OR (e.kind = 'missing-page' AND ${toBeShown(db, examId)} AND EXISTS (SELECT 1 FROM pages p WHERE p.exam_id = e.exam_id AND p.candidate_no = e.candidate_no AND p.batch_id = ?2))
    )`, examId, batchId)?.n ?? 0;
}
