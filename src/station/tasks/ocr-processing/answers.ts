/** From a page's items to the answers of its questions. Pure. */
import type { NumericQuestion, Question } from '../../../exam/exam.ts';
import type { Exam } from '../../../exam/exam.ts';
import type { ItemReading, PageReading } from '../../../sheet/read/reading.ts';
import type { ReadAnswer } from '../../store/pages.ts';

/** A text box as the text reader read it. */
export interface ReadText { readonly field: string; readonly text: string; readonly confidence: number; readonly doubt: string | null }

/** Answers to the questions that stand on the page, in the exam's order; none for a page without items. */
export function answersOf(exam: Exam, reading: PageReading, texts: readonly ReadText[]): ReadAnswer[] {
  const items = new Map(reading.items.map((item) => [item.field, item]));
  const boxes = new Set(reading.regions.filter((region) => region.kind === 'open' || region.kind === 'text').map((region) => region.field));
  return exam.questions.flatMap((question) => answerTo(question, items, boxes, texts) ?? []);
}

function answerTo(question: Question, items: ReadonlyMap<string, ItemReading>, boxes: ReadonlySet<string>, texts: readonly ReadText[]): ReadAnswer | null {
  switch (question.type) {
    case 'open': return boxes.has(question.no) ? { no: question.no, value: '', confidence: null, doubt: null } : null;
    case 'text': return boxes.has(question.no) ? textAnswer(question.no, texts) : null;
    case 'numeric': return numericAnswer(question, items);
    default: {
      const item = items.get(question.no);
      return item ? { no: question.no, value: item.chosen.toSorted().join(''), confidence: item.confidence, doubt: item.doubt } : null;
    }
  }
}

function textAnswer(no: string, texts: readonly ReadText[]): ReadAnswer {
  const text = texts.find((one) => one.field === no);
  return text ? { no, value: text.text, confidence: text.confidence, doubt: text.doubt } : { no, value: '', confidence: 0, doubt: 'text-not-read' };
}

function numericAnswer(question: NumericQuestion, items: ReadonlyMap<string, ItemReading>): ReadAnswer | null {
  const columns = question.columns.map((_, index) => items.get(`${question.no}:${index}`));
  if (columns.every((column) => column === undefined)) return null;
  const digits = columns.map((column) => (column ? digitOf(column) : '_'));
  const doubts = columns.flatMap((column) => (column ? doubtOf(column) ?? [] : ['damaged']));
  return {
    no: question.no,
    value: digits.every((digit) => digit === '_') ? '' : digits.join(''),
    confidence: columns.reduce((product, column) => product * (column?.confidence ?? 0), 1),
    doubt: doubts[0] ?? null,
  };
}

/** `_` for an empty column; of two digits the darker one is the best guess. */
export function digitOf(item: ItemReading): string {
  const darkest = item.fills.filter((fill) => item.chosen.includes(fill.value)).toSorted((a, b) => b.fill - a.fill)[0];
  return darkest?.value ?? item.chosen[0] ?? '_';
}

/** Two digits in one column cannot be written down without ambiguity. */
function doubtOf(item: ItemReading): string | null {
  return item.doubt ?? (item.chosen.length > 1 ? 'conflict' : null);
}
