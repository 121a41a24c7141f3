/** What a backup says of an exam beside its tables. */
import { z } from 'zod';
import { notThere } from '../../contract/not-there.ts';
import { counted } from '../store/columns.ts';
import type { Db } from '../store/database.ts';
import { examIdSchema, type ManifestExam } from './format.ts';

/** Rows of an exam. */
export function countOf(db: Db, table: 'pages' | 'sheets' | 'candidates', examId: string): number {
  return db.get(counted, `SELECT count(*) AS n FROM ${table} WHERE exam_id = ?`, examId)?.n ?? 0;
}

/** The exam as it stands: `updatedAt` is when anything of it changed last, be it a scan, a correction or its publication. Throws ZhiyueError not-found. */
export function headOf(db: Db, examId: string): Omit<ManifestExam, 'tables'> {
  const row = z.object({ id: examIdSchema, title: z.string(), subject: z.string(), revision: z.int(), updatedAt: z.string() });
  const head = db.get(row, "SELECT exam_id AS id, exam ->> '$.title' AS title, exam ->> '$.subject' AS subject, revision, coalesce((SELECT at FROM all_events v WHERE v.exam_id = e.exam_id ORDER BY seq DESC LIMIT 1), updated_at) AS updatedAt FROM exams e WHERE exam_id = ? AND doomed = 0", examId);
  if (!head) throw notThere('exam', examId);
  return { ...head, pages: countOf(db, 'pages', examId), sheets: countOf(db, 'sheets', examId), candidates: countOf(db, 'candidates', examId) };
}
