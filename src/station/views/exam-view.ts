/** One exam as the screens ask for it: computed once from the record, then cut into pages and classes. Pure but for reading the record. */
import { ZhiyueError } from '../../contract/errors.ts';
import { notThere } from '../../contract/not-there.ts';
import type { Exam } from '../../exam/exam.ts';
import { diffScores, type ScoreChange } from '../../exam/rescore.ts';
import { type QuestionScore, scoreSheet, type SheetScore } from '../../exam/score.ts';
import { type ExamStatistics, examStatistics } from '../../exam/statistics.ts';
import { gradedSheets, type ScoredExam, scoredExam } from '../reconcile/results.ts';
import { answersOn } from '../reconcile/sheets.ts';
import type { ScoreRow } from '../report/results.ts';
import type { Db } from '../store/database.ts';

export interface ScoreQuery {
  readonly limit: number;
  /** Candidate number of the last row that is known. */
  readonly after: string | null;
  readonly class: string | null;
  readonly status: ScoreRow['status'] | null;
}

export interface ScoreLine {
  readonly candidateNo: string;
  readonly name: string;
  readonly class: string;
  readonly status: ScoreRow['status'];
  /** Null for a candidate of whom no page is there. */
  readonly total: number | null;
  readonly full: number;
  /** Points of open questions that wait for marks; bonus questions do not count. */
  readonly unmarked: number;
  /** Null: waits for marks, or its page was not read. */
  readonly points: (number | null)[];
}

export interface ScorePage { readonly questions: string[]; readonly scores: ScoreLine[]; readonly next: string | null }
export type CandidateScore = Omit<ScoreLine, 'points'> & { readonly questions: QuestionScore[] };
export interface Preview { readonly moved: readonly ScoreChange[]; readonly sheets: number }

export interface ExamView {
  scores(query: ScoreQuery): ScorePage;
  /** Throws ZhiyueError not-found. */
  score(candidateNo: string): CandidateScore;
  /** Of a class, or (null) of everybody. */
  statistics(className: string | null): ExamStatistics;
  /** What the scores would be by another key or other rules. */
  preview(changed: Exam): Preview;
}

export function examView(db: Db, examId: string): ExamView {
  const scored = scoredExam(db, examId);
  const { exam, rows } = scored;
  const full = exam.questions.reduce((sum, question) => sum + (question.bonus ? 0 : question.points), 0);
  const byNo = new Map(rows.map((row, index) => [row.candidateNo, index]));
  const statistics = new Map<string | null, ExamStatistics>();
  return {
    scores({ limit, after, class: className, status }) {
      const from = after === null ? 0 : (byNo.get(after) ?? -1) + 1;
      if (after !== null && from === 0) throw new ZhiyueError('request-invalid', `There is no candidate ${after} any more to go on after: read the list from its beginning.`, { about: 'after' });
      const found = rows.slice(from).filter((row) => (className === null || row.class === className) && (status === null || row.status === status));
      const scores = found.slice(0, limit).map((row) => scoreLine(exam, full, row));
      return { questions: exam.questions.map(({ no }) => no), scores, next: found.length > limit ? scores.at(-1)?.candidateNo ?? null : null };
    },
    score(candidateNo) {
      const row = rows[byNo.get(candidateNo) ?? -1];
      if (row === undefined) throw notThere('candidate', candidateNo);
      const { points: _points, ...line } = scoreLine(exam, full, row);
      return { ...line, questions: [...(row.score?.questions ?? [])] };
    },
    statistics(className) {
      const known = statistics.get(className);
      if (known) return known;
      const made = examStatistics(exam, gradedSheets(scored, className));
      // A name that nobody has costs no memory for long.
      if (statistics.size >= 100) statistics.clear();
      statistics.set(className, made);
      return made;
    },
    preview: (changed) => previewOf(scored, changed),
  };
}

function scoreLine(exam: Exam, full: number, { candidateNo, name, class: className, status, score }: ScoreRow): ScoreLine {
  const points = score === null ? exam.questions.map(() => null) : score.questions.map((question) => (question.reason.kind === 'not-read' ? null : question.points));
  return { candidateNo, name, class: className, status, total: score?.total ?? null, full, unmarked: score === null ? 0 : unmarkedOf(score), points };
}

const unmarkedOf = ({ questions }: SheetScore): number => questions.reduce((sum, { points, max, bonus, reason }) => sum + (points === null && reason.kind === 'open' && !bonus ? max : 0), 0);

/** As the grading task would score each sheet, in the order in which the end of a rescore tells whose points moved. */
function previewOf({ sheets, scores }: ScoredExam, changed: Exam): Preview {
  const byNo = new Map(sheets.map((sheet) => [sheet.candidateNo, sheet]));
  const before = scores.map(({ candidateNo, score }) => ({ candidateNo, score }));
  const after = scores.map(({ candidateNo }) => ({ candidateNo, score: scoreSheet(changed, byNo.get(candidateNo)?.pages.flatMap(answersOn) ?? []) }));
  return { moved: diffScores(before, after), sheets: scores.length };
}
