/** The `no` of an entry in exam.json: `11`, `1-10` or `1,3,5-7`. */
import type { Fault } from '../contract/faults.ts';
import type { QuestionNo } from './exam.ts';

export const maxQuestions = 200;

/** The numbers that `text` stands for in its own order, or a fault to show the teacher. Numbers are 1 to 999 without leading zeros. */
export function questionNumbers(text: string): { readonly numbers: readonly QuestionNo[] } | { readonly fault: Omit<Fault, 'where'> } {
  const numbers: QuestionNo[] = [];
  for (const part of text.split(',')) {
    const match = /^\s*([1-9]\d{0,2})\s*(?:-\s*([1-9]\d{0,2})\s*)?$/.exec(part);
    if (!match) return { fault: { code: 'exam-no-strange', values: { text } } };
    const first = Number(match[1]);
    const last = match[2] === undefined ? first : Number(match[2]);
    if (last < first) return { fault: { code: 'exam-no-backwards', values: { range: part.trim() } } };
    for (let no = first; no <= last; no++) numbers.push(String(no));
  }
  return numbers.length > maxQuestions ? { fault: { code: 'exam-no-many', values: { text, count: numbers.length, most: maxQuestions } } } : { numbers };
}
