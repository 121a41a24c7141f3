/** Scan batches and the files put into them. */
import { z } from 'zod';
import { counted, existing } from './columns.ts';
import type { Db } from './database.ts';
import { batchIdOf, pageIdOf, sourceIdOf } from './ids.ts';
import type { StoredImage } from './images.ts';
import type { Tx } from './writer.ts';

const batchRow = z.object({
  batchId: z.string(), examId: z.string(), batchKey: z.string(), run: z.int(), state: z.enum(['intake', 'reading', 'completed']), startedEvent: z.string(),
});
export type BatchRow = z.infer<typeof batchRow>;
const batchColumns = 'batch_id AS batchId, exam_id AS examId, batch_key AS batchKey, run, state, started_event AS startedEvent';

export function findBatch(db: Db, batchId: string): BatchRow | null {
  return db.get(batchRow, `SELECT ${batchColumns} FROM batches WHERE batch_id = ?`, batchId);
}

/** Batches whose files are all in and whose pages are not all done. */
export function batchesUnderWay(db: Db, examId?: string): BatchRow[] {
  return examId === undefined
    ? db.all(batchRow, `SELECT ${batchColumns} FROM batches WHERE state = 'reading' ORDER BY exam_id, number`)
    : db.all(batchRow, `SELECT ${batchColumns} FROM batches WHERE exam_id = ? AND state = 'reading' ORDER BY number`, examId);
}

/** Opens a batch for files: a new one, one that was interrupted, or a completed one again. */
export function openBatch(tx: Tx, examId: string, batchKey: string): BatchRow {
  const batchId = batchIdOf(examId, batchKey);
  const known = findBatch(tx, batchId);
  if (known) {
    tx.run("UPDATE batches SET state = 'intake' WHERE batch_id = ? AND state <> 'completed'", batchId);
    return known;
  }
  const started = tx.append({ type: 'batch.started', examId, correlationId: batchId, payload: { batch_id: batchId, batch_key: batchKey, run: 1 } });
  const number = (tx.get(counted, 'SELECT count(*) AS n FROM batches WHERE exam_id = ?', examId)?.n ?? 0) + 1;
  tx.run("INSERT INTO batches (batch_id, exam_id, batch_key, number, run, state, started_event, started_at) VALUES (?, ?, ?, ?, 1, 'intake', ?, ?)",
    batchId, examId, batchKey, number, started.event_id, tx.now.toISOString());
  return { batchId, examId, batchKey, run: 1, state: 'intake', startedEvent: started.event_id };
}

/** A completed batch that gets more files runs once more. */
function reopenCompleted(tx: Tx, batchId: string): BatchRow {
  const batch = batchOrThrow(tx, batchId);
  if (batch.state !== 'completed') return batch;
  const run = batch.run + 1;
  const started = tx.append({ type: 'batch.started', examId: batch.examId, correlationId: batchId, payload: { batch_id: batchId, batch_key: batch.batchKey, run } });
  tx.run("UPDATE batches SET state = 'intake', run = ?, started_event = ? WHERE batch_id = ?", run, started.event_id, batchId);
  return { ...batch, run, state: 'intake', startedEvent: started.event_id };
}

export interface AddedSource { readonly sourceId: string; readonly known: boolean; /** A file with the same bytes that was there before. */ readonly copyOf: string | null }

/** Records a file that lies in the image folder; a file with the same bytes and name is known already. */
export function addSource(tx: Tx, batchId: string, name: string, position: number, image: StoredImage): AddedSource {
  const { examId } = batchOrThrow(tx, batchId);
  const sourceId = sourceIdOf(examId, image.sha256, name);
  const before = findSource(tx, sourceId);
  if (before) return { sourceId, known: true, copyOf: before.copyOf };
  reopenCompleted(tx, batchId);
  const original = tx.get(z.object({ source_id: z.string() }), 'SELECT source_id FROM sources WHERE exam_id = ? AND sha256 = ? AND copy_of IS NULL', examId, image.sha256);
  tx.run("INSERT INTO sources (source_id, exam_id, batch_id, sha256, file, name, bytes, position, state, copy_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?)",
    sourceId, examId, batchId, image.sha256, image.file, name, image.bytes, position, original?.source_id ?? null);
  return { sourceId, known: false, copyOf: original?.source_id ?? null };
}

