/** Exams that are deleted and whose rows are still being removed, a few at a time: nobody sees them any more, and a restart goes on removing them. */
import { z } from 'zod';
import { existing } from './columns.ts';
import type { Db } from './database.ts';

/** Rows of one table removed in one transaction; 300 pages with their readings take some 10 ms. */
const atOnce = 300;

/** In an order in which nothing that is still there refers to what goes: copies before their originals. */
const steps = [
  'DELETE FROM corrections WHERE rowid IN (SELECT rowid FROM corrections WHERE exam_id = ?1 LIMIT ?2)',
  'DELETE FROM exceptions WHERE rowid IN (SELECT rowid FROM exceptions WHERE exam_id = ?1 LIMIT ?2)',
  'DELETE FROM sheets WHERE exam_id = ?1 AND candidate_no IN (SELECT candidate_no FROM sheets WHERE exam_id = ?1 LIMIT ?2)',
  'DELETE FROM pages WHERE rowid IN (SELECT rowid FROM pages WHERE exam_id = ?1 AND copy_of IS NOT NULL LIMIT ?2)',
  'DELETE FROM pages WHERE rowid IN (SELECT rowid FROM pages WHERE exam_id = ?1 LIMIT ?2)',
  'DELETE FROM sources WHERE rowid IN (SELECT rowid FROM sources WHERE exam_id = ?1 AND copy_of IS NOT NULL LIMIT ?2)',
  'DELETE FROM sources WHERE rowid IN (SELECT rowid FROM sources WHERE exam_id = ?1 LIMIT ?2)',
  'DELETE FROM candidates WHERE exam_id = ?1 AND candidate_no IN (SELECT candidate_no FROM candidates WHERE exam_id = ?1 LIMIT ?2)',
] as const;

export function markDoomed(db: Db, examId: string): void {
  db.run('UPDATE exams SET doomed = 1 WHERE exam_id = ?', examId);
}

export function isDoomed(db: Db, examId: string): boolean {
  return db.get(existing, 'SELECT EXISTS (SELECT 1 FROM exams WHERE exam_id = ? AND doomed = 1) AS found', examId)?.found ?? false;
}

/** Removes a few rows; false when nothing of the exam is left. */
export function removeSome(db: Db, examId: string): boolean {
  for (const step of steps) if (db.run(step, examId, atOnce) > 0) return true;
  // Whatever else there is goes with it.
  db.run('DELETE FROM exams WHERE exam_id = ? AND doomed = 1', examId);
  return false;
}

/** At the start: what a deletion left when the station died. */
export function removeDoomed(db: Db): void {
  for (const { id } of db.all(z.object({ id: z.string() }), 'SELECT exam_id AS id FROM exams WHERE doomed = 1')) while (removeSome(db, id)) continue;
}
