/** Pages as a list, in the order in which they were put in. A copy says what its original says. */
import { z } from 'zod';
import { ZhiyueError } from '../../contract/errors.ts';
import { existing, flag } from './columns.ts';
import type { Db } from './database.ts';

const row = z.object({
  pageId: z.string(), examId: z.string(), batchId: z.string(), sourceFile: z.string(), sourcePage: z.int(), state: z.enum(['waiting', 'read', 'failed', 'copy']),
  trouble: z.string().nullable(), answered: flag, pageNumber: z.int().nullable(), candidateNo: z.string().nullable(), doubtful: z.int(), turn: z.literal([0, 90, 180, 270]),
});
export type ListedPage = z.infer<typeof row>;

const tables = 'pages p JOIN sources s ON s.source_id = p.source_id JOIN batches b ON b.batch_id = p.batch_id LEFT JOIN pages o ON o.page_id = p.copy_of';
const order = 'b.number, s.position, s.name, p.page_in_file, p.page_id';
const columns = `p.page_id AS pageId, p.exam_id AS examId, p.batch_id AS batchId, s.name AS sourceFile, p.page_in_file AS sourcePage, p.state,
  CASE WHEN coalesce(o.state, p.state) = 'waiting' THEN NULL ELSE coalesce(o.trouble, p.trouble) END AS trouble, coalesce(o.answered, p.answered) AS answered, coalesce(o.page_number, p.page_number) AS pageNumber,
  coalesce(o.candidate_no, p.candidate_no) AS candidateNo, (SELECT count(*) FROM exceptions e WHERE e.page_id = p.page_id AND e.state = 'open') AS doubtful, coalesce(o.turn, p.turn) AS turn`;

export interface PageQuery {
  readonly examId: string;
  readonly batch?: string | undefined;
  readonly state?: string | undefined;
  readonly candidate?: string | undefined;
  /** Those that follow this page. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Throws ZhiyueError request-invalid when `after` is no page of the exam. */
export function listPages(db: Db, { examId, batch, state, candidate, after, limit }: PageQuery): ListedPage[] {
  const conditions = ['p.exam_id = ?'];
  const values: (string | number)[] = [examId];
  const add = (condition: string, value: string | undefined): void => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  add('p.batch_id = ?', batch);
  add('p.state = ?', state);
  add('coalesce(o.candidate_no, p.candidate_no) = ?', candidate);
  if (after !== undefined && !db.get(existing, 'SELECT 1 AS found FROM pages WHERE page_id = ? AND exam_id = ?', after, examId)) throw new ZhiyueError('request-invalid', 'There is no such page any more to go on after: read the list from its beginning.', { about: 'after' });
  add(`(${order}) > (SELECT ${order} FROM ${tables} WHERE p.page_id = ?)`, after);
  return db.all(row, `SELECT ${columns} FROM ${tables} WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ?`, ...values, limit);
}

export function findListedPage(db: Db, pageId: string): ListedPage | null {
  return db.get(row, `SELECT ${columns} FROM ${tables} WHERE p.page_id = ?`, pageId);
}

const file = z.object({ file: z.string(), sha256: z.string(), pageInFile: z.int() });

/** Where the bytes of a page lie within the data folder. */
export function pageFile(db: Db, pageId: string): z.infer<typeof file> | null {
  return db.get(file, 'SELECT s.file, s.sha256, p.page_in_file AS pageInFile FROM pages p JOIN sources s ON s.source_id = p.source_id WHERE p.page_id = ?', pageId);
}

/** The crop of a field (`7` stands for the first column of a numeric question), or of the whole page for an empty field; null when none was cut. */
export function findCrop(db: Db, pageId: string, field: string): { readonly file: string; readonly revision: number } | null {
  const crop = z.object({ file: z.string(), revision: z.int() });
  return db.get(crop, `SELECT c.file, p.reading_revision AS revision FROM crops c JOIN pages p ON p.page_id = c.page_id
    WHERE c.page_id = ?1 AND (c.field = ?2 OR (?2 <> '' AND c.field LIKE ?3 ESCAPE '\\') OR (?2 = '' AND c.field = 'candidate')) ORDER BY c.field = ?2 DESC, c.field LIMIT 1`,
  pageId, field, `${field.replaceAll(/[\\%_]/g, '\\$&')}:%`);
}
