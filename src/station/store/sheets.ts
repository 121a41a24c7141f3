/** Candidates' sheets and their scores, with the history of both. */
import { z } from 'zod';
import type { ScoreChange } from '../../exam/rescore.ts';
import type { SheetScore } from '../../exam/score.ts';
import { counted, existing, json } from './columns.ts';
import type { Db } from './database.ts';
import type { Tx } from './writer.ts';

const sheetRow = z.object({
  examId: z.string(), candidateNo: z.string(), revision: z.int(), gradedRevision: z.int(), failure: z.string().nullable(), causeEvent: z.string(),
});
export type SheetRow = z.infer<typeof sheetRow>;
const sheetColumns = 'exam_id AS examId, candidate_no AS candidateNo, revision, graded_revision AS gradedRevision, failure, cause_event AS causeEvent';

export function findSheet(db: Db, examId: string, candidateNo: string): SheetRow | null {
  return db.get(sheetRow, `SELECT ${sheetColumns} FROM sheets WHERE exam_id = ? AND candidate_no = ?`, examId, candidateNo);
}

/** Something that its score depends on has changed: it is to be graded anew. */
export function touchSheet(tx: Tx, examId: string, candidateNo: string, causeEvent: string): void {
  tx.run(`INSERT INTO sheets (exam_id, candidate_no, revision, graded_revision, cause_event) VALUES (?1, ?2, 1, 0, ?3)
    ON CONFLICT (exam_id, candidate_no) DO UPDATE SET revision = revision + 1, cause_event = ?3`, examId, candidateNo, causeEvent);
}

/** All that have a score or should have one; not those whose last page turned out to be somebody else's. */
export function touchAllSheets(tx: Tx, examId: string, causeEvent: string): number {
  return tx.run(`UPDATE sheets SET revision = revision + 1, cause_event = ?2 WHERE exam_id = ?1 AND (graded_revision < revision OR failure IS NOT NULL
    OR EXISTS (SELECT 1 FROM scores c WHERE c.exam_id = sheets.exam_id AND c.candidate_no = sheets.candidate_no AND c.latest = 1))`, examId, causeEvent);
}

export function ungradedSheets(db: Db, examId?: string): SheetRow[] {
  return examId === undefined
    ? db.all(sheetRow, `SELECT ${sheetColumns} FROM sheets WHERE graded_revision < revision ORDER BY exam_id, candidate_no`)
    : db.all(sheetRow, `SELECT ${sheetColumns} FROM sheets WHERE exam_id = ? AND graded_revision < revision ORDER BY candidate_no`, examId);
}

export interface NewScore { readonly sheet: SheetRow; readonly examRevision: number; readonly score: SheetScore; readonly pageIds: readonly string[] }

const scoreRow = z.object({ score: z.string() });

/** Records a score as the sheet's latest, and of a sheet without pages that it has none any more; returns whether that differs from before. */
export function saveScore(tx: Tx, { sheet, examRevision, score, pageIds }: NewScore): boolean {
  const text = JSON.stringify(score);
  const before = tx.get(scoreRow, 'SELECT score FROM scores WHERE exam_id = ? AND candidate_no = ? AND latest = 1', sheet.examId, sheet.candidateNo);
  tx.run('UPDATE scores SET latest = 0 WHERE exam_id = ? AND candidate_no = ? AND latest = 1', sheet.examId, sheet.candidateNo);
  const isEmpty = pageIds.length === 0;
  if (!isEmpty) tx.run('INSERT INTO scores (exam_id, candidate_no, sheet_revision, exam_revision, score, pages, latest, at) VALUES (?, ?, ?, ?, ?, ?, 1, ?)',
    sheet.examId, sheet.candidateNo, sheet.revision, examRevision, text, JSON.stringify(pageIds), tx.now.toISOString());
  tx.run('UPDATE sheets SET graded_revision = ?, failure = NULL WHERE exam_id = ? AND candidate_no = ?', sheet.revision, sheet.examId, sheet.candidateNo);
  return isEmpty ? before !== null : before?.score !== text;
}

export function markSheetFailed(tx: Tx, sheet: SheetRow, failure: string): void {
  tx.run('UPDATE sheets SET graded_revision = ?, failure = ? WHERE exam_id = ? AND candidate_no = ?', sheet.revision, failure, sheet.examId, sheet.candidateNo);
}

export interface LatestScore { readonly candidateNo: string; readonly score: SheetScore; readonly failure: string | null }

export function latestScores(db: Db, examId: string): LatestScore[] {
  const row = z.object({ candidateNo: z.string(), score: json<SheetScore>(), failure: z.string().nullable() });
  return db.all(row, `SELECT c.candidate_no AS candidateNo, c.score, s.failure FROM scores c JOIN sheets s USING (exam_id, candidate_no) WHERE c.exam_id = ? AND c.latest = 1 ORDER BY c.candidate_no`, examId);
}

