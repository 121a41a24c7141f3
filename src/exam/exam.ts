/**
 * The exam as the rest of the station sees it: one entry a question, every default filled in.
 * `exam-file.ts` parses what a teacher writes (ranges, shorthand) into this.
 */

import type { Template } from './template.ts';

/** A question number as printed, such as `1` or `13`; unique within its exam. */
export type QuestionNo = string;

interface QuestionBase {
  readonly no: QuestionNo;
  /** Points for a right answer; halves are allowed. */
  readonly points: number;
  /** Points (0 or negative) for an answer that is wrong; a blank answer always gets 0. */
  readonly wrong: number;
  /** A void question gives every candidate who sat the exam its points. */
  readonly void: boolean;
  /** Points of a bonus question count for the candidate but not in the exam's full marks. */
  readonly bonus: boolean;
}

/** What a correct but incomplete choice earns (漏选得分); a choice with a wrong option never earns it. */
export type PartialCredit =
  | { readonly kind: 'none' }
  /** The same points whenever at least one right option is chosen, none wrong, some missing. */
  | { readonly kind: 'missing'; readonly points: number }
  /** Points for each right option chosen, none wrong (`wrongOption` 0), or minus `wrongOption` for each wrong one; never below 0. */
  | { readonly kind: 'per-option'; readonly points: number; readonly wrongOption: number };

/** One right answer of a choice question: its options in alphabetical order, such as `A` or `ACD`. */
export interface SingleQuestion extends QuestionBase { readonly type: 'single'; readonly options: readonly string[]; readonly keys: readonly string[] }
export interface MultipleQuestion extends QuestionBase { readonly type: 'multiple'; readonly options: readonly string[]; readonly keys: readonly string[]; readonly partial: PartialCredit }
export interface TrueFalseQuestion extends QuestionBase { readonly type: 'truefalse'; readonly options: readonly ['T', 'F']; readonly keys: readonly string[] }
/** `columns[i]` lists the values that the bubbles of digit column i stand for. */
export interface NumericQuestion extends QuestionBase { readonly type: 'numeric'; readonly columns: readonly (readonly string[])[]; readonly keys: readonly string[] }
/** A box of printed letters that OCR reads. */
export interface TextQuestion extends QuestionBase { readonly type: 'text'; readonly widthMm: number; readonly heightMm: number; readonly keys: readonly string[]; readonly ignoreCase: boolean }
/** A box to write in; people mark it. */
export interface OpenQuestion extends QuestionBase { readonly type: 'open'; readonly heightMm: number }

export type Question = SingleQuestion | MultipleQuestion | TrueFalseQuestion | NumericQuestion | TextQuestion | OpenQuestion;

export type PaperSize = 'A4' | 'A3' | 'Letter';

/** Of the words printed on a sheet. */
export type SheetLanguage = 'zh-CN' | 'en';

export interface Exam {
  /** Lower-case letters, digits and hyphens, at most 40. */
  readonly id: string;
  readonly title: string;
  readonly subject: string;
  readonly page: PaperSize;
  /** Absent: Chinese, as on all sheets from before there was a choice. */
  readonly language?: 'en';
  readonly candidateNumber: { readonly digits: number };
  /** Of sheets that somebody else printed: where on them its questions are answered. Absent: the sheets are ours. */
  readonly template?: Template;
  readonly questions: readonly Question[];
}

/** Somebody on the roster. */
export interface Candidate {
  readonly candidateNo: string;
  readonly name: string;
  readonly class: string;
  /** Optional further columns of the roster, by their heading. */
  readonly extra: Readonly<Record<string, string>>;
}

/**
 * What a candidate answered to one question, as the reading (or a person) says.
 * `value`: chosen options in alphabetical order (`''` blank); digit columns of a numeric question left to right with `_` for an empty one (`''` when all are empty);
 * the text of a text question; `''` for an open question.
 */
export interface Answer {
  readonly no: QuestionNo;
  readonly value: string;
  /** True while a person still has to look at it: the value is the best guess. */
  readonly doubtful: boolean;
}
