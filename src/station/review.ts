/** What a person says about a page. The machine's reading stays in the record; the person's word counts. */
import { randomUUID } from 'node:crypto';
import { ZhiyueError } from '../contract/errors.ts';
import { type Fault, fault } from '../contract/faults.ts';
import { notThere } from '../contract/not-there.ts';
import type { Exam, Question } from '../exam/exam.ts';
import { reconcileExam } from './complete-batch.ts';
import { settleRepeatedPages } from './repeated-pages.ts';
import { wasReconciled } from './exam-entry.ts';
import { pageExceptions } from './reconcile/page-exceptions.ts';
import { findExam, isOnRoster } from './store/exams.ts';
import { type ExceptionRecord, findException, forgetSettledField, reopen, resolve, settlePageExceptions } from './store/exceptions.ts';
import type { Db } from './store/database.ts';
import { assignCandidate, ownerRead, pageFacts, type PageFacts, saveCorrection, standingCorrection, wholeNumber, withdrawCorrection } from './store/pages.ts';
import { refusePublished } from './store/publications.ts';
import { touchSheet } from './store/sheets.ts';
import type { Store } from './store/store.ts';
import type { Tx } from './store/writer.ts';

const mostTextCharacters = 200;

/** `first` is looked at before anything is written, in the same transaction. Throws ZhiyueError input-missing for an unknown page, option-invalid for a field or value that cannot stand there. */
export async function correctItem(store: Store, pageId: string, field: string, value: string, actor: string, first?: (tx: Tx) => void): Promise<void> {
  await store.write((tx) => {
    first?.(tx);
    const before = pageFacts(tx, pageId);
    const stored = before && findExam(tx, before.examId);
    if (!before || !stored) throw notThere('page', pageId, 'input-missing');
    refusePublished(tx, before.examId);
    checkValue(stored.exam, field, value);
    if (field !== 'candidate' && !before.answers?.some((answer) => answer.no === field)) throw ZhiyueError.of('option-invalid', [fault('value-question-elsewhere', { field, page: pageId })], { about: field });
    const { examId } = before;
    const correctionId = randomUUID();
    saveCorrection(tx, { correctionId, examId, pageId, field, value, actor });
    if (field === 'candidate') assignCandidate(tx, pageId, wholeNumber(value));
    const reviewed = tx.append({ type: 'grading.reviewed', examId, actor, payload: { correction_id: correctionId, page_id: pageId, field, candidate_no: pageFacts(tx, pageId)?.candidateNo ?? null } });
    followWord(tx, { before, field, correlationId: correctionId, causationId: reviewed.event_id, actor });
  });
}

interface Word { readonly before: PageFacts; readonly field: string; readonly correlationId: string; readonly causationId: string; readonly actor: string }

/** What follows when a person's word on a field was taken, or taken back: whom it touches is scored again, what it settled waits no longer. */
function followWord(tx: Tx, { before, field, correlationId, causationId, actor }: Word): void {
  const { examId, pageId } = before;
  const after = pageFacts(tx, pageId);
  const stored = findExam(tx, examId);
  if (!after || !stored) return;
  const cause = { examId, correlationId, causationId };
  settlePageExceptions(tx, { ...cause, by: { actor, field } }, pageId, pageExceptions(after, { hasRoster: stored.hasRoster, isOnRoster: (no) => isOnRoster(tx, examId, no) }));
  const touched = [...new Set([before.candidateNo, after.candidateNo])].filter((candidateNo) => candidateNo !== null);
  for (const candidateNo of touched) touchSheet(tx, examId, candidateNo, causationId);
  if (field !== 'candidate') return;
  if (wasReconciled(tx, examId)) reconcileExam(tx, examId, cause);
  else settleRepeatedPages(tx, cause, touched);
}

/**
 * With a value, as `correctItem` on the exception's field. Without one a doubt is settled by confirming what the machine read, anything else by the person's word that it is settled.
 * Throws ZhiyueError input-missing, option-invalid for a value where none can stand, revision-stale where somebody else has settled it with another value a moment ago.
 */
export async function resolveException(store: Store, exceptionId: string, actor: string, value?: string): Promise<void> {
  const one = findException(store.db, exceptionId);
  if (!one) throw notThere('exception', exceptionId, 'input-missing');
  if (value !== undefined) {
    if (one.pageId === null || one.field === '') throw ZhiyueError.of('option-invalid', [fault('value-without-field')], { about: exceptionId });
    await correctItem(store, one.pageId, one.field, value, actor, (tx) => refuseOverruling(tx, exceptionId, actor, value));
  } else {
    const read = one.kind === 'doubtful' && one.pageId !== null ? machineValue(store.db, one.pageId, one.field) : null;
    if (read !== null) refuseOverruling(store.db, exceptionId, actor, read);
    if (one.state === 'resolved') return;
    if (read !== null && one.pageId !== null) return correctItem(store, one.pageId, one.field, read, actor, (tx) => refuseOverruling(tx, exceptionId, actor, read));
  }
  await store.write((tx) => {
    const now = findException(tx, exceptionId);
    // A number that is not on the roster is still none after it was said; who said it has settled it.
    if (now?.state === 'open') resolve(tx, { examId: now.examId }, now, actor);
  });
}

