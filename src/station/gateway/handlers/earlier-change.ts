/** An exam change that was made by a station that died before it could answer: what it did, as the record has it. */
import { z } from 'zod';
import { notThere } from '../../../contract/not-there.ts';
import type { ExamChange } from '../../station-api.ts';
import { eventsSince } from '../../store/events.ts';
import { findExam } from '../../store/exams.ts';
import { derivedId } from '../../store/ids.ts';
import { openRescores, rescoreMoves } from '../../store/sheets.ts';
import type { EarlierTry } from '../http/handlers.ts';
import type { GatewayParts } from '../parts.ts';

const revised = z.object({ revision: z.int() });

/** Resolves when its scores have followed. Throws ZhiyueError not-found when the exam was deleted since. */
export async function earlierChange({ store, waiting }: Pick<GatewayParts, 'store' | 'waiting'>, examId: string, { seq }: EarlierTry): Promise<ExamChange> {
  const { db } = store;
  const [event] = seq === null ? [] : eventsSince(db, seq - 1, 1);
  const known = findExam(db, examId);
  if (!known) throw notThere('exam', examId);
  if (event === undefined || event.seq !== seq || event.exam_id !== examId) return { kind: 'unchanged', revision: known.revision, moved: [] };
  if (event.type !== 'exam.created' && event.type !== 'exam.updated') return { kind: 'updated', revision: known.revision, moved: [] };
  const { revision } = revised.parse(event.payload);
  if (event.type === 'exam.created') return { kind: 'created', revision, moved: [] };
  const rescoreId = derivedId('rescore', examId, revision);
  const moved = await waiting.until(() => rescoreMoves(db, rescoreId) ?? (openRescores(db, examId).some((open) => open.rescoreId === rescoreId) ? null : []));
  return { kind: 'updated', revision, moved };
}
