/**
 * Reports that somebody asked for. The station keeps them in `reports/<report id>/`, where they are listed and their files can be fetched; or they go to a folder of a person's, and only their task tells of them.
 *
 *   waiting ──▶ written
 *      └─────▶ failed (or cancelled)       only its task tells of it
 */
import { z } from 'zod';
import type { Db } from './database.ts';
import type { Tx } from './writer.ts';

const reportRow = z.object({ reportId: z.string(), examId: z.string(), lang: z.enum(['zh', 'en']), class: z.string().nullable(), at: z.string() });
export type ReportRow = z.infer<typeof reportRow>;
const columns = 'report_id AS reportId, exam_id AS examId, lang, class, at';

/** Within the data folder. */
export const reportFolder = (reportId: string): string => `reports/${reportId}`;

/** A kept one that is written; null before that, and when it is gone. */
export function findReport(db: Db, reportId: string): ReportRow | null {
  return db.get(reportRow, `SELECT ${columns} FROM reports WHERE report_id = ? AND state = 'written' AND out_folder IS NULL`, reportId);
}

const orderRow = reportRow.extend({ /** Absolute; null: the station keeps it. */ outFolder: z.string().nullable(), state: z.enum(['waiting', 'written', 'failed']), error: z.string().nullable(), actor: z.string() });
export type ReportOrder = z.infer<typeof orderRow>;
const orderColumns = `${columns}, out_folder AS outFolder, state, error, actor`;

/** One that was asked for, whatever became of it. */
export function findReportOrder(db: Db, reportId: string): ReportOrder | null {
  return db.get(orderRow, `SELECT ${orderColumns} FROM reports WHERE report_id = ?`, reportId);
}

export function waitingReports(db: Db): ReportOrder[] {
  return db.all(orderRow, `SELECT ${orderColumns} FROM reports WHERE state = 'waiting' ORDER BY at`);
}

/** Kept ones that are written, newest first. */
export function reportsOf(db: Db, examId: string): ReportRow[] {
  return db.all(reportRow, `SELECT ${columns} FROM reports WHERE exam_id = ? AND state = 'written' AND out_folder IS NULL ORDER BY at DESC, rowid DESC`, examId);
}

type Asked = Pick<ReportOrder, 'reportId' | 'examId' | 'lang' | 'class' | 'outFolder' | 'actor'>;

/** Somebody wants a report, or wants one again that failed. It takes the place of those that wait still to be written into the same folder of a person's: two would write the same. */
export function orderReport(tx: Tx, order: Asked): ReportOrder {
  const { reportId, examId, lang, class: className, outFolder, actor } = order;
  const at = tx.now.toISOString();
  tx.run("DELETE FROM reports WHERE exam_id = ? AND lang = ? AND class IS ? AND out_folder = ? AND state = 'waiting' AND report_id <> ?", examId, lang, className, outFolder, reportId);
  tx.run(`INSERT INTO reports (report_id, exam_id, lang, class, at, state, actor, out_folder) VALUES (?, ?, ?, ?, ?, 'waiting', ?, ?)
    ON CONFLICT (report_id) DO UPDATE SET state = 'waiting', error = NULL`, reportId, examId, lang, className, at, actor, outFolder);
  return { reportId, examId, lang, class: className, outFolder, at, actor, state: 'waiting', error: null };
}

/** The newest report that was asked for as this one was: itself, or one that took its place. Null when its exam is gone. */
export function standingOrder(db: Db, { examId, lang, class: className, outFolder }: Asked): ReportOrder | null {
  return db.get(orderRow, `SELECT ${orderColumns} FROM reports WHERE exam_id = ? AND lang = ? AND class IS ? AND out_folder IS ? ORDER BY rowid DESC LIMIT 1`, examId, lang, className, outFolder);
}

/** By what those who wait know it: of reports for one folder of a person's, the newest stands for all that wait. */
export const awaitedAs = ({ reportId, examId, outFolder }: Pick<ReportOrder, 'reportId' | 'examId' | 'outFolder'>): string => (outFolder === null ? reportId : `${examId}:${outFolder}`);

/** Records that a report is written and forgets those of the same exam, language, class and kind (kept, or for a person's folder) beyond the last `keep`; returns the ids of those, whose files may go. */
export function saveReport(tx: Tx, reportId: string, keep: number): string[] {
  tx.run("UPDATE reports SET state = 'written', error = NULL, at = ? WHERE report_id = ?", tx.now.toISOString(), reportId);
  return forget(tx, tx.all(idRow, `SELECT o.report_id AS id FROM reports r JOIN reports o ON o.exam_id = r.exam_id AND o.lang = r.lang AND o.class IS r.class AND (o.out_folder IS NULL) = (r.out_folder IS NULL) AND o.state = 'written'
    WHERE r.report_id = ? ORDER BY o.at DESC, o.rowid DESC LIMIT -1 OFFSET ?`, reportId, keep));
}

/** Records that nothing came of a report that was asked for; does nothing to one that is written. Of an exam, the last `keep` of them are known. */
export function failReport(tx: Tx, reportId: string, error: string, keep: number): void {
  tx.run("UPDATE reports SET state = 'failed', error = ? WHERE report_id = ? AND state = 'waiting'", error, reportId);
  forget(tx, tx.all(idRow, `SELECT o.report_id AS id FROM reports r JOIN reports o ON o.exam_id = r.exam_id AND o.state = 'failed'
    WHERE r.report_id = ? ORDER BY o.at DESC, o.rowid DESC LIMIT -1 OFFSET ?`, reportId, keep));
}

const idRow = z.object({ id: z.string() });

function forget(tx: Tx, rows: readonly z.infer<typeof idRow>[]): string[] {
  for (const { id } of rows) tx.run('DELETE FROM reports WHERE report_id = ?', id);
  return rows.map(({ id }) => id);
}
