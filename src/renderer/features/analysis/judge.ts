/**
 * What the figures of an exam mean, on the usual thresholds. Pure: says which words fit, `words.ts` says them.
 * Difficulty (share of the points): below 0.3 hard, above 0.7 easy (Crocker & Algina 1986, Introduction to Classical and Modern Test Theory, ch. 14; 戴海崎等《心理与教育测量》).
 * Discrimination D: 0.40 very good, 0.30 good, 0.20 marginal, less is poor (Ebel & Frisbie 1991, Essentials of Educational Measurement, p. 232).
 * Cronbach's alpha: 0.9 where single pupils are decided on, 0.8 good, 0.7 enough for research, less is weak (Nunnally & Bernstein 1994, Psychometric Theory, p. 264).
 * Difference of two groups in standard deviations: 0.2 small, 0.5 medium (Cohen 1988, Statistical Power Analysis, p. 25).
 */
import type { AnswerOf } from '../../../contract/routes.ts';

export type Statistics = AnswerOf<'getStatistics'>;
export type QuestionFigures = Statistics['questions'][number];

export type Difficulty = 'hard' | 'medium' | 'easy';
export type Discrimination = 'very-good' | 'good' | 'marginal' | 'poor' | 'negative';
export type Reliability = 'high' | 'good' | 'enough' | 'weak';

export const difficultyOf = (share: number): Difficulty => (share < 0.3 ? 'hard' : share > 0.7 ? 'easy' : 'medium');
export const discriminationOf = (d: number): Discrimination => (d >= 0.4 ? 'very-good' : d >= 0.3 ? 'good' : d >= 0.2 ? 'marginal' : d >= 0 ? 'poor' : 'negative');
export const reliabilityOf = (alpha: number): Reliability => (alpha >= 0.9 ? 'high' : alpha >= 0.8 ? 'good' : alpha >= 0.7 ? 'enough' : 'weak');

/** Fewer candidates than this say little about a question: a third of each group is two or three people. */
export const fewCandidates = 10;

/** What a teacher should do about a question: look at its key, at its wording, or nothing. */
export type Advice = 'key' | 'wording' | 'all-know' | 'none';

/** `right`: options of right answers of a choice question; empty where there are none to compare with. */
export function adviceOn({ n, difficulty, discrimination, options }: Pick<QuestionFigures, 'n' | 'difficulty' | 'discrimination' | 'options'>, right: ReadonlySet<string>): Advice {
  if (difficulty === null || discrimination === null || n < fewCandidates) return 'none';
  const told = discriminationOf(discrimination);
  // Who knows more gets it wrong more often, or most people choose the same other option: the key is the first suspect.
  if (told === 'negative' || (told === 'poor' && difficulty <= 0.7 && preferredWrong(options, right) !== null)) return 'key';
  if (told !== 'poor') return 'none';
  return difficulty > 0.7 ? (difficulty >= 0.95 ? 'all-know' : 'none') : difficulty < 0.5 ? 'key' : 'wording';
}

/** The wrong option that more people chose than any right one; null where there is none. */
export function preferredWrong(options: QuestionFigures['options'], right: ReadonlySet<string>): string | null {
  if (options === null || right.size === 0) return null;
  const counts = Object.entries(options);
  const mostRight = Math.max(0, ...counts.filter(([option]) => right.has(option)).map(([, count]) => count));
  const best = counts.filter(([option, count]) => !right.has(option) && count > mostRight).sort((a, b) => b[1] - a[1])[0];
  return best?.[0] ?? null;
}

/** Wrong options that (almost) nobody took, under 5 % of the answers, distract nobody (Haladyna & Downing 1993, Educational and Psychological Measurement 53). */
export function idleOptions({ options, n }: Pick<QuestionFigures, 'options' | 'n'>, right: ReadonlySet<string>): readonly string[] {
  return options === null || n < 20 ? [] : Object.entries(options).filter(([option, count]) => !right.has(option) && count < 0.05 * n).map(([option]) => option);
}

export type Difference = 'none' | 'small' | 'clear';
export function differenceOf(higher: number, lower: number, sd: number | null): Difference {
  if (sd === null || sd === 0) return higher === lower ? 'none' : 'clear';
  const share = (higher - lower) / sd;
  return share < 0.2 ? 'none' : share < 0.5 ? 'small' : 'clear';
}
