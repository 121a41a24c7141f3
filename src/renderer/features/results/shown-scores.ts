/** Which rows of the score table are shown, and in which order. Pure. */
import type { AnswerOf } from '../../../contract/routes.ts';

export type ScoreRow = AnswerOf<'listScores'>['scores'][number];
export type ScoreStatus = ScoreRow['status'];

export interface Wanted {
  /** Part of a number or a name. */
  readonly text: string;
  readonly class: string | null;
  readonly status: ScoreStatus | null;
  readonly order: 'roster' | 'best' | 'weakest';
}

export const everybody: Wanted = { text: '', class: null, status: null, order: 'roster' };

/** By total, those without one come last; who has the same total stays in the order of the roster. */
export function shownScores(rows: readonly ScoreRow[], { text, class: className, status, order }: Wanted): readonly ScoreRow[] {
  const part = text.trim().toLocaleLowerCase();
  const found = rows.filter((row) => (className === null || row.class === className) && (status === null || row.status === status) && (part === '' || row.candidateNo.includes(part) || row.name.toLocaleLowerCase().includes(part)));
  if (order === 'roster') return found;
  const way = order === 'best' ? -1 : 1;
  return found.sort((a, b) => (a.total === null || b.total === null ? Number(a.total === null) - Number(b.total === null) : way * (a.total - b.total)));
}

/** Classes in the order of the roster; who has none is in none. */
export const classesOf = (rows: readonly ScoreRow[]): readonly string[] => [...new Set(rows.map((row) => row.class))].filter((name) => name !== '');

/** Rank by total among all rows, ties alike (1, 2, 2, 4); null without a total. */
export function rankOf(rows: readonly ScoreRow[], total: number | null): number | null {
  return total === null ? null : rows.filter((row) => row.total !== null && row.total > total).length + 1;
}
