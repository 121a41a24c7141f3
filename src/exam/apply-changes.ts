/** Changes of key and rules, as a person makes them after the exam. A changed exam is exactly as strict as an exam file: it is written as one and parsed. */
import { ZhiyueError } from '../contract/errors.ts';
import { parseExam } from './exam-file.ts';
import type { Exam, PartialCredit, QuestionNo } from './exam.ts';
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
  /** Letters of all single choice and true/false questions in their order; spaces do not matter. */
  readonly key?: string | undefined;
  readonly questions?: readonly QuestionChanges[] | undefined;
}

/**
 * The exam with the changes made.
 * @throws ZhiyueError `exam-invalid` that names every fault by its question, such as `question 3.key: "E" is not among the options A, B, C, D`.
 */
export function applyChanges(exam: Exam, changes: Changes): Exam {
  const faults: string[] = [];
  const letters = lettersByQuestion(exam, changes.key, faults);
  const byNo = changesByQuestion(exam, changes.questions ?? [], letters, faults);
  const file = toExamFile(exam);
  const questions = file.questions.map((entry) => changedEntry(entry, letters.get(entry.no), byNo.get(entry.no)));
  const changed = { ...file, title: changes.title ?? exam.title, subject: changes.subject ?? exam.subject, questions };
  const parsed = parsedOrFaults(changed, exam);
  if ('exam' in parsed && faults.length === 0) return parsed.exam;
  throw new ZhiyueError('exam-invalid', [...faults.map((fault) => `${fault}.`), ...('faults' in parsed ? [parsed.faults] : [])].join(' '), { about: exam.id });
}

/** Which letter each choice question gets. */
function lettersByQuestion(exam: Exam, key: string | undefined, faults: string[]): ReadonlyMap<QuestionNo, string> {
  if (key === undefined) return new Map();
  const letters = [...key.normalize('NFKC').replace(/\s+/gu, '')];
  const asked = exam.questions.filter(({ type }) => type === 'single' || type === 'truefalse');
  if (letters.length !== asked.length) {
    faults.push(`key: ${counted(letters.length, 'letter')} for ${counted(asked.length, 'choice question')}${asked.length === 0 ? '' : ` (single and true/false: ${asked.map(({ no }) => no).join(', ')})`}`);
    return new Map();
  }
  return new Map(asked.map(({ no }, i) => [no, letters[i] ?? '']));
}

function changesByQuestion(exam: Exam, questions: readonly QuestionChanges[], letters: ReadonlyMap<QuestionNo, string>, faults: string[]): ReadonlyMap<QuestionNo, QuestionChanges> {
  const known = new Set(exam.questions.map(({ no }) => no));
  const byNo = new Map<QuestionNo, QuestionChanges>();
  for (const change of questions) {
    const { no } = change;
    if (!known.has(no)) faults.push(`question ${no}: the exam has no such question`);
    else if (byNo.has(no)) faults.push(`question ${no}: is changed twice in one request`);
    else if (change.key !== undefined && letters.has(no)) faults.push(`question ${no}.key: is also among the letters of "key"; give it once`);
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
function parsedOrFaults(file: unknown, exam: Exam): { readonly exam: Exam } | { readonly faults: string } {
  try {
    return { exam: parseExam(file) };
  } catch (error) {
    if (!(error instanceof ZhiyueError)) throw error;
    return { faults: error.message.replace(/(?<![^\s])questions\[(\d+)\]/g, (text, index: string) => {
      const question = exam.questions[Number(index)];
      return question === undefined ? text : `question ${question.no}`;
    }) };
  }
}

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}