/** Sheets with a score. Of a batch: those that have a page in it. */
export function sheetCounts(db: Db, examId: string, batchId?: string): number {
  const scored = 'SELECT count(*) AS n FROM scores c WHERE c.exam_id = ? AND c.latest = 1';
  if (batchId === undefined) return db.get(counted, scored, examId)?.n ?? 0;
  return db.get(counted, `${scored} AND EXISTS (SELECT 1 FROM pages p WHERE p.exam_id = c.exam_id AND p.candidate_no = c.candidate_no AND p.batch_id = ?)`, examId, batchId)?.n ?? 0;
}

const rescoreRow = z.object({ rescoreId: z.string(), examId: z.string(), examRevision: z.int(), causeEvent: z.string() });
export type RescoreRow = z.infer<typeof rescoreRow>;
const rescoreColumns = 'rescore_id AS rescoreId, exam_id AS examId, exam_revision AS examRevision, cause_event AS causeEvent';

export function startRescore(tx: Tx, rescore: RescoreRow): void {
  tx.run('INSERT INTO rescores (rescore_id, exam_id, exam_revision, cause_event, at) VALUES (?, ?, ?, ?, ?)', rescore.rescoreId, rescore.examId, rescore.examRevision, rescore.causeEvent, tx.now.toISOString());
}

/** Rescores of which some sheet still has its score by an older revision of the exam. */
export function openRescores(db: Db, examId?: string): RescoreRow[] {
  return examId === undefined
    ? db.all(rescoreRow, `SELECT ${rescoreColumns} FROM rescores WHERE moved IS NULL`)
    : db.all(rescoreRow, `SELECT ${rescoreColumns} FROM rescores WHERE moved IS NULL AND exam_id = ? ORDER BY exam_revision`, examId);
}

export function isRescored(db: Db, { examId, examRevision }: RescoreRow): boolean {
  return !(db.get(existing, `SELECT EXISTS (SELECT 1 FROM scores c JOIN sheets s USING (exam_id, candidate_no)
    WHERE c.exam_id = ?1 AND c.latest = 1 AND c.exam_revision < ?2 AND s.failure IS NULL) AS found`, examId, examRevision)?.found ?? false);
}

export interface ScorePair { readonly candidateNo: string; readonly before: SheetScore; readonly after: SheetScore }

/** Of each sheet, the last score before a revision of the exam, and the latest. */
export function scoresAround(db: Db, examId: string, examRevision: number): ScorePair[] {
  const row = z.object({ candidateNo: z.string(), before: json<SheetScore>(), after: json<SheetScore>() });
  return db.all(row, `SELECT a.candidate_no AS candidateNo, b.score AS before, a.score AS after
    FROM scores a JOIN scores b ON b.exam_id = a.exam_id AND b.candidate_no = a.candidate_no
      AND b.sheet_revision = (SELECT max(sheet_revision) FROM scores o WHERE o.exam_id = a.exam_id AND o.candidate_no = a.candidate_no AND o.exam_revision < ?2)
    WHERE a.exam_id = ?1 AND a.latest = 1 ORDER BY a.candidate_no`, examId, examRevision);
}

export function finishRescore(tx: Tx, rescoreId: string, moved: readonly ScoreChange[]): void {
  tx.run('UPDATE rescores SET moved = ? WHERE rescore_id = ?', JSON.stringify(moved), rescoreId);
}

/** Null while it is under way, or when there was none. */
export function rescoreMoves(db: Db, rescoreId: string): ScoreChange[] | null {
  return db.get(z.object({ moved: z.string().nullable() }).transform((row): ScoreChange[] | null => (row.moved === null ? null : JSON.parse(row.moved))), 'SELECT moved FROM rescores WHERE rescore_id = ?', rescoreId);
}

export interface ScoreHistory {
  /** Ids of the pages that the latest score came from. */
  readonly pages: string[];
  /** Every score that the sheet has had, oldest first. */
  readonly history: { readonly at: string; readonly total: number; readonly examRevision: number }[];
}

export function scoreHistory(db: Db, examId: string, candidateNo: string): ScoreHistory {
  const row = z.object({ at: z.string(), total: z.number(), examRevision: z.int(), pages: json<string[]>() });
  const rows = db.all(row, "SELECT at, score ->> '$.total' AS total, exam_revision AS examRevision, pages FROM scores WHERE exam_id = ? AND candidate_no = ? ORDER BY sheet_revision", examId, candidateNo);
  return { pages: rows.at(-1)?.pages ?? [], history: rows.map(({ at, total, examRevision }) => ({ at, total, examRevision })) };
}
