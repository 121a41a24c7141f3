/** The task that scores one candidate's sheet: the latest readings of its pages, what people corrected before what the machine read. */
import { z } from 'zod';
import { toPlainError } from '../../../contract/errors.ts';
import { scoreSheet } from '../../../exam/score.ts';
import type { TaskDefinition } from '../../queue/task.ts';
import { answersOn, sheetOf } from '../../reconcile/sheets.ts';
import { findExam } from '../../store/exams.ts';
import { pagesOfCandidate } from '../../store/pages.ts';
import { findSheet, markSheetFailed, saveScore } from '../../store/sheets.ts';
import type { Store } from '../../store/store.ts';

const inputSchema = z.strictObject({ examId: z.string(), candidateNo: z.string() });
export type GradeInput = z.infer<typeof inputSchema>;
export const gradingExecution = 'grading_execution';

export interface GradingParts { readonly store: Store; readonly timeoutMs: number; readonly concurrency: number }

export function gradingExecutionTask({ store, timeoutMs, concurrency }: GradingParts): TaskDefinition<GradeInput> {
  return {
    type: gradingExecution, input: inputSchema, priority: 'high', concurrency, timeoutMs,
    // Everything in one turn: what a sheet's score is made of cannot change while it is scored.
    async run({ examId, candidateNo }) {
      await store.write((tx) => {
        const sheet = findSheet(tx, examId, candidateNo);
        const stored = findExam(tx, examId);
        if (!sheet || !stored || sheet.gradedRevision >= sheet.revision) return;
        const revisions = { candidate_no: candidateNo, sheet_revision: sheet.revision, exam_revision: stored.revision };
        const started = tx.append({ type: 'grading.started', examId, causationId: sheet.causeEvent, payload: revisions });
        const { pages } = sheetOf(candidateNo, pagesOfCandidate(tx, examId, candidateNo), stored.layouts);
        const score = scoreSheet(stored.exam, pages.flatMap(answersOn));
        const changed = saveScore(tx, { sheet, examRevision: stored.revision, score, pageIds: pages.map((page) => page.pageId) });
        tx.append({ type: 'grading.completed', examId, causationId: started.event_id, payload: { ...revisions, pages: pages.length, changed } });
      });
    },
  };
}

/** A sheet that could not be scored: the batch goes on without it. */
export async function failGrading(store: Store, { examId, candidateNo }: GradeInput, error: unknown): Promise<void> {
  await store.write((tx) => {
    const sheet = findSheet(tx, examId, candidateNo);
    if (!sheet || sheet.gradedRevision >= sheet.revision) return;
    const { code } = toPlainError(error);
    markSheetFailed(tx, sheet, code);
    tx.append({ type: 'grading.failed', examId, causationId: sheet.causeEvent, payload: { candidate_no: candidateNo, sheet_revision: sheet.revision, code } });
  });
}
