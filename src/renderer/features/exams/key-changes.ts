/** The key and rules of an exam while they are being changed: each question's fields as texts, and what differs from what the station has. */
import type { ExamChanges } from '../../../contract/routes/exams.ts';
import type { ExamQuestion } from './exam-as-file.ts';
import { type KeyKind, keysIn } from './key-text.ts';

type QuestionChange = NonNullable<ExamChanges['questions']>[number];
type PartialKind = NonNullable<QuestionChange['partial']>['kind'];
export interface QuestionEdit {
  readonly key: string; readonly points: string; readonly wrong: string; readonly void: boolean; readonly bonus: boolean;
  /** Of questions with several right options. */
  readonly partial: PartialKind; readonly partialPoints: string; readonly wrongOption: string;
}
export type Edits = Readonly<Record<string, QuestionEdit>>;

export function editOf(question: ExamQuestion): QuestionEdit {
  const partial = question.type === 'multiple' ? question.partial : { kind: 'none' as const };
  return {
    key: question.type === 'open' ? '' : question.keys.join('/'), points: String(question.points), wrong: question.type === 'open' || question.wrong === 0 ? '' : String(question.wrong), void: question.void, bonus: question.bonus,
    partial: partial.kind, partialPoints: partial.kind === 'none' ? '1' : String(partial.points), wrongOption: partial.kind === 'per-option' && partial.wrongOption !== 0 ? String(partial.wrongOption) : '',
  };
}

/** One question's right answers; several stand between slashes. */
const answersOf = (kind: KeyKind, key: string): readonly string[] => keysIn(kind, key).flat();

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
    const change = edit === undefined ? null : changeOf(question, edit);
    return change === null ? [] : [change];
  });
}

/** The keys of all questions of one kind, put in together; questions without one in `typed` keep theirs. */
export function withKeys(questions: readonly ExamQuestion[], edits: Edits, kind: KeyKind, typed: string): Edits {
  const keys = keysIn(kind, typed);
  const changed: Record<string, QuestionEdit> = { ...edits };
  for (const [i, question] of questions.filter(({ type }) => type === kind).entries()) {
    const answers = keys[i];
    if (answers !== undefined) changed[question.no] = { ...(changed[question.no] ?? editOf(question)), key: answers.join('/') };
  }
  return changed;
}
