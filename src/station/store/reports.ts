/**
 * Reports that the station keeps in `reports/<report id>/`.
 *
 *   waiting ──▶ written                    listed, its files can be fetched
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

/** One that is written; null before that, and when it is gone. */
export function findReport(db: Db, reportId: string): ReportRow | null {
  return db.get(reportRow, `SELECT ${columns} FROM reports WHERE report_id = ? AND state = 'written'`, reportId);
}

const orderRow = reportRow.extend({ state: z.enum(['waiting', 'written', 'failed']), error: z.string().nullable(), actor: z.string() });
export type ReportOrder = z.infer<typeof orderRow>;

/** One that was asked for, whatever became of it. */
export function findReportOrder(db: Db, reportId: string): ReportOrder | null {
  return db.get(orderRow, `SELECT ${columns}, state, error, actor FROM reports WHERE report_id = ?`, reportId);
}

export function waitingReports(db: Db): ReportOrder[] {
  return db.all(orderRow, `SELECT ${columns}, state, error, actor FROM reports WHERE state = 'waiting' ORDER BY at`);
}

/** Written ones, newest first. */
export function reportsOf(db: Db, examId: string): ReportRow[] {
  return db.all(reportRow, `SELECT ${columns} FROM reports WHERE exam_id = ? AND state = 'written' ORDER BY at DESC, rowid DESC`, examId);
}

/** Somebody wants a report, or wants one again that failed. */
export function orderReport(tx: Tx, order: Pick<ReportOrder, 'reportId' | 'examId' | 'lang' | 'class' | 'actor'>): ReportOrder {
  const { reportId, examId, lang, class: className, actor } = order;
  const at = tx.now.toISOString();
  tx.run(`INSERT INTO reports (report_id, exam_id, lang, class, at, state, actor) VALUES (?, ?, ?, ?, ?, 'waiting', ?)
    ON CONFLICT (report_id) DO UPDATE SET state = 'waiting', error = NULL`, reportId, examId, lang, className, at, actor);
  return { reportId, examId, lang, class: className, at, actor, state: 'waiting', error: null };
}

/** Records that a report is written and forgets those of the same exam, language and class beyond the last `keep`; returns the ids of those, whose files may go. */
export function saveReport(tx: Tx, { reportId, examId, lang, class: className }: Pick<ReportRow, 'reportId' | 'examId' | 'lang' | 'class'>, keep: number): string[] {
  tx.run(`INSERT INTO reports (report_id, exam_id, lang, class, at, state) VALUES (?1, ?2, ?3, ?4, ?5, 'written')
    ON CONFLICT (report_id) DO UPDATE SET state = 'written', error = NULL, at = ?5`, reportId, examId, lang, className, tx.now.toISOString());
  return forget(tx, reportsOf(tx, examId).filter((report) => report.lang === lang && report.class === className).slice(keep).map((report) => report.reportId));
}

/** Records that nothing came of a report that was asked for; does nothing to one that is written. Of an exam, the last `keep` of them are known. */
export function failReport(tx: Tx, reportId: string, error: string, keep: number): void {
  tx.run("UPDATE reports SET state = 'failed', error = ? WHERE report_id = ? AND state = 'waiting'", error, reportId);
  forget(tx, tx.all(z.object({ id: z.string() }), `SELECT o.report_id AS id FROM reports r JOIN reports o ON o.exam_id = r.exam_id AND o.state = 'failed'
    WHERE r.report_id = ? ORDER BY o.at DESC, o.rowid DESC LIMIT -1 OFFSET ?`, reportId, keep).map(({ id }) => id));
}

function forget(tx: Tx, reportIds: readonly string[]): string[] {
  for (const reportId of reportIds) tx.run('DELETE FROM reports WHERE report_id = ?', reportId);
  return [...reportIds];
}
