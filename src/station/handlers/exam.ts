/** The group `exam`: what a changed exam leads to, up to the end of a rescore. */
import { finishRescoresIfDone } from '../finish-rescore.ts';
import { on, type Reaction } from '../reaction.ts';
import { ungradedSheets } from '../store/sheets.ts';
import type { Store } from '../store/store.ts';
import type { Work } from '../work.ts';

export function examReactions(store: Store, work: Pick<Work, 'grade'>): Reaction[] {
  return [
    on('exam.updated', async ({ exam_id }) => work.grade(ungradedSheets(store.db, exam_id ?? undefined))),
    on('grading.completed', async ({ exam_id }) => finishRescoresIfDone(store, exam_id ?? undefined)),
    on('grading.failed', async ({ exam_id }) => finishRescoresIfDone(store, exam_id ?? undefined)),
  ];
}
