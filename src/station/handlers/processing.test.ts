import { expect, test } from 'vitest';
import { AskedWork, eventIn, give, openGradedExam } from '../../../tests/support/handled.ts';
import { addSource, closeIntake, expandSource, findBatch, openBatch } from '../store/batches.ts';
import { processingReactions } from './processing.ts';

test('a page that came is read as long as it waits; a copy, and one that was read, are not', async () => {
  await using open = await openGradedExam();
  const { store, exam } = open;
  const work = new AskedWork();
  const reactions = processingReactions(store, work);
  await give(reactions, eventIn(store, 'page.received'));
  expect(work.take()).toEqual([]);
  const after = store.log.lastSeq();
  await store.write((tx) => {
    const { batchId } = openBatch(tx, exam.id, 'late');
    const { sourceId } = addSource(tx, batchId, 'late.jpg', 1, { sha256: 'late', bytes: 1, file: 'images/late.jpg', kind: 'jpg' });
    expandSource(tx, sourceId, 1);
  });
  const received = store.log.since(after, 100).find(({ type }) => type === 'page.received');
  if (!received) throw new Error('No page was received.');
  await give(reactions, received);
  await give(reactions, received);
  const [asked, again] = work.take();
  expect(asked).toBe(`read ${String(received.payload['page_id'])}/1`);
  expect(again).toBe(asked);
});

test('a batch is completed when its last page is dealt with and nobody puts more in, once', async () => {
  await using open = await openGradedExam();
  const { store, exam } = open;
  const reactions = processingReactions(store, new AskedWork());
  const { batchId } = await store.write((tx) => openBatch(tx, exam.id, 'empty'));
  const read = eventIn(store, 'ocr.completed');
  await give(reactions, read);
  expect(findBatch(store.db, batchId)?.state).not.toBe('completed');
  await store.write((tx) => closeIntake(tx, batchId));
  await give(reactions, read);
  await give(reactions, read);
  expect(findBatch(store.db, batchId)?.state).toBe('completed');
  expect(store.log.since(0, 10_000).filter(({ type, correlation_id }) => type === 'batch.completed' && correlation_id === batchId)).toHaveLength(1);
});
