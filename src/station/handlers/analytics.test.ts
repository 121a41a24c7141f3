import { expect, test } from 'vitest';
import { z } from 'zod';
import { append, give, openGradedExam } from '../../../tests/support/handled.ts';
import { analyticsReactions } from './analytics.ts';

test('figures count an event once, however often and in whatever order it comes', async () => {
  await using open = await openGradedExam();
  const { store, exam } = open;
  const reactions = analyticsReactions(store);
  const read = (page: string, doubtful: number) => append(store, {
    type: 'ocr.completed', examId: exam.id, payload: { batch_id: 'b', page_id: page, reading_revision: 1, candidate_no: null, page: 1, items: 10, doubtful, trouble: null, duration_ms: 5, turn: 0 },
  });
  const [first, second] = [await read('one', 1), await read('two', 2)];
  const failed = await append(store, { type: 'ocr.failed', examId: exam.id, payload: { batch_id: 'b', page_id: 'three', code: 'file-damaged', attempts: 1 } });
  // The first one was a dead letter for a while.
  for (const event of [second, failed, first, second, first, failed]) await give(reactions, event);
  const figures = store.db.all(z.object({ name: z.string(), value: z.number() }), 'SELECT name, value FROM figures WHERE exam_id = ? ORDER BY name', exam.id);
  expect(figures.filter(({ name }) => name !== 'last-seq')).toEqual([{ name: 'doubtful', value: 3 }, { name: 'items', value: 20 }, { name: 'pages-failed', value: 1 }, { name: 'pages-read', value: 2 }, { name: 'reading-ms', value: 10 }]);
});
