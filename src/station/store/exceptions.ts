/** What waits for a person. The wanted exceptions of a page or a candidate are compared with those in the record: new ones are raised, those whose reason is gone are resolved. */
import { z } from 'zod';
import type { ExceptionKind } from '../report/results.ts';
import { scansMayCome } from './batches.ts';
import { counted } from './columns.ts';
import type { Db } from './database.ts';
import { derivedId } from './ids.ts';
import type { Tx } from './writer.ts';

export interface WantedException {
  readonly pageId: string | null;
  readonly candidateNo: string | null;
  readonly kind: ExceptionKind;
  /** Question number, `candidate`, or empty when it is about the whole page or candidate. */
  readonly field: string;
  readonly confidence: number | null;
  /** One English sentence with the next step, or a short code. */
  readonly detail: string;
}

const row = z.object({
  exceptionId: z.string(), examId: z.string(), pageId: z.string().nullable(), candidateNo: z.string().nullable(), kind: z.custom<ExceptionKind>((value) => typeof value === 'string'),
  field: z.string(), confidence: z.number().nullable(), detail: z.string(), state: z.enum(['open', 'resolved']), resolvedBy: z.string().nullable(),
});
export type ExceptionRecord = z.infer<typeof row>;
const columns = 'exception_id AS exceptionId, exam_id AS examId, page_id AS pageId, candidate_no AS candidateNo, kind, field, confidence, detail, state, resolved_by AS resolvedBy';

export function findException(db: Db, exceptionId: string): ExceptionRecord | null {
  return db.get(row, `SELECT ${columns} FROM exceptions WHERE exception_id = ?`, exceptionId);
}

/** What says only that something did not come waits for nobody while it may still come. A condition on the exceptions `e`. */
export function toBeShown(db: Db, examId: string): string {
  return scansMayCome(db, examId) ? "NOT (e.state = 'open' AND e.kind IN ('absent', 'missing-page'))" : 'true';
}

export function openExceptions(db: Db, examId: string): ExceptionRecord[] {
  return db.all(row, `SELECT ${columns} FROM exceptions e WHERE exam_id = ? AND state = 'open' AND ${toBeShown(db, examId)}`, examId);
}

/** Who was absent by a person's word. */
export function confirmedAbsent(db: Db, examId: string): ReadonlySet<string> {
  const found = db.all(z.object({ no: z.string() }), "SELECT candidate_no AS no FROM exceptions WHERE exam_id = ? AND kind = 'absent' AND state = 'resolved' AND resolved_by <> 'station'", examId);
  return new Set(found.map(({ no }) => no));
}

export function countOpenExceptions(db: Db, examId: string): number {
  return db.get(counted, `SELECT count(*) AS n FROM exceptions e WHERE exam_id = ? AND state = 'open' AND ${toBeShown(db, examId)}`, examId)?.n ?? 0;
}

export interface Cause {
  readonly examId: string;
  readonly correlationId?: string;
  readonly causationId?: string;
  /** Whose word on a field settles what waits about that field. */
  readonly by?: { readonly actor: string; readonly field: string };
}

/** Those of the page itself: not what only its candidate's other pages say. */
const pageKinds: readonly ExceptionKind[] = ['unknown-candidate', 'foreign-page', 'unreadable', 'blank-page', 'doubtful'];
const sheetKinds: readonly ExceptionKind[] = ['duplicate', 'missing-page', 'absent'];

export function settlePageExceptions(tx: Tx, cause: Cause, pageId: string, wanted: readonly WantedException[]): void {
  const known = tx.all(row, `SELECT ${columns} FROM exceptions WHERE page_id = ?`, pageId).filter((one) => pageKinds.includes(one.kind));
  settle(tx, cause, known, wanted);
}

/** What a person settled about a page as a whole is to be said again if it is still so. */
export function forgetSettledPage(tx: Tx, pageId: string): void {
  tx.run("UPDATE exceptions SET resolved_by = 'station' WHERE page_id = ? AND field = '' AND state = 'resolved'", pageId);
}

/** The same for a field whose correction is withdrawn. */
export function forgetSettledField(tx: Tx, pageId: string, field: string): void {
  tx.run("UPDATE exceptions SET resolved_by = 'station' WHERE page_id = ? AND field = ? AND state = 'resolved'", pageId, field);
}

/** For every candidate and page of an exam at once. */
export function settleSheetExceptions(tx: Tx, cause: Cause, wanted: readonly WantedException[]): void {
  const known = tx.all(row, `SELECT ${columns} FROM exceptions WHERE exam_id = ?`, cause.examId).filter((one) => sheetKinds.includes(one.kind));
  settle(tx, cause, known, wanted);
}

/** Repeated pages of one candidate, where all pages of the exam are not to be seen together yet. */
export function settleRepeated(tx: Tx, cause: Cause, candidateNo: string, wanted: readonly WantedException[]): void {
  const known = tx.all(row, `SELECT ${columns} FROM exceptions WHERE exam_id = ? AND candidate_no = ? AND kind = 'duplicate'`, cause.examId, candidateNo);
  settle(tx, cause, known, wanted);
}

function settle(tx: Tx, { by, ...cause }: Cause, known: readonly ExceptionRecord[], wanted: readonly WantedException[]): void {
  const byId = new Map(known.map((one) => [one.exceptionId, one]));
  const kept = new Set<string>();
  for (const one of wanted) {
    const id = derivedId(cause.examId, one.pageId, one.candidateNo, one.kind, one.field);
    kept.add(id);
    const before = byId.get(id);
    // What a person settled stays settled while the reason is the same.
    if (before && before.detail === one.detail && (before.state === 'open' || before.resolvedBy !== 'station')) continue;
    raise(tx, cause, id, one);
  }
  for (const one of known) if (one.state === 'open' && !kept.has(one.exceptionId)) resolve(tx, cause, one, by !== undefined && by.field === one.field ? by.actor : 'station');
}

function raise(tx: Tx, cause: Cause, id: string, one: WantedException): void {
  tx.run(`INSERT INTO exceptions (exception_id, exam_id, page_id, candidate_no, kind, field, confidence, detail, state, raised_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'open', ?9)
    ON CONFLICT (exception_id) DO UPDATE SET confidence = ?7, detail = ?8, state = 'open', raised_at = ?9, resolved_by = NULL, resolved_at = NULL`,
  id, cause.examId, one.pageId, one.candidateNo, one.kind, one.field, one.confidence, one.detail, tx.now.toISOString());
  tx.append({ type: 'exception.raised', ...cause, payload: { exception_id: id, kind: one.kind, page_id: one.pageId, candidate_no: one.candidateNo, field: one.field } });
}

export function resolve(tx: Tx, cause: Cause, one: ExceptionRecord, actor: string): void {
  tx.run("UPDATE exceptions SET state = 'resolved', resolved_by = ?, resolved_at = ? WHERE exception_id = ?", actor, tx.now.toISOString(), one.exceptionId);
  tx.append({ type: 'exception.resolved', ...cause, actor, payload: { exception_id: one.exceptionId, kind: one.kind, by: actor === 'station' ? 'station' : 'person' } });
}

/** A settled exception waits again. */
export function reopen(tx: Tx, cause: Cause, one: ExceptionRecord, actor: string): void {
  tx.run("UPDATE exceptions SET state = 'open', resolved_by = NULL, resolved_at = NULL WHERE exception_id = ?", one.exceptionId);
  tx.append({ type: 'exception.raised', ...cause, actor, payload: { exception_id: one.exceptionId, kind: one.kind, page_id: one.pageId, candidate_no: one.candidateNo, field: one.field } });
}
