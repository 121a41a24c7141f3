/** An exam's results from the record, as plain values for the report and the screens. */
import { join } from 'node:path';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import type { Exam } from '../../exam/exam.ts';
import { examStatistics, type GradedSheet } from '../../exam/statistics.ts';
import type { ExamResults, ExceptionRow, OpenAnswer, PageRow, ScoreRow } from '../report/results.ts';
import type { Db } from '../store/database.ts';
import { candidatesOf, findExam } from '../store/exams.ts';
import { scansMayCome } from '../store/batches.ts';
import { confirmedAbsent, type ExceptionRecord, openExceptions } from '../store/exceptions.ts';
import { cropFiles, type PageFacts, pagesOfExam } from '../store/pages.ts';
import { scannedPages } from '../store/scanned-pages.ts';
import { type LatestScore, latestScores } from '../store/sheets.ts';
import { hasItems } from './page-exceptions.ts';
import { answersOn, type Sheet, sheetsOf } from './sheets.ts';

/** What the scores of an exam are made of, without what only the result files need. */
export interface ScoredExam {
  readonly exam: Exam;
  readonly pages: readonly PageFacts[];
  readonly sheets: readonly Sheet[];
  readonly scores: readonly LatestScore[];
  readonly rows: readonly ScoreRow[];
  readonly exceptions: readonly ExceptionRecord[];
  /** Pages with something that waits for a person. */
  readonly inReview: ReadonlySet<string>;
}

/** Parses the latest reading of every page: 10,000 pages take about a second. Throws ZhiyueError input-missing for an exam that the record does not have. */
export function scoredExam(db: Db, examId: string): ScoredExam {
  const stored = findExam(db, examId);
  if (!stored) throw ZhiyueError.of('input-missing', [fault('exam-unknown', { exam: examId })], { about: examId });
  const { exam, layouts } = stored;
  const pages = pagesOfExam(db, examId);
  const exceptions = openExceptions(db, examId);
  const sheets = sheetsOf(pages, layouts);
  const scores = latestScores(db, examId);
  const inReview = new Set(exceptions.flatMap((one) => one.pageId ?? []));
  return { exam, pages, sheets, scores, rows: scoreRows({ db, examId, sheets, scores, exceptions, inReview }), exceptions, inReview };
}

/** The sheets that count in the statistics of a class or (null) of everybody: those with a score, but for those of which a page may still come. */
export function gradedSheets({ sheets, scores, rows }: Pick<ScoredExam, 'sheets' | 'scores' | 'rows'>, className: string | null = null): (GradedSheet & { readonly candidateNo: string })[] {
  const byNo = new Map(scores.map((score) => [score.candidateNo, score.score]));
  const inClass = className === null ? null : numbersOf(rows, className);
  const incomplete = new Set(rows.flatMap((row) => (row.status === 'awaiting-pages' ? [row.candidateNo] : [])));
  return sheets.flatMap((sheet) => {
    if (incomplete.has(sheet.candidateNo) || (inClass !== null && !inClass.has(sheet.candidateNo))) return [];
    const score = byNo.get(sheet.candidateNo);
    return score ? [{ candidateNo: sheet.candidateNo, score, answers: sheet.pages.flatMap(answersOn) }] : [];
  });
}

/** Who is in this class; the empty name: in none. */
const numbersOf = (rows: readonly ScoreRow[], className: string): ReadonlySet<string> => new Set(rows.flatMap((row) => (row.class === className ? [row.candidateNo] : [])));

/**
 * Of everybody, or of one class with the class's own statistics: what nobody knows whose it is belongs to no class, and is told of everybody only.
 * Throws ZhiyueError input-missing for an exam that the record does not have.
 */
export function resultsOf(db: Db, dataFolder: string, examId: string, className: string | null = null): ExamResults {
  const scored = scoredExam(db, examId);
  const { exam, pages, sheets, rows, exceptions, inReview } = scored;
  const byId = new Map(pages.map((page) => [page.pageId, page]));
  const crops = cropFiles(db, examId);
  const all: ExamResults = {
    exam,
    pages: pages.map((page) => pageRow(exam, page, byId, inReview)),
    scores: rows,
    exceptions: [...exceptions.map((one) => exceptionRow({ ...one, detail: detailOf(one, byId, sheets) }, byId, crops, dataFolder)), ...pages.filter((page) => page.state === 'copy').map((page) => copyRow(page, byId))],
    openAnswers: openAnswers(exam, pages, crops, dataFolder),
    statistics: examStatistics(exam, gradedSheets(scored, className)),
    scans: className === null ? scannedPages(db, examId) : null,
  };
  if (className === null) return all;
  const inClass = numbersOf(rows, className);
  const isIn = ({ candidateNo }: { readonly candidateNo: string }): boolean => inClass.has(candidateNo);
  return { ...all, pages: all.pages.filter(isIn), scores: rows.filter(isIn), exceptions: all.exceptions.filter(isIn), openAnswers: all.openAnswers.filter(isIn) };
}

function openAnswers(exam: Exam, pages: readonly PageFacts[], crops: ReadonlyMap<string, string>, dataFolder: string): OpenAnswer[] {
  const open = exam.questions.filter((question) => question.type === 'open');
  return pages.flatMap(({ pageId, candidateNo, sourceName, pageInFile }) => open.flatMap(({ no }) => {
    const crop = crops.get(`${pageId} ${no}`);
    return crop === undefined ? [] : [{ no, candidateNo: candidateNo ?? '', sourceFile: sourceName, sourcePage: pageInFile, cropFile: join(dataFolder, crop) }];
  }));
}

