/** A parent with as many children as a school's largest scan. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openGradedExam } from '../../../../tests/support/handled.ts';
import { addSource, closeIntake, expandSource, openBatch } from '../../store/batches.ts';
import { dbOf, openReadOnly } from '../../store/database.ts';
import type { Store } from '../../store/store.ts';
import { cancelBatch } from './cancel-batch.ts';
import { scanBatchType } from './task.ts';

const pages = 10_000;
const counted = z.object({ n: z.int() });

const openLargeBatch = ({ store, exam }: { readonly store: Store; readonly exam: { readonly id: string } }): Promise<string> => store.write((tx) => {
  const batch = openBatch(tx, exam.id, 'large');
  const { sourceId } = addSource(tx, batch.batchId, 'large.pdf', 0, { sha256: 'f'.repeat(64), bytes: 1, file: 'images/f.pdf', kind: 'pdf' });
  expandSource(tx, sourceId, pages);
  closeIntake(tx, batch.batchId);
  return batch.batchId;
});

test('a batch of 10,000 pages is one task, whose children are counted by an index alone', async () => {
  await using open = await openGradedExam();
  const { store } = open;
  const batchId = await openLargeBatch(open);
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

test('a batch of 10,000 pages is given up while others go on writing, and one event says so', async () => {
  await using open = await openGradedExam();
  const { store } = open;
  const batchId = await openLargeBatch(open);
  const outside = { queue: { cancel: () => Promise.resolve() }, work: { grade: () => Promise.resolve() }, redis: { healthy: () => false } };
  const underWay = cancelBatch({ store, ...outside }, batchId, 'somebody');
  const waitingPages = (): number => store.db.get(counted, "SELECT count(*) AS n FROM pages WHERE batch_id = ? AND state = 'waiting'", batchId)?.n ?? 0;
  await store.write(() => undefined);
  await store.write(() => undefined);
  expect(waitingPages()).toBeGreaterThan(0);

  expect(await underWay).toBe(pages);
  expect(waitingPages()).toBe(0);
  expect(store.db.all(z.object({ pages: z.int() }), "SELECT payload ->> '$.pages' AS pages FROM all_events WHERE type = 'batch.cancelled' AND correlation_id = ?", batchId)).toEqual([{ pages }]);
  expect(await cancelBatch({ store, ...outside }, batchId, 'somebody')).toBe(0);
});
