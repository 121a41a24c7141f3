/** From an exam back to an exam file with one entry a question: parsing it gives the same exam again. */
import type { Exam, PartialCredit, Question } from './exam.ts';

/** Fields as in `exam.json`; not checked yet. */
export type FileEntry = Readonly<Record<string, unknown>> & { readonly no: string; readonly type: Question['type'] };
export interface ExamAsFile extends Omit<Exam, 'questions'> { readonly questions: readonly FileEntry[] }

export function toExamFile(exam: Exam): ExamAsFile {
  return { ...exam, questions: exam.questions.map(toEntry) };
}

function toEntry(question: Question): FileEntry {
  const { no, type, points, bonus } = question;
  const base = { type, no, points, void: question.void, bonus };
  if (question.type === 'open') return { ...base, type: 'open', height: question.heightMm };
  // A void question can do without a key.
  const keyed = { ...base, wrong: question.wrong, ...(question.keys.length === 0 ? {} : { key: question.keys }) };
  switch (question.type) {
    case 'single': return { ...keyed, options: question.options.length };
    case 'multiple': return { ...keyed, options: question.options.length, ...partialField(question.partial) };
    case 'truefalse': return keyed;
    case 'numeric': return { ...keyed, ...columnFields(question.columns) };
    case 'text': return { ...keyed, width: question.widthMm, height: question.heightMm, ignoreCase: question.ignoreCase };
  }
}

/** The field `partial` of an entry; nothing where an incomplete choice earns nothing. */
export function partialField(partial: PartialCredit): Readonly<Record<string, unknown>> {
  if (partial.kind === 'none') return {};
  if (partial.kind === 'missing') return { partial: { missing: partial.points } };
  return { partial: { perOption: partial.points, ...(partial.wrongOption === 0 ? {} : { wrongOption: partial.wrongOption }) } };
}

/** The other way round than `numericColumns`. */
function columnFields(columns: readonly (readonly string[])[]): Readonly<Record<string, unknown>> {
  const sign = columns[0]?.includes('-') ?? false;
  const decimal = columns.some((column) => column.includes('.'));
  return { sign, decimal, digits: columns.length - (sign ? 1 : 0) - (decimal ? 1 : 0) };
}
