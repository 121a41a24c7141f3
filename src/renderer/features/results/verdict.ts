/** What became of one answer, as one of seven verdicts: each has its own sign and colour, so that neither is needed alone. Pure. */
import type { AnswerOf } from '../../../contract/routes.ts';

export type CandidateScore = AnswerOf<'getScore'>;
export type QuestionScore = CandidateScore['questions'][number];
export type Verdict = 'right' | 'partial' | 'wrong' | 'blank' | 'waits' | 'given' | 'not-read';

export function verdictOf({ points, max, reason }: Pick<QuestionScore, 'points' | 'max' | 'reason'>): Verdict {
  if (reason.kind === 'void') return 'given';
  if (reason.kind === 'not-read') return 'not-read';
  if (points === null || reason.kind === 'open') return 'waits';
  if (reason.kind === 'full') return 'right';
  if (reason.kind === 'blank') return 'blank';
  return points <= 0 ? 'wrong' : points >= max ? 'right' : 'partial';
}

export const signs: Readonly<Record<Verdict, string>> = { 'right': '✓', 'partial': '◐', 'wrong': '✗', 'blank': '○', 'waits': '…', 'given': '★', 'not-read': '?' };

/** Points come in halves: `2`, `2.5`, `−1`. */
export const pointsText = (points: number): string => String(points).replace('-', '−');
