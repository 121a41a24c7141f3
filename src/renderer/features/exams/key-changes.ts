/** The key and rules of an exam while they are being changed: the fields that a person touched, as texts, and how they differ from the exam as it was when editing began. */
import { z } from 'zod';
import { type ExamChanges, questionSchema } from '../../../contract/routes/exams.ts';
import type { ExamQuestion } from './exam-as-file.ts';
import { type KeyKind, keyKinds, keysIn } from './key-text.ts';

type QuestionChange = NonNullable<ExamChanges['questions']>[number];
const text = z.string();
const yesNo = z.boolean();
/** Of questions with several right options. */
const partialKind = z.enum(['none', 'missing', 'per-option']);
const questionEditSchema = z.object({ key: text, points: text, wrong: text, void: yesNo, bonus: yesNo, partial: partialKind, partialPoints: text, wrongOption: text }).readonly();
export type QuestionEdit = z.infer<typeof questionEditSchema>;
const some = { text: z.exactOptional(text), yesNo: z.exactOptional(yesNo) };
const touchedSchema = z.object({ key: some.text, points: some.text, wrong: some.text, void: some.yesNo, bonus: some.yesNo, partial: z.exactOptional(partialKind), partialPoints: some.text, wrongOption: some.text }).readonly();
/** What was entered and is not saved, on the exam as it was when editing began. */
export const keyDraftSchema = z.object({
  revision: z.int(), questions: z.array(questionSchema).readonly(),
  /** By question only the fields that were touched: what a colleague changes meanwhile in the others is not put back. */
  edits: z.record(z.string(), touchedSchema).readonly(),
  /** What stands in the fields for all questions of a kind, where somebody has typed there. */
  typed: z.partialRecord(z.enum(keyKinds), text.optional()).readonly(),
}).readonly();
export type KeyDraft = z.infer<typeof keyDraftSchema>;
export type Edits = KeyDraft['edits'];

/** What somebody else changed in a question meanwhile, as it is now. */
export interface Theirs { readonly no: string; readonly fields: Partial<QuestionEdit>; /** The person at this screen touched the question, too. */ readonly mine: boolean }

export function editOf(question: ExamQuestion): QuestionEdit {
  const partial = question.type === 'multiple' ? question.partial : { kind: 'none' as const };
  return {
    key: question.type === 'open' ? '' : question.keys.join('/'), points: String(question.points), wrong: question.type === 'open' || question.wrong === 0 ? '' : String(question.wrong), void: question.void, bonus: question.bonus,
    partial: partial.kind, partialPoints: partial.kind === 'none' ? '1' : String(partial.points), wrongOption: partial.kind === 'per-option' && partial.wrongOption !== 0 ? String(partial.wrongOption) : '',
  };
}

/** One question's right answers; several stand between slashes. What cannot be understood goes to the station as it is, which says so. */
function answersOf(kind: KeyKind, key: string): readonly string[] {
  const { keys, fault } = keysIn(kind, key);
  return fault === null ? keys.flat() : [key];
}

function changeOf(question: ExamQuestion, edit: QuestionEdit): QuestionChange | null {
  const before = editOf(question);
  const change: QuestionChange = { no: question.no };
  if (question.type !== 'open') {
    const answers = answersOf(question.type, edit.key);
    if (answers.join('/') !== question.keys.join('/') && answers.length > 0) change.key = answers.length === 1 ? answers[0] : [...answers];
    if (edit.wrong !== before.wrong) change.wrong = Number(edit.wrong);
  }
  if (question.type === 'multiple' && (edit.partial !== before.partial || edit.partialPoints !== before.partialPoints || edit.wrongOption !== before.wrongOption)) change.partial = partialOf(edit);
  if (edit.points !== before.points) change.points = Number(edit.points);
  if (edit.void !== before.void) change.void = edit.void;
  if (edit.bonus !== before.bonus) change.bonus = edit.bonus;
  return Object.keys(change).length > 1 ? change : null;
}

function partialOf({ partial: kind, partialPoints, wrongOption }: QuestionEdit): NonNullable<QuestionChange['partial']> {
  if (kind === 'none') return { kind };
  return kind === 'missing' ? { kind, points: Number(partialPoints) } : { kind, points: Number(partialPoints), wrongOption: Number(wrongOption) };
}

/** What is to be changed; empty: nothing. */
export function changesIn(questions: readonly ExamQuestion[], edits: Edits): readonly QuestionChange[] {
  return questions.flatMap((question) => {
    const edit = edits[question.no];
    const change = edit === undefined ? null : changeOf(question, { ...editOf(question), ...edit });
    return change === null ? [] : [change];
  });
}

/** The keys of all questions of one kind, put in together; questions without one in `typed` keep theirs, and all do where its numbers are not in order. */
export function withKeys(questions: readonly ExamQuestion[], edits: Edits, kind: KeyKind, typed: string): Edits {
  const own = questions.filter(({ type }) => type === kind);
  const { keys, fault } = keysIn(kind, typed, own.map(({ no }) => no));
  if (fault !== null) return edits;
  const changed: Record<string, Partial<QuestionEdit>> = { ...edits };
  for (const [i, question] of own.entries()) {
    const answers = keys[i];
    if (answers !== undefined) changed[question.no] = { ...changed[question.no], key: answers.join('/') };
  }
  return changed;
}

/** Those fields of `now` in which it differs from `before`. */
function differing(before: QuestionEdit, now: Partial<QuestionEdit>): Partial<QuestionEdit> {
  return Object.fromEntries(Object.entries({ ...before, ...now }).filter(([name, value]) => Object.entries(before).some(([same, old]) => same === name && old !== value)));
}

function touchedOf(question: ExamQuestion, edit: Partial<QuestionEdit>): Partial<QuestionEdit> {
  const { key, ...others } = differing(editOf(question), edit);
  const asBefore = key === undefined || (question.type !== 'open' && answersOf(question.type, key).join('/') === question.keys.join('/'));
  return asBefore ? others : { key, ...others };
}

/**
 * What was touched on `base`, put on the exam as somebody else has made it meanwhile (`newest`). Fields that stood as in `base` are nobody's change and follow the newest;
 * touches of a question that is gone, or is of another type now, are dropped. `theirs` is for showing: what the other one changed.
 */
export function onNewest(base: readonly ExamQuestion[], newest: readonly ExamQuestion[], edits: Edits): { readonly edits: Edits; readonly theirs: readonly Theirs[] } {
  const kept: Record<string, Partial<QuestionEdit>> = {};
  const theirs: Theirs[] = [];
  for (const question of newest) {
    const before = base.find(({ no, type }) => no === question.no && type === question.type);
    if (before === undefined) continue;
    const touched = touchedOf(before, edits[question.no] ?? {});
    const mine = Object.keys(touched).length > 0;
    if (mine) kept[question.no] = touched;
    const fields = differing(editOf(before), editOf(question));
    if (Object.keys(fields).length > 0) theirs.push({ no: question.no, fields, mine });
  }
  return { edits: kept, theirs };
}
