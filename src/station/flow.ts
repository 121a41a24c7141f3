/**
 * When this has happened, do that: the whole workflow.
 *
 *   exam.updated ─────────────▶ grade every sheet again ──▶ (last one graded) ──▶ exam.rescored
 *   page.received ────────────▶ read the page
 *   ocr.completed ────────────▶ grade the candidate's sheet
 *   grading.reviewed, correction.withdrawn ─▶ grade the sheets that a person's word touches
 *   ocr.completed, ocr.failed ▶ remove crops that nobody names any more
 *   ocr.* grading.* ──────────▶ (last page read, last sheet graded, intake over) ──▶ reconciliation ──▶ batch.completed
 *
 * Every reaction may come twice (the bus delivers at least once) and finds its work done the second time: tasks have keys, and what is written is checked within its transaction.
 */
import type { Bus } from './bus/bus.ts';
import { analyticsReactions } from './handlers/analytics.ts';
import { examReactions } from './handlers/exam.ts';
import { gradingReactions } from './handlers/grading.ts';
import { notificationReactions } from './handlers/notification.ts';
import { processingReactions } from './handlers/processing.ts';
import { qualityReactions } from './quality/watch-quality.ts';
import type { Reaction } from './reaction.ts';
import type { Store } from './store/store.ts';
import { inEventSpan } from './trace/spans.ts';
import { batchProcessingType } from './tasks/batch-processing/task.ts';
import { gradingExecutionType } from './tasks/grading-execution/task.ts';
import { ocrProcessingType } from './tasks/ocr-processing/task.ts';
import { reportGenerationType } from './tasks/report-generation/task.ts';
import { scanBatchType } from './tasks/scan-batch/task.ts';
import type { TaskParts } from './tasks/task-type.ts';
import type { AnyTaskType } from './tasks/tasks.ts';
import type { Work } from './work.ts';

/** Every type of task; its folder in `tasks/` brings all that it does. What is unfinished is queued again in this order. */
export function taskTypes(parts: TaskParts): readonly AnyTaskType[] {
  return [
    scanBatchType(parts),
    batchProcessingType(parts),
    ocrProcessingType(parts),
    gradingExecutionType(parts),
    reportGenerationType(parts),
  ];
}

export interface FlowParts { readonly store: Store; readonly work: Pick<Work, 'read' | 'grade'>; readonly bus: Pick<Bus, 'signal'> }

/** Consumer groups and what each does; groups know nothing of each other. */
export function flow({ store, work, bus }: FlowParts): Readonly<Record<string, readonly Reaction[]>> {
  return {
    exam: examReactions(store, work),
    processing: processingReactions(store, work),
    grading: gradingReactions(store, work),
    notification: notificationReactions(bus),
    analytics: analyticsReactions(store),
    quality: qualityReactions(store),
  };
}

/** Joins every group to the bus. */
export async function joinFlow(bus: Bus, groups: Readonly<Record<string, readonly Reaction[]>>): Promise<void> {
  await Promise.all(Object.entries(groups).map(([group, reactions]) => bus.subscribe(
    group,
    [...new Set(reactions.map((reaction) => reaction.type))],
    async (event) => { for (const reaction of reactions) if (reaction.type === event.type) await inEventSpan(group, event, () => reaction.act(event)); },
    // Signals about the past help nobody.
    { from: group === 'notification' ? 'now' : 'start' },
  )));
}
