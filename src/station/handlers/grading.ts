/** The group `grading`: whatever changes what stands on a sheet has it scored again. */
import { on, type Reaction } from '../reaction.ts';
import { pageFacts } from '../store/pages.ts';
import { findSheet, ungradedSheets } from '../store/sheets.ts';
import type { Store } from '../store/store.ts';
import type { Work } from '../work.ts';

export function gradingReactions(store: Store, work: Pick<Work, 'grade'>): Reaction[] {
  const gradeUngraded = async ({ exam_id }: { readonly exam_id: string | null }): Promise<void> => work.grade(ungradedSheets(store.db, exam_id ?? undefined));
  const gradeSheet = async (examId: string | null, candidateNo: string | null): Promise<void> => {
    const sheet = examId === null || candidateNo === null ? null : findSheet(store.db, examId, candidateNo);
    if (sheet && sheet.gradedRevision < sheet.revision) await work.grade([sheet]);
  };
  return [
    on('ocr.completed', async (event) => {
      await gradeSheet(event.exam_id, event.payload.candidate_no);
      // Read again, it may have been somebody else's page before.
      if (event.payload.reading_revision > 1) await gradeUngraded(event);
    }),
    on('grading.reviewed', gradeUngraded),
    on('correction.withdrawn', gradeUngraded),
    // A page that had been read before and cannot be read again no longer counts for its sheet.
    on('ocr.failed', async ({ exam_id, payload }) => gradeSheet(exam_id, pageFacts(store.db, payload.page_id)?.candidateNo ?? null)),
  ];
}
