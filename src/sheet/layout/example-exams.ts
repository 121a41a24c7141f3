/** Exams for tests of layout and print: built by hand, without the parser. */
import type { Exam, Question } from '../../exam/exam.ts';

const base = { points: 3, wrong: 0, void: false, bonus: false };
const digits = Array.from('0123456789');
const letters = (count: number): string[] => Array.from('ABCDEFGH').slice(0, count);

export const single = (no: number, options = 4): Question => ({ ...base, no: String(no), type: 'single', options: letters(options), keys: ['A'] });
export const multiple = (no: number, options = 5): Question => ({ ...base, no: String(no), type: 'multiple', options: letters(options), keys: ['AC'], partial: { kind: 'none' } });
export const truefalse = (no: number): Question => ({ ...base, no: String(no), type: 'truefalse', options: ['T', 'F'], keys: ['T'] });
export const numeric = (no: number, count = 3, signed = false, point = false): Question => ({
  ...base, no: String(no), type: 'numeric', keys: ['125'],
  columns: [...(signed ? [['-']] : []), ...Array.from({ length: count }, () => point ? ['.', ...digits] : digits)],
});
export const text = (no: number, widthMm = 60, heightMm = 10): Question => ({ ...base, no: String(no), type: 'text', widthMm, heightMm, keys: ['x'], ignoreCase: true });
export const open = (no: number, heightMm = 60): Question => ({ ...base, no: String(no), type: 'open', heightMm, points: 10 });

/** `count` questions numbered on from `from`. */
export function questions(from: number, to: number, make: (no: number) => Question): Question[] {
  return Array.from({ length: to - from + 1 }, (_, i) => make(from + i));
}

export function examOf(list: readonly Question[], rest: Partial<Exam> = {}): Exam {
  return { id: 'math-8-mid', title: '八年级数学期中', subject: '数学', page: 'A4', candidateNumber: { digits: 8 }, questions: list, ...rest };
}

/** The example of the exam format: ten single choice questions, one multiple, one true/false, one number, one open. */
export const exampleExam: Exam = examOf([...questions(1, 10, no => single(no)), multiple(11), truefalse(12), numeric(13), open(14)]);
