/** Exams, their revisions and rosters. */
import { z } from 'zod';
import type { Candidate, Exam } from '../../exam/exam.ts';
import type { Layout } from '../../sheet/layout.ts';
import { counted, existing, flag, json, keptJson } from './columns.ts';
import type { Db } from './database.ts';
import type { Tx } from './writer.ts';

const examRow = z.object({ revision: z.int(), exam: keptJson<Exam>(), layouts: keptJson<readonly Layout[]>(), has_roster: flag }).transform((row) => ({
  exam: row.exam, revision: row.revision, layouts: row.layouts, hasRoster: row.has_roster,
}));

export interface StoredExam {
  readonly exam: Exam;
  readonly revision: number;
  /** Every layout that its sheets are printed in. */
  readonly layouts: readonly Layout[];
  readonly hasRoster: boolean;
}

export function findExam(db: Db, examId: string): StoredExam | null {
  return db.get(examRow, 'SELECT revision, exam, layouts, has_roster FROM exams WHERE exam_id = ? AND doomed = 0', examId);
}

const rosterRow = z.object({ has_roster: flag });

/** Whether candidates were entered; false for an exam that is not there. */
export function examHasRoster(db: Db, examId: string): boolean {
  return db.get(rosterRow, 'SELECT has_roster FROM exams WHERE exam_id = ? AND doomed = 0', examId)?.has_roster ?? false;
}

/** Id of another exam whose page codes would look alike. */
export function examWithTag(db: Db, tag: string, examId: string): string | null {
  return db.get(z.object({ exam_id: z.string() }), 'SELECT exam_id FROM exams WHERE tag = ? AND exam_id <> ?', tag, examId)?.exam_id ?? null;
}

export interface ExamToSave { readonly exam: Exam; readonly revision: number; readonly layouts: readonly Layout[]; readonly tag: string }

export function saveExam(tx: Tx, { exam, revision, layouts, tag }: ExamToSave): void {
  const at = tx.now.toISOString();
  tx.run(
    `INSERT INTO exams (exam_id, tag, revision, exam, layouts, has_roster, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?6)
     ON CONFLICT (exam_id) DO UPDATE SET revision = ?3, exam = ?4, layouts = ?5, updated_at = ?6`,
    exam.id, tag, revision, JSON.stringify(exam), JSON.stringify(layouts), at,
  );
  tx.run('INSERT INTO exam_revisions (exam_id, revision, exam, at) VALUES (?, ?, ?, ?)', exam.id, revision, JSON.stringify(exam), at);
}

export function replaceRoster(tx: Tx, examId: string, candidates: readonly Candidate[]): void {
  tx.run('DELETE FROM candidates WHERE exam_id = ?', examId);
  candidates.forEach((candidate, position) => {
    tx.run('INSERT INTO candidates (exam_id, candidate_no, position, name, class, extra) VALUES (?, ?, ?, ?, ?, ?)',
      examId, candidate.candidateNo, position, candidate.name, candidate.class, JSON.stringify(candidate.extra));
  });
  tx.run('UPDATE exams SET has_roster = 1 WHERE exam_id = ?', examId);
}

/** Puts an exam away, or takes it out again; false when it was so already. */
export function setArchived(tx: Tx, examId: string, archived: boolean): boolean {
  return tx.run('UPDATE exams SET archived = ?1 WHERE exam_id = ?2 AND archived <> ?1', archived ? 1 : 0, examId) === 1;
}

const candidateRow = z.object({ candidateNo: z.string(), name: z.string(), class: z.string(), extra: json<Record<string, string>>() });

/** In the roster's order; empty without a roster. */
export function candidatesOf(db: Db, examId: string): Candidate[] {
  return db.all(candidateRow, 'SELECT candidate_no AS candidateNo, name, class, extra FROM candidates WHERE exam_id = ? ORDER BY position', examId);
}

export function isOnRoster(db: Db, examId: string, candidateNo: string): boolean {
  return db.get(existing, 'SELECT EXISTS (SELECT 1 FROM candidates WHERE exam_id = ? AND candidate_no = ?) AS found', examId, candidateNo)?.found ?? false;
}

export function pagesPutIn(db: Db, examId: string): number {
  return db.get(counted, 'SELECT count(*) AS n FROM sources WHERE exam_id = ?', examId)?.n ?? 0;
}

export function examIds(db: Db): string[] {
  return db.all(z.object({ exam_id: z.string() }), 'SELECT exam_id FROM exams WHERE doomed = 0 ORDER BY exam_id').map((row) => row.exam_id);
}

const summaryRow = z.object({
  examId: z.string(), title: z.string(), subject: z.string(), revision: z.int(), questions: z.int(), hasRoster: flag, candidates: z.int(), createdAt: z.string(), updatedAt: z.string(), archived: flag, publishedAt: z.string().nullable(), template: z.string().nullable(),
}).transform(({ hasRoster, candidates, ...row }) => ({ ...row, candidates: hasRoster ? candidates : null }));

/** What a list of exams shows of one; `candidates` null: without a roster. */
export type ExamHead = z.infer<typeof summaryRow>;
const summaryQuery = (where: string) => `
  SELECT e.exam_id AS examId, e.exam ->> '$.title' AS title, e.exam ->> '$.subject' AS subject, e.revision, json_array_length(e.exam, '$.questions') AS questions, e.has_roster AS hasRoster,
    (SELECT count(*) FROM candidates c WHERE c.exam_id = e.exam_id) AS candidates, e.created_at AS createdAt, e.updated_at AS updatedAt, e.archived,
    (SELECT p.at FROM publications p WHERE p.exam_id = e.exam_id AND p.withdrawn_at IS NULL) AS publishedAt, e.exam ->> '$.template.name' AS template
  FROM exams e ${where} ORDER BY e.created_at DESC, e.exam_id`;

/** Newest first. */
export function examHeads(db: Db): ExamHead[] {
  return db.all(summaryRow, summaryQuery('WHERE e.doomed = 0'));
}

export function examHead(db: Db, examId: string): ExamHead | null {
  return db.get(summaryRow, summaryQuery('WHERE e.exam_id = ? AND e.doomed = 0'), examId);
}