const sourceRow = z.object({
  sourceId: z.string(), examId: z.string(), batchId: z.string(), file: z.string(), name: z.string(), state: z.enum(['waiting', 'expanded']), copyOf: z.string().nullable(),
});
export type SourceRow = z.infer<typeof sourceRow>;
const sourceColumns = 'source_id AS sourceId, exam_id AS examId, batch_id AS batchId, file, name, state, copy_of AS copyOf';

export function findSource(db: Db, sourceId: string): SourceRow | null {
  return db.get(sourceRow, `SELECT ${sourceColumns} FROM sources WHERE source_id = ?`, sourceId);
}

/** Files whose pages are not known yet; copies wait for what they are a copy of. */
export function waitingSources(db: Db): SourceRow[] {
  return db.all(sourceRow, `SELECT ${sourceColumns} FROM sources WHERE state = 'waiting' AND copy_of IS NULL ORDER BY batch_id, position`);
}

/**
 * Records the pages of a file, and of the copies of it that lie there already. A copy of an expanded file gets its pages from it.
 * Does nothing for a file that was expanded before. Returns the new pages that are to be read.
 */
export function expandSource(tx: Tx, sourceId: string, pages: number): string[] {
  const source = findSource(tx, sourceId);
  if (!source || source.state === 'expanded') return [];
  tx.run("UPDATE sources SET state = 'expanded' WHERE source_id = ?", sourceId);
  const { startedEvent } = batchOrThrow(tx, source.batchId);
  const added: string[] = [];
  for (let pageInFile = 1; pageInFile <= pages; pageInFile++) {
    const pageId = pageIdOf(sourceId, pageInFile);
    const copyOf = source.copyOf === null ? null : pageIdOf(source.copyOf, pageInFile);
    const received = tx.append({
      type: 'page.received', examId: source.examId, correlationId: source.batchId, causationId: startedEvent,
      payload: { batch_id: source.batchId, page_id: pageId, source_id: sourceId, page_in_file: pageInFile, duplicate_of: copyOf },
    });
    tx.run('INSERT INTO pages (page_id, exam_id, batch_id, source_id, page_in_file, state, copy_of, reading_revision, received_event) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)',
      pageId, source.examId, source.batchId, sourceId, pageInFile, copyOf === null ? 'waiting' : 'copy', copyOf, received.event_id);
    if (copyOf === null) added.push(pageId);
  }
  for (const copy of tx.all(sourceRow, `SELECT ${sourceColumns} FROM sources WHERE copy_of = ? AND state = 'waiting'`, sourceId)) expandSource(tx, copy.sourceId, pages);
  return added;
}

/** Pages of a file that was expanded; null while it was not. */
export function pagesOfSource(db: Db, sourceId: string): number | null {
  const source = findSource(db, sourceId);
  if (source?.state !== 'expanded') return null;
  return db.get(counted, 'SELECT count(*) AS n FROM pages WHERE source_id = ?', sourceId)?.n ?? 0;
}

/** All files of this run are in. */
export function closeIntake(tx: Tx, batchId: string): void {
  tx.run("UPDATE batches SET state = 'reading' WHERE batch_id = ? AND state = 'intake'", batchId);
}

/** Whether every file is expanded, every page read or failed, and every sheet that has a page of it graded. */
export function everythingDone(db: Db, batchId: string): boolean {
  return !(db.get(existing, `SELECT (
    EXISTS (SELECT 1 FROM sources WHERE batch_id = ?1 AND state = 'waiting')
    OR EXISTS (SELECT 1 FROM pages WHERE batch_id = ?1 AND state = 'waiting')
    OR EXISTS (SELECT 1 FROM sheets s WHERE s.exam_id = (SELECT exam_id FROM batches WHERE batch_id = ?1) AND s.graded_revision < s.revision
      AND EXISTS (SELECT 1 FROM pages p WHERE p.exam_id = s.exam_id AND p.candidate_no = s.candidate_no AND p.batch_id = ?1))
  ) AS found`, batchId)?.found ?? false);
}

export function batchOrThrow(db: Db, batchId: string): BatchRow {
  const batch = findBatch(db, batchId);
  if (!batch) throw new Error(`There is no batch ${batchId} in the record.`);
  return batch;
}
