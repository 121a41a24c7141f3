/** What a scan batch consists of, counted: files that are not looked into yet, then pages. Copies of pages are what their originals are, and count for those only. */
import { z } from 'zod';
import type { Db } from './database.ts';

const counts = z.object({ unfinished: z.int(), done: z.int(), failed: z.int() });
export type BatchChildren = z.infer<typeof counts>;

export function batchChildren(db: Db, batchId: string): BatchChildren {
  return db.get(counts, `SELECT
      coalesce(sum(state = 'waiting'), 0) + (SELECT count(*) FROM sources WHERE batch_id = ?1 AND state = 'waiting' AND copy_of IS NULL) AS unfinished,
      coalesce(sum(state = 'read'), 0) AS done, coalesce(sum(state = 'failed'), 0) AS failed
    FROM pages WHERE batch_id = ?1`, batchId) ?? { unfinished: 0, done: 0, failed: 0 };
}
