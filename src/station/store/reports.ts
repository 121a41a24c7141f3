/** Reports that the station keeps in `reports/<report id>/`. */
import { z } from 'zod';
import type { Db } from './database.ts';
import type { Tx } from './writer.ts';

const reportRow = z.object({ reportId: z.string(), examId: z.string(), lang: z.enum(['zh', 'en']), at: z.string() });
export type ReportRow = z.infer<typeof reportRow>;
const columns = 'report_id AS reportId, exam_id AS examId, lang, at';

/** Within the data folder. */
export const reportFolder = (reportId: string): string => `reports/${reportId}`;

export function findReport(db: Db, reportId: string): ReportRow | null {
  return db.get(reportRow, `SELECT ${columns} FROM reports WHERE report_id = ?`, reportId);
}

/** Newest first. */
export function reportsOf(db: Db, examId: string): ReportRow[] {
  return db.all(reportRow, `SELECT ${columns} FROM reports WHERE exam_id = ? ORDER BY at DESC, rowid DESC`, examId);
}

/** Records a report and forgets those of the same exam and language beyond the last `keep`; returns the ids of those, whose files may go. */
export function saveReport(tx: Tx, report: Omit<ReportRow, 'at'>, keep: number): string[] {
  tx.run('INSERT INTO reports (report_id, exam_id, lang, at) VALUES (?, ?, ?, ?)', report.reportId, report.examId, report.lang, tx.now.toISOString());
  const old = reportsOf(tx, report.examId).filter(({ lang }) => lang === report.lang).slice(keep).map(({ reportId }) => reportId);
  for (const reportId of old) tx.run('DELETE FROM reports WHERE report_id = ?', reportId);
  return old;
}
