/** The `no` of an entry in exam.json: `11`, `1-10` or `1,3,5-7`. */
import type { QuestionNo } from './exam.ts';

export const maxQuestions = 200;

/** The numbers that `text` stands for in its own order, or a fault to show the teacher. Numbers are 1 to 999 without leading zeros. */
export function questionNumbers(text: string): { readonly numbers: readonly QuestionNo[] } | { readonly fault: string } {
  const numbers: QuestionNo[] = [];
  for (const part of text.split(',')) {
    const match = /^\s*([1-9]\d{0,2})\s*(?:-\s*([1-9]\d{0,2})\s*)?$/.exec(part);
    if (!match) return { fault: `"${text}" is not a question number: write "11", "1-10" or "1,3,5-7"` };
    const first = Number(match[1]);
    const last = match[2] === undefined ? first : Number(match[2]);
    if (last < first) return { fault: `the range ${part.trim()} runs backwards` };
    for (let no = first; no <= last; no++) numbers.push(String(no));
  }
  return numbers.length > maxQuestions ? { fault: `"${text}" are ${numbers.length} questions, at most ${maxQuestions} are possible` } : { numbers };
}
