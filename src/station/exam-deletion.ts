/** The end of an exam: in one transaction it is gone for everybody and the event says so; then its rows are removed a few at a time, so that nobody waits for them, and its files after that. What happened to it stays in the event log. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { ZhiyueError } from '../contract/errors.ts';
import { refuseStale } from './exam-entry.ts';
import { keptPictures } from './images/page-pictures.ts';
import { counted, existing } from './store/columns.ts';
import type { Db } from './store/database.ts';
import { markDoomed, removeSome } from './store/doomed.ts';
import { findExam } from './store/exams.ts';
import { refusePublished } from './store/publications.ts';
import type { Store } from './store/store.ts';
import type { Tx } from './store/writer.ts';

/** Resolves once every row of the exam is out of the record; its files are then being removed. Throws ZhiyueError not-found, revision-stale, exam-busy while pages of it are put in or read, exam-published. */
export async function deleteExam(store: Store, examId: string, { revision, actor }: { readonly revision: number; readonly actor: string }): Promise<void> {
  refuseStale(examId, findExam(store.db, examId), revision);
  refuseBusy(store.db, examId);
  const leftovers = await store.leftovers.note(examId, await filesOf(store, examId));
  try {
    await store.write((tx) => {
      const known = findExam(tx, examId);
      refuseStale(examId, known, revision);
      refuseBusy(tx, examId);
      refusePublished(tx, examId);
      endExam(tx, examId, known.revision, actor);
    });
  } catch (error) {
    await leftovers.forget();
    throw error;
  }
  while (await store.write((tx) => removeSome(tx, examId))) await nextTurn();
  leftovers.remove();
}

function endExam(tx: Tx, examId: string, revision: number, actor: string): void {
  const count = (table: 'pages' | 'sheets'): number => tx.get(counted, `SELECT count(*) AS n FROM ${table} WHERE exam_id = ?`, examId)?.n ?? 0;
  const deleted = tx.append({ type: 'exam.deleted', examId, actor, payload: { revision, pages: count('pages'), sheets: count('sheets') } });
  markDoomed(tx, examId);
  tx.run('DELETE FROM figures WHERE exam_id = ?', examId);
  tx.run('DELETE FROM figures_counted WHERE exam_id = ?', examId);
  // Events that come late (the bus delivers at least once) count for nothing, also when the id is used again.
  tx.run("INSERT INTO figures (exam_id, name, value) VALUES (?, 'last-seq', ?)", examId, deleted.seq);
}

/** Throws ZhiyueError exam-busy while pages of it are put in or read. */
export function refuseBusy(db: Db, examId: string): void {
  const busy = db.get(existing, `SELECT (
    EXISTS (SELECT 1 FROM batches WHERE exam_id = ?1 AND (state = 'reading' OR intakes > 0))
    OR EXISTS (SELECT 1 FROM batches b WHERE b.exam_id = ?1 AND EXISTS (SELECT 1 FROM pages p WHERE p.batch_id = b.batch_id AND p.state = 'waiting'))
    OR EXISTS (SELECT 1 FROM batches b WHERE b.exam_id = ?1 AND EXISTS (SELECT 1 FROM sources s WHERE s.batch_id = b.batch_id AND s.state = 'waiting'))
  ) AS found`, examId)?.found;
  if (busy) throw new ZhiyueError('exam-busy', `Pages of ${examId} are being put in or read: wait until its scan batches are completed, or cancel them.`, { about: examId });
}

const fileRow = z.object({ file: z.string() });

/** Of an exam, names within the data folder. */
export async function filesOf({ db, dataFolder }: Pick<Store, 'db' | 'dataFolder'>, examId: string): Promise<string[]> {
  const listed = (sql: string): string[] => db.all(fileRow, sql, examId).map(({ file }) => file);
  const layouts = (await readdir(join(dataFolder, 'layouts')).catch(() => [])).filter((name) => name.startsWith(`${examId}-`) && /^[0-9A-Z]{6}-[0-9A-Z]{6}\.json$/.test(name.slice(examId.length + 1)));
  return [
    ...listed('SELECT DISTINCT file FROM sources WHERE exam_id = ?'),
    ...listed('SELECT DISTINCT c.file FROM crops c JOIN pages p ON p.page_id = c.page_id WHERE p.exam_id = ?'),
    ...await keptPictures(dataFolder, new Set(db.all(z.object({ sha256: z.string() }), 'SELECT DISTINCT sha256 FROM sources WHERE exam_id = ?', examId).map(({ sha256 }) => sha256))),
    ...layouts.map((name) => `layouts/${name}`),
    ...db.all(z.object({ id: z.string() }), 'SELECT report_id AS id FROM reports WHERE exam_id = ?', examId).map(({ id }) => `reports/${id}`),
  ];
}
