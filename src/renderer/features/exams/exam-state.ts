/** Where an exam stands, in one word, from its figures. */
import type { ProgressFigures } from '../../../contract/routes/exams.ts';

export type ExamState = 'empty' | 'intake' | 'reading' | 'waiting' | 'done';

export function examState({ pages, intakeDone, completed, exceptions }: ProgressFigures): ExamState {
  if (!intakeDone) return 'intake';
  if (!completed) return 'reading';
  if (pages === 0) return 'empty';
  return exceptions > 0 ? 'waiting' : 'done';
}
