/** What a changed key or rule does to the scores: whose, from what to what. */
import type { QuestionNo } from './exam.ts';
import type { QuestionScore, SheetScore } from './score.ts';

export interface ScoredCandidate {
  readonly candidateNo: string;
  /** Null: absent. */
  readonly score: SheetScore | null;
}

export interface QuestionChange {
  readonly no: QuestionNo;
  /** Null: the question was not there, or waits for marks. */
  readonly from: number | null;
  readonly to: number | null;
}

export interface ScoreChange {
  readonly candidateNo: string;
  /** Totals; null where the candidate had or has no score. */
  readonly from: number | null;
  readonly to: number | null;
  /** Only the questions whose points changed, in the order of the exam. */
  readonly questions: readonly QuestionChange[];
}

/** Every candidate whose total or points of any question changed (changes that cancel out in the total included), in the order of `after`, then those who are only in `before`. */
export function diffScores(before: readonly ScoredCandidate[], after: readonly ScoredCandidate[]): readonly ScoreChange[] {
  const earlier = new Map(before.map((scored) => [scored.candidateNo, scored.score]));
  const later = new Set(after.map((scored) => scored.candidateNo));
  const gone = before.filter((scored) => !later.has(scored.candidateNo)).map(({ candidateNo }) => ({ candidateNo, score: null }));
  return [...after, ...gone].flatMap(({ candidateNo, score }) => {
    const old = earlier.get(candidateNo) ?? null;
    const change: ScoreChange = { candidateNo, from: old?.total ?? null, to: score?.total ?? null, questions: diffQuestions(old?.questions ?? [], score?.questions ?? []) };
    return change.from !== change.to || change.questions.length > 0 ? [change] : [];
  });
}

function diffQuestions(before: readonly QuestionScore[], after: readonly QuestionScore[]): readonly QuestionChange[] {
  const earlier = new Map(before.map((score) => [score.no, score.points]));
  const later = new Set(after.map((score) => score.no));
  const gone = before.filter((score) => !later.has(score.no)).map(({ no }) => ({ no, points: null }));
  return [...after, ...gone]
    .map(({ no, points }) => ({ no, from: earlier.get(no) ?? null, to: points }))
    .filter((change) => change.from !== change.to);
}
