/** Changes of key and rules, as a person makes them after the exam. A changed exam is exactly as strict as an exam file: it is written as one and parsed. */
import { ZhiyueError } from '../contract/errors.ts';
import type { Fault } from '../contract/faults.ts';
import { checkExamFile } from './exam-file.ts';
import type { Exam, PartialCredit, QuestionNo, SheetLanguage } from './exam.ts';
import { type FileEntry, partialField, toExamFile } from './to-exam-file.ts';

/** Only what is named changes. */
export interface QuestionChanges {
  readonly no: QuestionNo;
  /** The right answer, or several of them. */
  readonly key?: string | readonly string[] | undefined;
  readonly points?: number | undefined;
  readonly wrong?: number | undefined;
  readonly void?: boolean | undefined;
  readonly bonus?: boolean | undefined;
  readonly ignoreCase?: boolean | undefined;
  readonly partial?: PartialCredit | undefined;
}

export interface Changes {
  readonly title?: string | undefined;
  readonly subject?: string | undefined;
  readonly language?: SheetLanguage | undefined;
  /** Letters of all single choice and true/false questions in their order; spaces do not matter. */
  readonly key?: string | undefined;
  readonly questions?: readonly QuestionChanges[] | undefined;
}

/**
 * The exam with the changes made.
 * @throws ZhiyueError `exam-invalid` that names every fault by its question, such as `question 3.key: "E" is not among the options A, B, C, D`.
 */
export function applyChanges(exam: Exam, changes: Changes): Exam {
  const faults: Fault[] = [];
  const letters = lettersByQuestion(exam, changes.key, faults);
  const byNo = changesByQuestion(exam, changes.questions ?? [], letters, faults);
  const file = toExamFile(exam);
  const questions = file.questions.map((entry) => changedEntry(entry, letters.get(entry.no), byNo.get(entry.no)));
  const changed = { ...file, title: changes.title ?? exam.title, subject: changes.subject ?? exam.subject, language: changes.language ?? exam.language ?? 'zh-CN', questions };
  const parsed = checkExamFile(changed);
  if ('exam' in parsed && faults.length === 0) return parsed.exam;
  throw ZhiyueError.of('exam-invalid', [...faults, ...('faults' in parsed ? parsed.faults.map((fault) => byQuestion(fault, exam)) : [])], { about: exam.id });
}

/** Which letter each choice question gets. */
function lettersByQuestion(exam: Exam, key: string | undefined, faults: Fault[]): ReadonlyMap<QuestionNo, string> {
  if (key === undefined) return new Map();
  const letters = [...key.normalize('NFKC').replace(/\s+/gu, '')];
  const asked = exam.questions.filter(({ type }) => type === 'single' || type === 'truefalse');
  if (letters.length !== asked.length) {
    faults.push({ code: 'exam-change-letters', values: { letters: letters.length, questions: asked.length, numbers: asked.length === 0 ? '–' : asked.map(({ no }) => no).join(', ') }, where: { path: 'key' } });
    return new Map();
  }
  return new Map(asked.map(({ no }, i) => [no, letters[i] ?? '']));
}

function changesByQuestion(exam: Exam, questions: readonly QuestionChanges[], letters: ReadonlyMap<QuestionNo, string>, faults: Fault[]): ReadonlyMap<QuestionNo, QuestionChanges> {
  const known = new Set(exam.questions.map(({ no }) => no));
  const byNo = new Map<QuestionNo, QuestionChanges>();
  for (const change of questions) {
    const { no } = change;
    if (!known.has(no)) faults.push({ code: 'exam-change-unknown', values: {}, where: { question: no, field: '' } });
    else if (byNo.has(no)) faults.push({ code: 'exam-change-twice', values: {}, where: { question: no, field: '' } });
    else if (change.key !== undefined && letters.has(no)) faults.push({ code: 'exam-change-key-twice', values: {}, where: { question: no, field: 'key' } });
    byNo.set(no, change);
  }
  return byNo;
}

function changedEntry(entry: FileEntry, letter: string | undefined, change: QuestionChanges | undefined): FileEntry {
  const keyed = letter === undefined ? entry : { ...entry, key: letter };
  if (change === undefined) return keyed;
  const { no: _no, partial, ...others } = change;
  const named = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  if (partial === undefined) return { ...keyed, ...named };
  // Refused there as a field that the question cannot have.
  if (entry.type !== 'multiple') return { ...keyed, ...named, partial };
  const { partial: _before, ...rest } = keyed;
  return { ...rest, no: entry.no, type: entry.type, ...named, ...partialField(partial) };
}

/** Faults of an exam file name the place in its list; a person knows the question's number. */
function byQuestion(fault: Fault, exam: Exam): Fault {
  if (fault.where === null || !('path' in fault.where)) return fault;
  const [, index, field = ''] = /^questions\[(\d+)\]\.?(.*)$/.exec(fault.where.path) ?? [];
  const question = index === undefined ? undefined : exam.questions[Number(index)];
  return question === undefined ? fault : { ...fault, where: { question: question.no, field } };
}