function pageRow(exam: Exam, page: PageFacts, byId: ReadonlyMap<string, PageFacts>, inReview: ReadonlySet<string>): PageRow {
  const { original } = originalOf(page, byId);
  const open = new Set(exam.questions.filter((question) => question.type === 'open').map((question) => question.no));
  return {
    sourceFile: page.sourceName,
    sourcePage: page.pageInFile,
    candidateNo: original.candidateNo ?? original.readCandidate?.candidateNo ?? '',
    status: !hasItems(original) ? 'failed' : page.copyOf === null && inReview.has(page.pageId) ? 'review' : 'ok',
    answers: answersOn(original).filter((answer) => !open.has(answer.no)),
  };
}

/** What a copy says is what its original says. */
function originalOf(page: PageFacts, byId: ReadonlyMap<string, PageFacts>): { readonly original: PageFacts } {
  return { original: (page.copyOf === null ? undefined : byId.get(page.copyOf)) ?? page };
}

interface ScoreFacts {
  readonly db: Db;
  readonly examId: string;
  readonly sheets: readonly Sheet[];
  readonly scores: readonly LatestScore[];
  readonly exceptions: readonly ExceptionRecord[];
  readonly inReview: ReadonlySet<string>;
}

/** The roster in its order, then whoever turned up without being on it. While scans are coming in, nobody is absent but whom a person has called so, and no page is missing. */
function scoreRows({ db, examId, sheets, scores, exceptions, inReview }: ScoreFacts): ScoreRow[] {
  const bySheet = new Map(sheets.map((sheet) => [sheet.candidateNo, sheet]));
  const byNo = new Map(scores.map((score) => [score.candidateNo, score]));
  const waiting = new Set(exceptions.flatMap((one) => (one.kind === 'absent' ? [] : one.candidateNo ?? [])));
  const roster = candidatesOf(db, examId);
  const mayCome = scansMayCome(db, examId);
  const absent = mayCome ? confirmedAbsent(db, examId) : null;
  const known = new Set(roster.map((candidate) => candidate.candidateNo));
  const others = sheets.filter((sheet) => !known.has(sheet.candidateNo)).map(({ candidateNo }) => ({ candidateNo, name: '', class: '' }))
    .toSorted((a, b) => (a.candidateNo < b.candidateNo ? -1 : 1));
  return [...roster, ...others].map(({ candidateNo, name, class: className }): ScoreRow => {
    const sheet = bySheet.get(candidateNo);
    const latest = byNo.get(candidateNo);
    const row = { candidateNo, name, class: className };
    if (!sheet) return { ...row, status: absent === null || absent.has(candidateNo) ? 'absent' : 'awaiting-pages', score: null };
    if (!latest) return { ...row, status: 'review', score: null };
    const review = latest.failure !== null || waiting.has(candidateNo) || sheet.pages.some((page) => inReview.has(page.pageId));
    const status = sheet.missing.length > 0 ? (mayCome ? 'awaiting-pages' : 'missing-page') : review ? 'review' : latest.score.openQuestions > 0 ? 'awaiting-marks' : 'graded';
    return { ...row, status, score: latest.score };
  });
}

function exceptionRow(one: ExceptionRecord, byId: ReadonlyMap<string, PageFacts>, crops: ReadonlyMap<string, string>, dataFolder: string): ExceptionRow {
  const page = one.pageId === null ? undefined : byId.get(one.pageId);
  const crop = cropOf(one, crops);
  return {
    sourceFile: page?.sourceName ?? '',
    sourcePage: page?.pageInFile ?? 0,
    candidateNo: one.candidateNo ?? '',
    kind: one.kind,
    field: one.field,
    confidence: one.confidence,
    detail: one.detail,
    cropFile: crop === null ? null : join(dataFolder, crop),
  };
}

/** A repeated page is told with the files that the others like it are in; `:2` is the second page of a file. */
export function detailOf({ kind, pageId, candidateNo, detail }: Pick<ExceptionRecord, 'kind' | 'pageId' | 'candidateNo' | 'detail'>, byId: ReadonlyMap<string, PageFacts>, sheets: readonly Sheet[]): string {
  if (kind !== 'duplicate' || pageId === null) return detail;
  const pageNumber = byId.get(pageId)?.pageNumber;
  const others = sheets.find((sheet) => sheet.candidateNo === candidateNo)?.repeated.filter((page) => page.pageId !== pageId && page.pageNumber === pageNumber) ?? [];
  const names = others.map(({ sourceName, pageInFile }) => (pageInFile > 1 ? `${sourceName}:${pageInFile}` : sourceName));
  return names.length === 0 ? detail : `The same candidate and page as ${names.join(', ')}.`;
}

/** The crop of the field itself, of a numeric question's doubtful column, of the page, or else of the number that says whose page it is. */
function cropOf({ pageId, field }: ExceptionRecord, crops: ReadonlyMap<string, string>): string | null {
  if (pageId === null) return null;
  const direct = crops.get(`${pageId} ${field}`);
  if (direct !== undefined) return direct;
  if (field === '') return crops.get(`${pageId} candidate`) ?? null;
  for (const [key, file] of crops) if (key.startsWith(`${pageId} ${field}:`)) return file;
  return null;
}

function copyRow(page: PageFacts, byId: ReadonlyMap<string, PageFacts>): ExceptionRow {
  const { original } = originalOf(page, byId);
  return {
    sourceFile: page.sourceName, sourcePage: page.pageInFile, candidateNo: original.candidateNo ?? '', kind: 'duplicate', field: '', confidence: null,
    detail: `The same bytes as page ${original.pageInFile} of ${original.sourceName}: counted once.`, cropFile: null, isCopy: true,
  };
}
