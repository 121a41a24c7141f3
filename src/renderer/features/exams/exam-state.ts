/** Where an exam stands, in one word, from its figures. */
import type { ProgressFigures } from '../../../contract/routes/exams.ts';

export type ExamState = 'empty' | 'intake' | 'reading' | 'paused' | 'waiting' | 'done';

/** `paused`: the station reads nothing until somebody resumes. */
export function examState({ pages, read, failed, intakeDone, completed, exceptions }: ProgressFigures, paused = false): ExamState {
  if (paused && !completed && read + failed < pages) return 'paused';
  if (!intakeDone) return 'intake';
  if (!completed) return 'reading';
  if (pages === 0) return 'empty';
  return exceptions > 0 ? 'waiting' : 'done';
}
