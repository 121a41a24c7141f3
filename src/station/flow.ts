/**
 * When this has happened, do that: the whole workflow.
 *
 *   exam.updated ─────────────▶ grade every sheet again ──▶ (last one graded) ──▶ exam.rescored
 *   page.received ────────────▶ read the page
 *   ocr.completed ────────────▶ grade the candidate's sheet
 *   grading.reviewed, correction.withdrawn ─▶ grade the sheets that a person's word touches
 *   ocr.* grading.* ──────────▶ (last page read, last sheet graded, intake over) ──▶ reconciliation ──▶ batch.completed
 *
 * Every reaction may come twice (the bus delivers at least once) and finds its work done the second time: tasks have keys, and what is written is checked within its transaction.
 */
import { analyticsReactions } from './analytics.ts';
import type { Bus } from './bus/bus.ts';
import { completeBatchIfDone } from './complete-batch.ts';
import { finishRescoresIfDone } from './finish-rescore.ts';
import { qualityReactions } from './quality/watch-quality.ts';
import { batchesUnderWay } from './store/batches.ts';
import { on, type Reaction } from './reaction.ts';
import { findPage, pageFacts } from './store/pages.ts';
import { findSheet, ungradedSheets } from './store/sheets.ts';
import type { Store } from './store/store.ts';
import type { Work } from './work.ts';

export interface FlowParts { readonly store: Store; readonly work: Work; readonly bus: Pick<Bus, 'signal'> }

/** Consumer groups and what each does; groups know nothing of each other. */
export function flow({ store, work, bus }: FlowParts): Readonly<Record<string, readonly Reaction[]>> {
  const completeBatches = async (event: { readonly exam_id: string | null }): Promise<void> => {
    for (const batch of batchesUnderWay(store.db, event.exam_id ?? undefined)) await completeBatchIfDone(store, batch.batchId);
  };
  const progress = async (event: { readonly exam_id: string | null }): Promise<void> => bus.signal('progress', event.exam_id);

  return {
    exam: [
      on('exam.updated', async ({ exam_id }) => work.grade(ungradedSheets(store.db, exam_id ?? undefined))),
      on('grading.completed', async ({ exam_id }) => finishRescoresIfDone(store, exam_id ?? undefined)),
      on('grading.failed', async ({ exam_id }) => finishRescoresIfDone(store, exam_id ?? undefined)),
    ],
    processing: [
      on('page.received', async ({ payload }) => {
        const page = payload.duplicate_of === null ? findPage(store.db, payload.page_id) : null;
        if (page?.state === 'waiting') await work.read([page]);
      }),
      on('page.received', completeBatches),
      on('ocr.completed', completeBatches),
      on('ocr.failed', completeBatches),
      on('grading.completed', completeBatches),
      on('grading.failed', completeBatches),
    ],
    grading: [
      on('ocr.completed', async ({ exam_id, payload }) => {
        const sheet = exam_id === null || payload.candidate_no === null ? null : findSheet(store.db, exam_id, payload.candidate_no);
        if (sheet && sheet.gradedRevision < sheet.revision) await work.grade([sheet]);
        // Read again, it may have been somebody else's page before.
        if (payload.reading_revision > 1) await work.grade(ungradedSheets(store.db, exam_id ?? undefined));
      }),
      on('grading.reviewed', async ({ exam_id }) => work.grade(ungradedSheets(store.db, exam_id ?? undefined))),
      on('correction.withdrawn', async ({ exam_id }) => work.grade(ungradedSheets(store.db, exam_id ?? undefined))),
      // A page that had been read before and cannot be read again no longer counts for its sheet.
      on('ocr.failed', async ({ exam_id, payload }) => {
        const candidateNo = pageFacts(store.db, payload.page_id)?.candidateNo ?? null;
        const sheet = exam_id === null || candidateNo === null ? null : findSheet(store.db, exam_id, candidateNo);
        if (sheet && sheet.gradedRevision < sheet.revision) await work.grade([sheet]);
      }),
    ],
    notification: [
      on('page.received', progress), on('ocr.completed', progress), on('ocr.failed', progress), on('grading.completed', progress),
      on('grading.reviewed', progress), on('correction.withdrawn', progress), on('exception.raised', progress), on('exception.resolved', progress), on('batch.completed', progress), on('exam.rescored', progress),
    ],
    analytics: analyticsReactions(store),
    quality: qualityReactions(store),
  };
}

/** Joins every group to the bus. */
export async function joinFlow(bus: Bus, groups: Readonly<Record<string, readonly Reaction[]>>): Promise<void> {
  await Promise.all(Object.entries(groups).map(([group, reactions]) => bus.subscribe(
    group,
    [...new Set(reactions.map((reaction) => reaction.type))],
    async (event) => { for (const reaction of reactions) if (reaction.type === event.type) await reaction.act(event); },
    // Signals about the past help nobody.
    { from: group === 'notification' ? 'now' : 'start' },
  )));
}
