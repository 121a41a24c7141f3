/** What waits for a person, as a list to work through: in the order in which the pages were put in, what is about no page at the end. */
import { z } from 'zod';
import { ZhiyueError } from '../../contract/errors.ts';
import { existing } from './columns.ts';
import type { ExceptionKind } from '../report/results.ts';
import type { Db } from './database.ts';
import { toBeShown } from './exceptions.ts';

const row = z.object({
  exceptionId: z.string(), examId: z.string(), pageId: z.string().nullable(), candidateNo: z.string().nullable(), name: z.string().nullable(), class: z.string().nullable(), kind: z.custom<ExceptionKind>((value) => typeof value === 'string'),
  field: z.string(), confidence: z.number().nullable(), detail: z.string(), state: z.enum(['open', 'resolved']), resolvedBy: z.string().nullable(), raisedAt: z.string(),
  sourceFile: z.string().nullable(), sourcePage: z.int().nullable(),
});
export type ListedException = z.infer<typeof row>;

const tables = 'exceptions e LEFT JOIN pages p ON p.page_id = e.page_id LEFT JOIN sources s ON s.source_id = p.source_id LEFT JOIN batches b ON b.batch_id = p.batch_id LEFT JOIN candidates c ON c.exam_id = e.exam_id AND c.candidate_no = e.candidate_no';
const order = "coalesce(b.number, 1000000000), coalesce(s.position, 0), coalesce(s.name, ''), coalesce(p.page_in_file, 0), coalesce(e.candidate_no, ''), e.kind, e.field, e.exception_id";

export interface ExceptionQuery {
  readonly examId: string;
  readonly state: 'open' | 'resolved';
  readonly kind?: string | undefined;
  /** Those that follow this one, also when it is no longer in the list itself. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Throws ZhiyueError request-invalid when `after` was never an exception of the exam. */
export function listExceptions(db: Db, { examId, state, kind, after, limit }: ExceptionQuery): ListedException[] {
  const conditions = ['e.exam_id = ?', 'e.state = ?', toBeShown(db, examId)];
  const values: (string | number)[] = [examId, state];
  if (kind !== undefined) {
    conditions.push('e.kind = ?');
    values.push(kind);
  }
  if (after !== undefined) {
    if (!db.get(existing, 'SELECT 1 AS found FROM exceptions WHERE exception_id = ? AND exam_id = ?', after, examId)) throw new ZhiyueError('request-invalid', 'There is no such exception any more to go on after: read the list from its beginning.', { about: 'after' });
    conditions.push(`(${order}) > (SELECT ${order} FROM ${tables} WHERE e.exception_id = ?)`);
    values.push(after);
  }
  return db.all(row, `SELECT e.exception_id AS exceptionId, e.exam_id AS examId, e.page_id AS pageId, e.candidate_no AS candidateNo, c.name, c.class, e.kind, e.field, e.confidence, e.detail, e.state,
      e.resolved_by AS resolvedBy, e.raised_at AS raisedAt, s.name AS sourceFile, p.page_in_file AS sourcePage
    FROM ${tables} WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ?`, ...values, limit);
}
