/** A parent with as many children as a school's largest scan. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openGradedExam } from '../../../../tests/support/handled.ts';
import { addSource, closeIntake, expandSource, openBatch } from '../../store/batches.ts';
import { dbOf, openReadOnly } from '../../store/database.ts';
import { scanBatchType } from './task.ts';

const pages = 10_000;

test('a batch of 10,000 pages is one task, whose children are counted by an index alone', async () => {
  await using open = await openGradedExam();
  const { store, exam } = open;
  const batchId = await store.write((tx) => {
    const batch = openBatch(tx, exam.id, 'large');
    const { sourceId } = addSource(tx, batch.batchId, 'large.pdf', 0, { sha256: 'f'.repeat(64), bytes: 1, file: 'images/f.pdf', kind: 'pdf' });
    expandSource(tx, sourceId, pages);
    closeIntake(tx, batch.batchId);
    return batch.batchId;
  });
  const type = scanBatchType({ store });
  expect(type.children(batchId)).toEqual({ unfinished: pages, done: 0, failed: 0 });
  expect(type.underWay(10)).toEqual([batchId]);

  // What SQLite is asked in truth: whoever changes the question changes its plan.
  const asked: string[] = [];
  scanBatchType({ store: { ...store, db: { ...store.db, get: (schema, sql, ...values) => { asked.push(sql); return store.db.get(schema, sql, ...values); } } } }).children(batchId);
  using reader = openReadOnly(store.recordFile);
  const plan = dbOf(reader).all(z.object({ detail: z.string() }), `EXPLAIN QUERY PLAN ${asked.join('')}`, batchId).map(({ detail }) => detail);
  expect(plan).toContain('SEARCH pages USING COVERING INDEX pages_of_batch (batch_id=?)');
});
