/** How a class did in each question, from the points in the score table. Pure. */
import type { AnswerOf } from '../../../contract/routes.ts';
import type { ScoreRow } from './shown-scores.ts';

export type Question = AnswerOf<'getExam'>['everything'][number];
export type Gain = 'full' | 'part' | 'none' | 'waits';
export const gains = ['full', 'part', 'none', 'waits'] as const satisfies readonly Gain[];

export interface GainRow { readonly row: ScoreRow; readonly points: number | null; readonly gain: Gain }

export interface QuestionGains {
  readonly question: Question;
  /** Who handed something in, weakest first; without the absent and those not scanned yet. */
  readonly rows: readonly GainRow[];
  readonly counts: Readonly<Record<Gain, number>>;
  /** Points of those that have some; null where nobody has. */
  readonly mean: number | null;
}

/** `no`s in the order in which rows have their points. */
export function questionGains(question: Question, nos: readonly string[], rows: readonly ScoreRow[]): QuestionGains {
  const at = nos.indexOf(question.no);
  const there = rows.filter(({ status, total }) => status !== 'absent' && !(status === 'awaiting-pages' && total === null)).map((row): GainRow => {
    const points = row.points[at] ?? null;
    return { row, points, gain: gainOf(points, question.points) };
  });
  const counts = { full: 0, part: 0, none: 0, waits: 0 };
  let sum = 0;
  for (const { points, gain } of there) {
    counts[gain]++;
    sum += points ?? 0;
  }
  const scored = there.length - counts.waits;
  return { question, rows: there.sort((a, b) => (a.points ?? Number.POSITIVE_INFINITY) - (b.points ?? Number.POSITIVE_INFINITY)), counts, mean: scored === 0 ? null : sum / scored };
}

function gainOf(points: number | null, max: number): Gain {
  if (points === null) return 'waits';
  return points >= max ? 'full' : points > 0 ? 'part' : 'none';
}
