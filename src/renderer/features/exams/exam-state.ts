/** Where an exam stands, in one word, from its figures. */
import type { ProgressFigures } from '../../../contract/routes/exams.ts';

export type ExamState = 'empty' | 'intake' | 'reading' | 'paused' | 'waiting' | 'done';

/** Each page under one name: they add up to what is done. A copy counts as neither read nor unread. */
export function pageCounts({ read, failed, copies }: Pick<ProgressFigures, 'read' | 'failed' | 'copies'>): { readonly done: number; readonly read: number; readonly failed: number; readonly copies: number } {
  return { done: read + failed, read: read - copies.read, failed: failed - copies.failed, copies: copies.read + copies.failed };
}

/** `paused`: the station reads nothing until somebody resumes. */
export function examState({ pages, read, failed, intakeDone, completed, exceptions }: ProgressFigures, paused = false): ExamState {
  if (paused && !completed && read + failed < pages) return 'paused';
  if (!intakeDone) return 'intake';
  if (!completed) return 'reading';
  if (pages === 0) return 'empty';
  return exceptions > 0 ? 'waiting' : 'done';
}
