/** How an exam went: for the whole and for each question. Doubtful answers count with their best guess. */
import type { Answer, Exam, Question, QuestionNo } from './exam.ts';
import { cronbachAlpha, groupDifference, mean, median, pearson, sampleSd } from './measures.ts';
import type { QuestionScore, SheetScore } from './score.ts';

/** One candidate with at least one page read. */
export interface GradedSheet {
  readonly score: SheetScore;
  readonly answers: readonly Answer[];
}

export interface QuestionStatistics {
  readonly no: QuestionNo;
  readonly type: Question['type'];
  /** Candidates with points for this question: its page was read, and it does not wait for marks. */
  readonly n: number;
  readonly max: number;
  readonly mean: number | null;
  /** Mean share of the points (the classical P value: 1 is easiest); null for a question without points. */
  readonly difficulty: number | null;
  /** D: difference of the mean points between the best and the weakest 27 % by total, as a share of the range of points possible (full points minus `wrong` where that is negative), −1 to 1 (Kelley 1939, J. Educ. Psychol. 30). */
  readonly discrimination: number | null;
  /** Correlation of the points with the rest of the total (corrected item-total; the point-biserial coefficient where points are all or nothing). */
  readonly pointBiserial: number | null;
  /** Choice questions only: how many chose each option; on single choice and true/false, answers with several options count only under `multiple`. */
  readonly options: Readonly<Record<string, number>> | null;
  /** Answers left blank; null for open questions. */
  readonly blank: number | null;
  /** Choice questions only: answers with more than one option. */
  readonly multiple: number | null;
}

/** A value that is not defined (too few candidates, no variance) is null. */
export interface ExamStatistics {
  /** Candidates counted: absent ones and those without any read page are not. */
  readonly n: number;
  /** Full marks of what has been scored so far, to compare the totals with: an open question counts once somebody has marks for it; bonus questions do not count. */
  readonly max: number;
  /** Full marks of the whole exam, open questions that wait for marks included; bonus questions do not count. */
  readonly maxWithOpen: number;
  readonly mean: number | null;
  readonly median: number | null;
  /** Sample standard deviation (divided by n − 1). */
  readonly sd: number | null;
  readonly lowest: number | null;
  readonly highest: number | null;
  /** Cronbach's alpha over the questions that can tell candidates apart (void ones and those without points left out) and the candidates with points in all of them. */
  readonly cronbachAlpha: number | null;
  readonly questions: readonly QuestionStatistics[];
}

/** Statistics of the candidates who have a page read; totals are what has been given so far (open questions that wait for marks are not in them). */
export function examStatistics(exam: Exam, sheets: readonly GradedSheet[]): ExamStatistics {
  const counted = sheets.filter((sheet) => sheet.answers.length > 0).map(lookUp);
  const totals = counted.map((sheet) => sheet.total);
  return {
    n: counted.length,
    max: fullMarks(exam.questions.filter((question) => question.type !== 'open' || counted.some((sheet) => pointsOf(sheet, question.no) !== null))),
    maxWithOpen: fullMarks(exam.questions),
    mean: mean(totals),
    median: median(totals),
    sd: sampleSd(totals),
    lowest: totals.length === 0 ? null : totals.reduce((a, b) => Math.min(a, b)),
    highest: totals.length === 0 ? null : totals.reduce((a, b) => Math.max(a, b)),
    cronbachAlpha: alpha(exam, counted),
    questions: exam.questions.map((question) => questionStatistics(question, counted)),
  };
}

function fullMarks(questions: readonly Question[]): number {
  return questions.reduce((sum, question) => sum + (question.bonus ? 0 : question.points), 0);
}

interface Sheet {
  readonly total: number;
  readonly scores: ReadonlyMap<QuestionNo, QuestionScore>;
  readonly answers: ReadonlyMap<QuestionNo, string>;
}

function lookUp({ score, answers }: GradedSheet): Sheet {
  return {
    total: score.total,
    scores: new Map(score.questions.map((question) => [question.no, question])),
    answers: new Map(answers.map((answer) => [answer.no, answer.value])),
  };
}

/** Points that say something about the candidate: null while marks are awaited or where the page was not read. */
function pointsOf(sheet: Sheet, no: QuestionNo): number | null {
  const score = sheet.scores.get(no);
  return score === undefined || score.reason.kind === 'not-read' ? null : score.points;
}

function questionStatistics(question: Question, sheets: readonly Sheet[]): QuestionStatistics {
  const { no, type, points: max } = question;
  const scored = sheets.flatMap((sheet) => {
    const points = pointsOf(sheet, no);
    return points === null ? [] : [{ points, total: sheet.total }];
  });
  const points = scored.map((one) => one.points);
  const average = mean(points);
  const range = max - Math.min(0, question.wrong);
  const difference = groupDifference(scored.map((one) => ({ value: one.points, rank: one.total })), 0.27);
  return {
    no, type, n: scored.length, max,
    mean: average,
    difficulty: average === null || max === 0 ? null : average / max,
    discrimination: difference === null || range === 0 ? null : difference / range,
    pointBiserial: pearson(points, scored.map((one) => one.total - one.points)),
    ...answerCounts(question, sheets.flatMap((sheet) => sheet.answers.get(no) ?? [])),
  };
}

function answerCounts(question: Question, values: readonly string[]): Pick<QuestionStatistics, 'options' | 'blank' | 'multiple'> {
  if (question.type === 'open') return { options: null, blank: null, multiple: null };
  const blank = values.filter((value) => /^[\s_]*$/.test(value)).length;
  if (question.type === 'numeric' || question.type === 'text') return { options: null, blank, multiple: null };
  const several = values.filter((value) => value.length > 1);
  const told = question.type === 'multiple' ? values : values.filter((value) => value.length === 1);
  const options = Object.fromEntries(question.options.map((option) => [option, told.filter((value) => value.includes(option)).length]));
  return { options, blank, multiple: several.length };
}

function alpha(exam: Exam, sheets: readonly Sheet[]): number | null {
  const counting = exam.questions.filter((question) => !question.void && question.points > 0 && sheets.some((sheet) => pointsOf(sheet, question.no) !== null));
  const complete = sheets.flatMap((sheet) => {
    const row = counting.map((question) => pointsOf(sheet, question.no)).filter((points) => points !== null);
    return row.length === counting.length ? [row] : [];
  });
  return cronbachAlpha(complete);
}
