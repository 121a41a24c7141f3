/** What an exam's results are made of, as plain values: the record fills it, `write-report.ts` turns it into files. */
import type { Answer, Exam, QuestionNo } from '../../exam/exam.ts';
import type { SheetScore } from '../../exam/score.ts';
import type { ScannedPage } from '../quality/scanned-page.ts';
import type { ExamStatistics } from '../../exam/statistics.ts';

export type ExceptionKind =
  | 'unknown-candidate' | 'duplicate' | 'missing-page' | 'foreign-page' | 'unreadable' | 'blank-page' | 'doubtful' | 'absent';

/** One page that was put in. */
export interface PageRow {
  readonly sourceFile: string;
  /** From 1. */
  readonly sourcePage: number;
  /** Empty when it could not be read. */
  readonly candidateNo: string;
  /** `ok`; `review`: something on it waits for a person; `failed`: nothing could be read. */
  readonly status: 'ok' | 'review' | 'failed';
  /** Only the questions that stand on this page. */
  readonly answers: readonly Answer[];
}

/** One candidate of the roster, or one that turned up without being on it. */
export interface ScoreRow {
  readonly candidateNo: string;
  readonly name: string;
  readonly class: string;
  /** `awaiting-marks`: graded but for its open questions; `review`: provisional, something waits for a person; `awaiting-pages`: not all of it is there, and scans are still coming in. */
  readonly status: 'graded' | 'awaiting-marks' | 'review' | 'awaiting-pages' | 'missing-page' | 'absent';
  /** Null for a candidate of whom no page is there. */
  readonly score: SheetScore | null;
}

export interface ExceptionRow {
  readonly sourceFile: string;
  /** From 1; 0 when it is about a candidate and not about a page. */
  readonly sourcePage: number;
  readonly candidateNo: string;
  readonly kind: ExceptionKind;
  /** Question number, `candidate`, or empty when it is about the whole page. */
  readonly field: string;
  /** Of the best guess; null where there is none. */
  readonly confidence: number | null;
  /** One English sentence with the next step, or a short code such as `erased`; the report translates codes. */
  readonly detail: string;
  /** Absolute path of the crop image in the data folder, or null. */
  readonly cropFile: string | null;
  /** A file that was there already: it is listed, and nobody has to do anything. */
  readonly isCopy?: true;
}

/** What a candidate wrote in the box of an open question, as an image. */
export interface OpenAnswer {
  readonly no: QuestionNo;
  readonly candidateNo: string;
  readonly sourceFile: string;
  /** From 1. */
  readonly sourcePage: number;
  /** Absolute path in the data folder. */
  readonly cropFile: string;
}

export interface ExamResults {
  readonly exam: Exam;
  readonly pages: readonly PageRow[];
  readonly scores: readonly ScoreRow[];
  readonly exceptions: readonly ExceptionRow[];
  /** For people to mark; none of copies. */
  readonly openAnswers: readonly OpenAnswer[];
  readonly statistics: ExamStatistics;
  /** How the pages came out of the scanner; null where it is about one class. */
  readonly scans: readonly ScannedPage[] | null;
}
