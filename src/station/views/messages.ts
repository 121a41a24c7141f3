/** What the station and its views' thread say to each other, as structured clones. */
import type { PlainError } from '../../contract/errors.ts';
import type { Exam } from '../../exam/exam.ts';
import type { ScoreQuery } from './exam-view.ts';

export type Asked = { readonly examId: string } & (
  | { readonly kind: 'scores'; readonly about: ScoreQuery }
  | { readonly kind: 'score'; readonly about: { readonly candidateNo: string } }
  | { readonly kind: 'statistics'; readonly about: { readonly class: string | null } }
  | { readonly kind: 'preview'; readonly about: { readonly changed: Exam } }
);

/** `wanted`: the answer must know everything up to this event. */
export type Question = Asked & { readonly id: number; readonly wanted: number };

export type Reply = { readonly id: number } & ({ readonly kind: 'done'; readonly value: unknown } | { readonly kind: 'failed'; readonly error: PlainError });
export interface ThreadSettings { readonly recordFile: string }
