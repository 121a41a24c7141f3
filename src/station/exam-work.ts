/** What of an exam is still to be read or graded, whoever put it in. */
import { z } from 'zod';
import type { ExamWork } from './station-api.ts';
import { batchesOfExam, hasOpenBatch } from './store/batches.ts';
import type { Db } from './store/database.ts';
import { sendingsOfBatch } from './store/sendings.ts';
import { watchedBatch } from './store/watches.ts';

const found = z.object({ pages: z.int(), sheets: z.int(), intakes: z.int(), reading: z.int() });

/** A file that nobody has looked into counts as one page. A watched folder, and a sending that broke off, may bring more some day: what is in of them is work, what may come is not. */
export function examWork(db: Db, examId: string, now: Date): ExamWork {
  const { pages, sheets, intakes, reading } = db.get(found, `SELECT
    (SELECT count(*) FROM pages WHERE exam_id = ?1 AND state = 'waiting') + (SELECT count(*) FROM sources WHERE exam_id = ?1 AND state = 'waiting' AND copy_of IS NULL) AS pages,
    (SELECT count(*) FROM sheets WHERE exam_id = ?1 AND graded_revision < revision) AS sheets,
    (SELECT coalesce(sum(intakes), 0) FROM batches WHERE exam_id = ?1) AS intakes,
    (SELECT count(*) FROM batches WHERE exam_id = ?1 AND state = 'reading') AS reading`, examId) ?? { pages: 0, sheets: 0, intakes: 0, reading: 0 };
  const putIn = intakes - (watchedBatch(db, examId) === null ? 0 : 1);
  const sent = (): boolean => batchesOfExam(db, examId).some(({ batchId }) => sendingsOfBatch(db, batchId, now).some(({ interrupted }) => !interrupted));
  return { pages, busy: pages + sheets + reading > 0 || putIn > 0 || sent(), mayCome: hasOpenBatch(db, examId) };
}
