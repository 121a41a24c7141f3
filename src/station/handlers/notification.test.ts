import { expect, test } from 'vitest';
import { give, eventIn, openGradedExam } from '../../../tests/support/handled.ts';
import { notificationReactions } from './notification.ts';

test('whoever watches an exam is told when its progress changes, and of nothing else', async () => {
  await using open = await openGradedExam();
  const { store, exam } = open;
  const told: unknown[] = [];
  const reactions = notificationReactions({ signal: (topic, about) => told.push([topic, about]) });
  for (const type of ['page.received', 'ocr.completed', 'grading.completed', 'batch.completed', 'exam.created', 'batch.started'] as const) await give(reactions, eventIn(store, type));
  expect(told).toEqual(Array.from({ length: 4 }, () => ['progress', exam.id]));
});
