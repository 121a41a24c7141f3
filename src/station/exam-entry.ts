/** An exam is entered, or entered again: nothing, a change with rescoring, or a refusal. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { ZhiyueError } from '../contract/errors.ts';
import { fault } from '../contract/faults.ts';
import { notThere } from '../contract/not-there.ts';
import type { Candidate, Exam, Question } from '../exam/exam.ts';
import type { ScoreChange } from '../exam/rescore.ts';
import { layoutsOf } from '../sheet/layout/layout-exam.ts';
import { tag } from '../sheet/page-code.ts';
import { reconcileExam } from './complete-batch.ts';
import { pageExceptions } from './reconcile/page-exceptions.ts';
import type { Db } from './store/database.ts';
import { existing } from './store/columns.ts';
import { candidatesOf, examWithTag, findExam, pagesPutIn, replaceRoster, saveExam, type StoredExam } from './store/exams.ts';
import { isDoomed } from './store/doomed.ts';
import { settlePageExceptions } from './store/exceptions.ts';
import { derivedId } from './store/ids.ts';
import { layoutFileOf, writeLayoutFile } from './store/layout-files.ts';
import { pagesOfCandidate } from './store/pages.ts';
import { refusePublished } from './store/publications.ts';
import type { Store } from './store/store.ts';
import { rescoreMoves, startRescore, touchAllSheets } from './store/sheets.ts';
import type { ExamChange } from './station-api.ts';
import type { Waiting } from './waiting.ts';
import type { Tx } from './store/writer.ts';

export type Change = 'key' | 'rules' | 'text' | 'layout';

export interface ExamEntry {
  readonly kind: 'created' | 'updated' | 'unchanged';
  readonly revision: number;
  /** The rescore that the change has set off; null when no score depends on it. */
  readonly rescoreId: string | null;
}

export interface EntryOptions {
  /** Who enters it; stands in the events. */
  readonly actor?: string;
  /** The revision that the change was made on; `new`: no other exam may have the id; left out: whatever is there is replaced. */
  readonly expects?: number | 'new';
}

/**
 * Throws ZhiyueError exam-changed when sheets were put in that were printed in another layout, exam-invalid when page codes could not tell the exam from another,
 * revision-stale or exam-exists when the record does not hold what the caller expects, exam-published when scores are given out and the change could alter them.
 */
export async function enterExam(store: Store, exam: Exam, candidates: readonly Candidate[] | null, { actor = 'station', expects }: EntryOptions = {}): Promise<ExamEntry> {
  const { blank, personal } = layoutsOf(exam);
  const layouts = [...new Set([blank, personal])];
  // A large exam being deleted under the same name has files of the same names.
  await store.leftovers.gone(exam.id);
  if (isChanged(store.db, exam, candidates, expects)) await writeLayoutFile(store.dataFolder, exam.id, layouts);
  const entry = await store.write((tx): ExamEntry => {
    if (isDoomed(tx, exam.id)) throw new ZhiyueError('exam-busy', `The exam ${exam.id} is being deleted: try again in a moment.`, { about: exam.id });
    const known = findExam(tx, exam.id);
    const changes = known ? changesBetween(known.exam, exam) : [];
    refuseUnexpected(exam.id, known, changes, expects);
    const newRoster = candidates !== null && isOtherRoster(tx, known, exam.id, candidates) ? candidates : null;
    if (known && changes.length === 0 && !newRoster) return { kind: 'unchanged', revision: known.revision, rescoreId: null };
    if (newRoster !== null || changes.some((change) => change !== 'text')) refusePublished(tx, exam.id);
    const moved = known !== null && layouts.some((layout, index) => layout.version !== known.layouts[index]?.version);
    if (moved && pagesPutIn(tx, exam.id) > 0) {
      throw ZhiyueError.of('exam-changed', [fault('exam-layout-moved')], { about: exam.id });
    }
    const alike = examWithTag(tx, tag(exam.id), exam.id);
    if (alike !== null) throw ZhiyueError.of('exam-invalid', [{ code: 'exam-id-alike', values: { exam: exam.id, other: alike }, where: { path: 'id' } }], { about: 'id' });
    // The copy of an exam also knows the sheets that were printed for the original.
    const saved = saveChange(tx, { exam, known, layouts: known && !moved ? known.layouts : layouts, changes: moved && !changes.includes('layout') ? [...changes, 'layout'] : changes, actor });
    if (newRoster) importRoster(tx, { examId: exam.id, hadRoster: known?.hasRoster ?? false, candidates: newRoster, actor });
    return saved;
  });
  // The same exam may have been deleted, with this file, between writing it and the commit.
  if (entry.kind !== 'unchanged' && !existsSync(join(store.dataFolder, layoutFileOf(exam.id, layouts)))) await writeLayoutFile(store.dataFolder, exam.id, layouts);
  return entry;
}

