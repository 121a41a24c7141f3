/** The last event of an exam after which its scores may look different. */
import { z } from 'zod';
import type { Db } from '../store/database.ts';

const seqRow = z.object({ seq: z.int() });

/** Its `seq`; 0 for an exam that nothing has happened to. Quick: it looks from the end of the log. */
export function lastRelevantSeq(db: Db, examId: string): number {
  return db.get(seqRow, "SELECT seq FROM all_events WHERE exam_id = ? AND type NOT IN ('ocr.started', 'grading.started', 'report.written') ORDER BY seq DESC LIMIT 1", examId)?.seq ?? 0;
}
