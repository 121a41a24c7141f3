/** The sentences under the charts. */
import type { TFunction } from 'i18next';
import { adviceOn, differenceOf, difficultyOf, discriminationOf, fewCandidates, idleOptions, preferredWrong, type QuestionFigures, reliabilityOf, type Statistics } from './judge.ts';
import { type Bin, sharesAbove } from './histogram.ts';

export const two = (value: number): string => value.toFixed(2).replace('-', '−');
export const one = (value: number): string => String(Math.round(value * 10) / 10).replace('-', '−');
export const percent = (share: number): string => `${Math.round(share * 100)}%`;

/** As many ranges with the most candidates are named; where more have as many, none stands out. */
const fewPeaks = 3;

export function distributionWords({ n, mean, median, sd, max }: Pick<Statistics, 'n' | 'mean' | 'median' | 'sd' | 'max'>, bins: readonly Bin[], totals: readonly number[], t: TFunction): string {
  if (mean === null || median === null || n === 0) return t('analysis.nobody');
  const count = Math.max(...bins.map((bin) => bin.count));
  const fullest = bins.filter((bin) => bin.count === count).map(({ from, to }) => t('analysis.from-to', { from: one(from), to: one(to) }));
  const { pass, excellent } = sharesAbove(totals, max);
  const lean = sd === null || Math.abs(mean - median) < 0.1 * sd ? 'even' : mean > median ? 'few-high' : 'few-low';
  return [
    fullest.length > fewPeaks ? t('analysis.no-peak') : t(fullest.length === 1 ? 'analysis.most-in' : 'analysis.most-in-each', { ranges: fullest.join(t('reason.comma')), count, n }),
    t('analysis.pass', { pass: percent(pass), excellent: percent(excellent), full: one(max) }),
    t(`analysis.lean.${lean}`),
  ].join(t('analysis.then'));
}

/** `Question 7: difficulty 0.35, discrimination 0.05: …`. `right`: options of right answers. */
export function questionWords(question: QuestionFigures, right: ReadonlySet<string>, t: TFunction): string {
  const { no, n, difficulty, discrimination, options } = question;
  if (difficulty === null) return t('analysis.question.no-figures', { no });
  const figures = discrimination === null ? t('analysis.question.difficulty', { no, difficulty: two(difficulty) }) : t('analysis.question.both', { no, difficulty: two(difficulty), discrimination: two(discrimination) });
  const wrong = preferredWrong(options, right);
  const advice = adviceOn(question, right);
  const said = [
    t(`analysis.difficulty.${difficultyOf(difficulty)}`),
    ...(discrimination === null ? [] : [t(`analysis.discrimination.${discriminationOf(discrimination)}`)]),
    ...(wrong === null || advice !== 'key' ? [] : [t('analysis.preferred-wrong', { option: wrong })]),
    ...(n < fewCandidates ? [t('analysis.few')] : []),
    ...(advice === 'none' ? [] : [t(`analysis.advice.${advice}`)]),
  ];
  return `${figures}${said.join(t('analysis.comma'))}${t('analysis.stop')}`;
}

export function plotWords(questions: readonly QuestionFigures[], looked: readonly string[], t: TFunction): string {
  const known = questions.flatMap(({ difficulty, discrimination }) => (difficulty === null || discrimination === null ? [] : [{ difficulty, discrimination }]));
  if (known.length === 0) return t('analysis.plot.none');
  const good = known.filter(({ discrimination }) => discrimination >= 0.3).length;
  const counted = (kind: string): number => known.filter(({ difficulty }) => difficultyOf(difficulty) === kind).length;
  return [
    t('analysis.plot.counts', { hard: counted('hard'), medium: counted('medium'), easy: counted('easy') }),
    t('analysis.plot.good', { good, count: known.length }),
    looked.length === 0 ? t('analysis.plot.all-well') : t('analysis.plot.look', { questions: looked.join(t('reason.comma')) }),
  ].join(t('analysis.then'));
}

export function optionWords(question: QuestionFigures, right: ReadonlySet<string>, t: TFunction): string {
  const { options, n, blank } = question;
  if (options === null || n === 0) return t('analysis.options.none');
  const [wrong, idle] = [preferredWrong(options, right), idleOptions(question, right)];
  const chose = Object.entries(options).filter(([option]) => right.has(option)).map(([option, count]) => t('analysis.options.right', { option, share: percent(count / n) }));
  return [
    ...chose,
    ...(wrong === null ? [] : [t('analysis.options.wrong', { option: wrong, share: percent((options[wrong] ?? 0) / n) })]),
    ...(idle.length === 0 ? [] : [t('analysis.options.idle', { options: idle.join(t('reason.comma')) })]),
    ...(blank === null || blank === 0 ? [] : [t('analysis.options.blank', { count: blank })]),
  ].join(t('analysis.then'));
}

export interface ClassFigures { readonly name: string; readonly n: number; readonly mean: number | null; readonly sd: number | null; readonly lowest: number | null; readonly highest: number | null }

/** Means are told to a tenth; their difference is that of what is told. */
const shownMean = (mean: number): number => Math.round(mean * 10) / 10;

export function classWords(classes: readonly ClassFigures[], sd: number | null, t: TFunction): string {
  const known = classes.flatMap(({ name, mean }) => (mean === null ? [] : [{ name, mean }])).sort((a, b) => b.mean - a.mean);
  const [best, weakest] = [known[0], known[known.length - 1]];
  if (best === undefined || weakest === undefined || known.length < 2) return t('analysis.classes.one');
  return [
    t('analysis.classes.means', { best: best.name, bestMean: one(best.mean), weakest: weakest.name, weakestMean: one(weakest.mean), difference: one(shownMean(best.mean) - shownMean(weakest.mean)) }),
    t(`analysis.classes.${differenceOf(best.mean, weakest.mean, sd)}`),
  ].join(t('analysis.then'));
}

export function reliabilityWords(alpha: number | null, n: number, t: TFunction): string {
  if (alpha === null) return t('analysis.reliability.none');
  return `${t(`analysis.reliability.${reliabilityOf(alpha)}`)}${n < 30 ? t('analysis.reliability.few') : ''}`;
}