/** Looks before the transaction, which decides: a file that nobody needs is not written. */
function isChanged(db: Db, exam: Exam, candidates: readonly Candidate[] | null, expects: EntryOptions['expects']): boolean {
  const known = findExam(db, exam.id);
  const changes = known ? changesBetween(known.exam, exam) : [];
  refuseUnexpected(exam.id, known, changes, expects);
  return known === null || changes.length > 0 || (candidates !== null && isOtherRoster(db, known, exam.id, candidates));
}

function isOtherRoster(db: Db, known: StoredExam | null, examId: string, candidates: readonly Candidate[]): boolean {
  return !isAlike(candidates, known?.hasRoster ? candidatesOf(db, examId) : null);
}

function refuseUnexpected(examId: string, known: StoredExam | null, changes: readonly Change[], expects: EntryOptions['expects']): void {
  if (expects === 'new' && known && changes.length > 0) throw new ZhiyueError('exam-exists', `There is another exam ${examId} in this station: choose another id, or replace that exam.`, { about: examId });
  if (typeof expects === 'number') refuseStale(examId, known, expects);
}

/** Throws ZhiyueError not-found, revision-stale. */
export function refuseStale(examId: string, known: StoredExam | null, expected: number): asserts known is StoredExam {
  if (!known) throw notThere('exam', examId);
  if (known.revision !== expected) throw new ZhiyueError('revision-stale', `The exam ${examId} has revision ${known.revision} by now, the change was made on ${expected}: read it again.`, { about: examId });
}

export interface RescoreParts { readonly store: Store; readonly waiting: Waiting }

/** Enters an exam; resolves when every sheet has its score by it, with whose points moved. Throws what `enterExam` does, and not-found when the exam is deleted meanwhile. */
export async function enterAndRescore({ store, waiting }: RescoreParts, exam: Exam, candidates: readonly Candidate[] | null, options: EntryOptions = {}): Promise<ExamChange> {
  const { kind, revision, rescoreId } = await enterExam(store, exam, candidates, options);
  const moves = (id: string): ScoreChange[] | null => {
    const moved = rescoreMoves(store.db, id);
    if (moved === null && findExam(store.db, exam.id) === null) throw new ZhiyueError('not-found', `The exam ${exam.id} was deleted meanwhile.`, { about: exam.id });
    return moved;
  };
  return { kind, revision, moved: rescoreId === null ? [] : await waiting.until(() => moves(rescoreId)) };
}

interface ChangeToSave { readonly exam: Exam; readonly known: StoredExam | null; readonly layouts: StoredExam['layouts']; readonly changes: readonly Change[]; readonly actor: string }