/** Two people at one exception: who comes second and says something else is told so; neither is overruled unseen. */
function refuseOverruling(db: Db, exceptionId: string, actor: string, said: string): void {
  const now = findException(db, exceptionId);
  if (now?.state !== 'resolved' || now.resolvedBy === actor || now.pageId === null) return;
  const standing = standingCorrection(db, now.pageId, now.field);
  if (standing !== null && standing.value !== said) throw saidByAnother(now, standing.value);
}

/** `value`: what stands there by somebody else's word; null: the word was that nothing is to be done. */
function saidByAnother({ exceptionId, candidateNo }: ExceptionRecord, value: string | null): ZhiyueError {
  const said = value === null ? fault('settled-by-another') : value === '' ? fault('settled-as-blank') : fault('settled-as', { value });
  return ZhiyueError.of('revision-stale', [said], { about: candidateNo ?? exceptionId });
}

/**
 * Undoes what a person settled: their own word, and nobody else's. Where it was a correction it is withdrawn: the machine's reading counts again, and the sheet is scored by it. Does nothing to an open exception.
 * Throws ZhiyueError input-missing, revision-stale where what stands there is another person's word by now, request-invalid for one that the station settled because its reason had gone.
 */
export async function reopenException(store: Store, exceptionId: string, actor: string): Promise<void> {
  await store.write((tx) => {
    const one = findException(tx, exceptionId);
    if (!one) throw notThere('exception', exceptionId, 'input-missing');
    if (one.state === 'open') return;
    const standing = one.pageId === null ? null : standingCorrection(tx, one.pageId, one.field);
    const before = one.pageId === null ? null : pageFacts(tx, one.pageId);
    if (standing === null || before === null) {
      if (one.resolvedBy === 'station') throw new ZhiyueError('request-invalid', 'Nobody settled this exception: what it was about has changed.', { about: exceptionId });
      if (one.resolvedBy !== actor) throw saidByAnother(one, null);
      return reopen(tx, { examId: one.examId }, one, actor);
    }
    if (standing.actor !== actor) throw saidByAnother(one, standing.value);
    refusePublished(tx, before.examId);
    withdrawCorrection(tx, standing.correctionId);
    if (one.field === 'candidate') assignCandidate(tx, before.pageId, before.readCandidate ? ownerRead(before.readCandidate) : null);
    const withdrawn = tx.append({
      type: 'correction.withdrawn', examId: one.examId, actor,
      payload: { correction_id: standing.correctionId, page_id: before.pageId, field: one.field, candidate_no: pageFacts(tx, before.pageId)?.candidateNo ?? null },
    });
    forgetSettledField(tx, before.pageId, one.field);
    followWord(tx, { before, field: one.field, correlationId: standing.correctionId, causationId: withdrawn.event_id, actor });
  });
}

/** What the machine read in a field; null where it read nothing. */
export function machineValue(db: Db, pageId: string, field: string): string | null {
  const page = pageFacts(db, pageId);
  if (field === 'candidate') return page?.readCandidate?.candidateNo ?? null;
  return page?.answers?.find((answer) => answer.no === field)?.value ?? null;
}

function checkValue(exam: Exam, field: string, value: string): void {
  const refuse = (why: Fault): never => {
    throw ZhiyueError.of('option-invalid', [why], { about: field });
  };
  if (field === 'candidate') {
    if (!/^[0-9A-Za-z-]{0,24}$/.test(value)) refuse(fault('value-no-number', { value }));
    return;
  }
  const question = exam.questions.find((one) => one.no === field);
  if (!question) return refuse(fault('value-no-question', { field }));
  const { fits, otherwise } = expectedOf(question);
  if (!fits(value)) refuse(otherwise(value));
}

interface Expected { readonly fits: (value: string) => boolean; readonly otherwise: (value: string) => Fault }

function expectedOf(question: Question): Expected {
  const field = question.no;
  switch (question.type) {
    case 'single':
    case 'multiple':
    case 'truefalse': {
      const options: readonly string[] = question.options;
      return { otherwise: (value) => fault('value-no-options', { value, field, options: options.join('') }), fits: (value) => [...value].every((one, index, all) => options.includes(one) && (index === 0 || (all[index - 1] ?? '') < one)) };
    }
    case 'numeric': {
      const { columns } = question;
      return { otherwise: (value) => fault('value-no-columns', { value, field, columns: columns.length }), fits: (value) => value === '' || (value.length === columns.length && [...value].every((one, index) => one === '_' || (columns[index]?.includes(one) ?? false))) };
    }
    case 'text': return { otherwise: () => fault('value-text-long', { field, most: mostTextCharacters }), fits: (value) => value.length <= mostTextCharacters };
    case 'open': return { otherwise: () => fault('value-open', { field }), fits: (value) => value === '' };
  }
}
