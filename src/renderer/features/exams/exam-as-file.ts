/** From what the station says of an exam back to an exam file, one entry a question: for pictures of its sheets, and to keep a copy. */
import type { AnswerOf } from '../../../contract/routes.ts';

export type ExamDetail = AnswerOf<'getExam'>;
export type ExamQuestion = ExamDetail['everything'][number];

export function examAsFile({ id, title, subject, page, language, candidateDigits, everything }: Pick<ExamDetail, 'id' | 'title' | 'subject' | 'page' | 'language' | 'candidateDigits' | 'everything'>): Record<string, unknown> {
  return { id, title, ...(subject === '' ? {} : { subject }), page, ...(language === 'en' ? { language } : {}), candidateNumber: { digits: candidateDigits }, questions: everything.map(entry) };
}

function entry(question: ExamQuestion): Record<string, unknown> {
  const { no, type, points, bonus } = question;
  const common = { no, type, points, ...(question.void ? { void: true } : {}), ...(bonus ? { bonus } : {}) };
  if (question.type === 'open') return { ...common, height: question.heightMm };
  const keyed = { ...common, ...(question.wrong === 0 ? {} : { wrong: question.wrong }), ...(question.keys.length === 0 ? {} : { key: question.keys }) };
  switch (question.type) {
    case 'single': return { ...keyed, options: question.options.length };
    case 'multiple': {
      const { partial } = question;
      return { ...keyed, options: question.options.length, ...(partial.kind === 'none' ? {} : { partial: partial.kind === 'missing' ? { missing: partial.points } : { perOption: partial.points, ...(partial.wrongOption === 0 ? {} : { wrongOption: partial.wrongOption }) } }) };
    }
    case 'truefalse': return keyed;
    case 'numeric': {
      const sign = question.columns[0]?.includes('-') ?? false;
      const decimal = question.columns.some((column) => column.includes('.'));
      return { ...keyed, digits: question.columns.length - (sign ? 1 : 0) - (decimal ? 1 : 0), ...(sign ? { sign } : {}), ...(decimal ? { decimal } : {}) };
    }
    case 'text': return { ...keyed, width: question.widthMm, height: question.heightMm, ...(question.ignoreCase ? {} : { ignoreCase: false }) };
  }
}
