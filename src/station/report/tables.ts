/** The rows of the result files: pure, the same for CSV and workbook. */
import type { Exam } from '../../exam/exam.ts';
import { exceptionText } from './exception-text.ts';
import type { ReportLanguage } from './exception-text.ts';
import type { ExceptionRow, ExamResults, PageRow, ScoreRow } from './results.ts';

export type Cell = string | number | null;

export interface Table {
  readonly name: 'answers' | 'scores' | 'exceptions' | 'quality';
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Columns with words that people wrote: names, classes, sentences, and what they call their files. */
  readonly prose: readonly string[];
}

/** One row a page, by file name (numbers in it by value) and page; open questions have no column. */
export function answersTable({ exam, pages }: Pick<ExamResults, 'exam' | 'pages'>): Table {
  const asked = exam.questions.filter((question) => question.type !== 'open');
  return {
    name: 'answers',
    columns: ['source_file', 'source_page', 'candidate_no', 'status', ...asked.map((question) => `a:${question.no}`)],
    rows: pages.toSorted(bySource).map((page) => [page.sourceFile, page.sourcePage, page.candidateNo, page.status, ...answerCells(page, asked)]),
    prose: ['source_file'],
  };
}

function answerCells(page: PageRow, asked: Exam['questions']): readonly string[] {
  const answers = new Map(page.answers.map((answer) => [answer.no, answer.doubtful ? `?${answer.value}` : answer.value]));
  return asked.map((question) => answers.get(question.no) ?? '');
}

/** One row a candidate in the order given; the points of a question are empty while it waits for marks or where its page was not read. */
export function scoresTable({ exam, scores }: Pick<ExamResults, 'exam' | 'scores'>): Table {
  return {
    name: 'scores',
    columns: ['candidate_no', 'name', 'class', 'status', 'total', ...exam.questions.map((question) => `s:${question.no}`)],
    rows: scores.map((row) => [row.candidateNo, row.name, row.class, row.status, row.score?.total ?? null, ...pointCells(row, exam)]),
    prose: ['name', 'class'],
  };
}

function pointCells(row: ScoreRow, exam: Exam): readonly Cell[] {
  const points = new Map(row.score?.questions.map((score) => [score.no, score.reason.kind === 'not-read' ? null : score.points]));
  return exam.questions.map((question) => points.get(question.no) ?? null);
}

/** One row an exception, in the order of `exceptionsInOrder`; `cropPath` gives the crop's place relative to the output folder, or an empty text. */
export function exceptionsTable(exceptions: readonly ExceptionRow[], language: ReportLanguage, cropPath: (row: ExceptionRow) => string): Table {
  return {
    name: 'exceptions',
    columns: ['source_file', 'source_page', 'candidate_no', 'kind', 'field', 'confidence', 'detail', 'crop'],
    rows: exceptions.map((row) => [
      row.sourceFile, row.sourcePage === 0 ? null : row.sourcePage, row.candidateNo, row.kind, row.field,
      row.confidence === null ? null : Math.round(row.confidence * 10_000) / 10_000, exceptionText(row, language), cropPath(row),
    ]),
    prose: ['source_file', 'detail'],
  };
}

/** By file and page like the answers; what is about a candidate and no page comes last. */
export function exceptionsInOrder(exceptions: readonly ExceptionRow[]): readonly ExceptionRow[] {
  return exceptions.toSorted((a, b) => Number(a.sourceFile === '') - Number(b.sourceFile === '') || bySource(a, b) || natural.compare(a.candidateNo, b.candidateNo));
}

/** `scan-2.jpg` before `scan-10.jpg`, the same on every machine. */
const natural = new Intl.Collator('en', { numeric: true });

function bySource(a: { readonly sourceFile: string; readonly sourcePage: number }, b: { readonly sourceFile: string; readonly sourcePage: number }): number {
  return natural.compare(a.sourceFile, b.sourceFile) || (a.sourceFile < b.sourceFile ? -1 : a.sourceFile > b.sourceFile ? 1 : 0) || a.sourcePage - b.sourcePage;
}
