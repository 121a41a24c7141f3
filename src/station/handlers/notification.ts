/** The group `notification`: whoever watches an exam is told that its progress has changed. */
import type { EventType } from '../../contract/events.ts';
import type { Bus } from '../bus/bus.ts';
import { on, type Reaction } from '../reaction.ts';

const progressChanges: readonly EventType[] = [
  'page.received', 'ocr.completed', 'ocr.failed', 'grading.completed', 'grading.reviewed', 'correction.withdrawn', 'exception.raised', 'exception.resolved', 'batch.completed', 'exam.rescored',
];

export function notificationReactions(bus: Pick<Bus, 'signal'>): Reaction[] {
  return progressChanges.map((type) => on(type, async ({ exam_id }) => bus.signal('progress', exam_id)));
}