function saveChange(tx: Tx, { exam, known, layouts, changes, actor }: ChangeToSave): ExamEntry {
  if (known && changes.length === 0) return { kind: 'updated', revision: known.revision, rescoreId: null };
  const revision = (known?.revision ?? 0) + 1;
  saveExam(tx, { exam, revision, layouts, tag: tag(exam.id) });
  if (!known) {
    tx.append({ type: 'exam.created', examId: exam.id, actor, payload: { revision, layout_version: layouts[0]?.version ?? '', questions: exam.questions.length } });
    return { kind: 'created', revision, rescoreId: null };
  }
  const updated = tx.append({ type: 'exam.updated', examId: exam.id, actor, payload: { revision, changed: [...changes] } });
  const scored = changes.some((change) => change === 'key' || change === 'rules') ? touchAllSheets(tx, exam.id, updated.event_id) : 0;
  if (scored === 0) return { kind: 'updated', revision, rescoreId: null };
  const rescoreId = derivedId('rescore', exam.id, revision);
  startRescore(tx, { rescoreId, examId: exam.id, examRevision: revision, causeEvent: updated.event_id });
  return { kind: 'updated', revision, rescoreId };
}

interface RosterToImport { readonly examId: string; readonly hadRoster: boolean; readonly candidates: readonly Candidate[]; readonly actor: string }

/** Who is on the roster decides whose pages are in question: only pages of candidates who came to it or went from it are looked at again. */
function importRoster(tx: Tx, { examId, hadRoster, candidates, actor }: RosterToImport): void {
  const before = new Set(candidatesOf(tx, examId).map(({ candidateNo }) => candidateNo));
  replaceRoster(tx, examId, candidates);
  const imported = tx.append({ type: 'roster.imported', examId, actor, payload: { candidates: candidates.length } });
  const numbers = new Set(candidates.map((candidate) => candidate.candidateNo));
  const roster = { hasRoster: true, isOnRoster: (no: string) => numbers.has(no) };
  const cause = { examId, causationId: imported.event_id };
  for (const candidateNo of candidatesWithPages(tx, examId)) {
    if ((!hadRoster || before.has(candidateNo)) === numbers.has(candidateNo)) continue;
    for (const page of pagesOfCandidate(tx, examId, candidateNo)) settlePageExceptions(tx, cause, page.pageId, pageExceptions(page, roster));
  }
  if (wasReconciled(tx, examId)) reconcileExam(tx, examId, { causationId: imported.event_id });
}

function candidatesWithPages(tx: Tx, examId: string): string[] {
  return tx.all(z.object({ no: z.string() }), 'SELECT DISTINCT candidate_no AS no FROM pages WHERE exam_id = ? AND candidate_no IS NOT NULL', examId).map(({ no }) => no);
}

/** Before the first batch is complete, nobody is absent and nothing is missing. */
export function wasReconciled(db: Db, examId: string): boolean {
  return db.all(existing, "SELECT 1 AS found FROM batches WHERE exam_id = ? AND completed_at IS NOT NULL LIMIT 1", examId).length > 0;
}

/** What distinguishes two versions of an exam. Pure. */
export function changesBetween(before: Exam, after: Exam): Change[] {
  const differs = (view: (exam: Exam) => unknown): boolean => !isAlike(view(before), view(after));
  return [
    ...(differs((exam) => exam.questions.map((question) => ('keys' in question ? question.keys : null))) ? ['key' as const] : []),
    ...(differs((exam) => exam.questions.map(rulesOf)) ? ['rules' as const] : []),
    ...(differs(({ title, subject, language }) => ({ title, subject, language })) ? ['text' as const] : []),
    ...(differs(({ page, candidateNumber, template, questions }) => ({ page, candidateNumber, template: template ?? null, shapes: questions.map(shapeOf) })) ? ['layout' as const] : []),
  ];
}

/** As JSON holds them, whatever the order of their fields: one that was read from the record is the one that was read from its file. */
function isAlike(one: unknown, other: unknown): boolean {
  const kept = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  return isDeepStrictEqual(kept(one), kept(other));
}

function rulesOf(question: Question): unknown {
  const { no, points, wrong, void: isVoid, bonus } = question;
  return { no, points, wrong, isVoid, bonus, partial: 'partial' in question ? question.partial : null, ignoreCase: 'ignoreCase' in question ? question.ignoreCase : null };
}

/** What of a question may be seen on paper. */
function shapeOf(question: Question): unknown {
  const { points: _points, wrong: _wrong, void: _void, bonus: _bonus, ...shape } = question;
  return { ...shape, keys: null, partial: null, ignoreCase: null };
}
