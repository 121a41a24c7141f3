/** Scan batches and the files put into them. */
import { z } from 'zod';
import { counted, existing, flag } from './columns.ts';
import type { Db } from './database.ts';
import { batchIdOf, pageIdOf, sourceIdOf } from './ids.ts';
import type { StoredImage } from './images.ts';
import { refusePublished } from './publications.ts';
import type { Tx } from './writer.ts';

const batchRow = z.object({
  batchId: z.string(), examId: z.string(), batchKey: z.string(), run: z.int(), state: z.enum(['intake', 'reading', 'completed']), startedEvent: z.string(),
  startedAt: z.string(), completedAt: z.string().nullable(),
});
export type BatchRow = z.infer<typeof batchRow>;
const batchColumns = 'batch_id AS batchId, exam_id AS examId, batch_key AS batchKey, run, state, started_event AS startedEvent, started_at AS startedAt, completed_at AS completedAt';

export function findBatch(db: Db, batchId: string): BatchRow | null {
  return db.get(batchRow, `SELECT ${batchColumns} FROM batches WHERE batch_id = ?`, batchId);
}

/** Batches whose files are all in and whose pages are not all done. */
export function batchesUnderWay(db: Db, examId?: string): BatchRow[] {
  return examId === undefined
    ? db.all(batchRow, `SELECT ${batchColumns} FROM batches WHERE state = 'reading' ORDER BY exam_id, number`)
    : db.all(batchRow, `SELECT ${batchColumns} FROM batches WHERE exam_id = ? AND state = 'reading' ORDER BY number`, examId);
}

const idRow = z.object({ id: z.string() });
const originalRow = z.object({ source_id: z.string() });
const stateRow = z.object({ state: z.string() });

/** Ids of batches that are not completed, oldest first. */
export function batchesInWork(db: Db, limit: number): string[] {
  return db.all(idRow, "SELECT batch_id AS id FROM batches WHERE state <> 'completed' ORDER BY started_at, rowid LIMIT ?", limit).map(({ id }) => id);
}

/** Nobody is putting files into a batch, and of nothing that was begun to be sent into it is a part still to come. */
const nobodyPutsIn = 'intakes = 0 AND NOT EXISTS (SELECT 1 FROM sendings s WHERE s.batch_id = batches.batch_id)';

/** Whether a batch of an exam is being taken in, watched for, waited for, or read. */
export function hasOpenBatch(db: Db, examId: string): boolean {
  return db.get(existing, `SELECT EXISTS (SELECT 1 FROM batches WHERE exam_id = ? AND NOT (state = 'completed' AND ${nobodyPutsIn})) AS found`, examId)?.found ?? false;
}

/** Whether more pages of an exam are expected: nothing was put in yet, or a batch is open. Until then nobody is absent but by a person's word, and no page is missing: results and exceptions both ask here. */
export function scansMayCome(db: Db, examId: string): boolean {
  return db.get(existing, 'SELECT NOT EXISTS (SELECT 1 FROM batches WHERE exam_id = ?) AS found', examId)?.found !== false || hasOpenBatch(db, examId);
}

export function batchesOfExam(db: Db, examId: string): BatchRow[] {
  return db.all(batchRow, `SELECT ${batchColumns} FROM batches WHERE exam_id = ? ORDER BY number DESC`, examId);
}

/** Opens a batch for files: a new one, one that was interrupted, or a completed one again. Each opening needs its own `closeIntake` or `leaveIntake`. Throws ZhiyueError exam-published. */
export function openBatch(tx: Tx, examId: string, batchKey: string, actor = 'station'): BatchRow {
  refusePublished(tx, examId);
  const batchId = batchIdOf(examId, batchKey);
  if (findBatch(tx, batchId)) {
    tx.run("UPDATE batches SET intakes = intakes + 1, state = CASE state WHEN 'completed' THEN state ELSE 'intake' END WHERE batch_id = ?", batchId);
    return batchOrThrow(tx, batchId);
  }
  const started = tx.append({ type: 'batch.started', examId, correlationId: batchId, actor, payload: { batch_id: batchId, batch_key: batchKey, run: 1 } });
  const number = (tx.get(counted, 'SELECT coalesce(max(number), 0) AS n FROM batches WHERE exam_id = ?', examId)?.n ?? 0) + 1;
  tx.run("INSERT INTO batches (batch_id, exam_id, batch_key, number, run, state, started_event, started_at, intakes) VALUES (?, ?, ?, ?, 1, 'intake', ?, ?, 1)",
    batchId, examId, batchKey, number, started.event_id, tx.now.toISOString());
  return batchOrThrow(tx, batchId);
}

/** A completed batch that gets more files (`intake`), or of which something is read again (`reading`), runs once more. */
export function reopenCompleted(tx: Tx, batchId: string, state: 'intake' | 'reading', actor = 'station'): void {
  const batch = batchOrThrow(tx, batchId);
  if (batch.state !== 'completed') return;
  const run = batch.run + 1;
  const started = tx.append({ type: 'batch.started', examId: batch.examId, correlationId: batchId, actor, payload: { batch_id: batchId, batch_key: batch.batchKey, run } });
  tx.run('UPDATE batches SET state = ?, run = ?, started_event = ? WHERE batch_id = ?', state, run, started.event_id, batchId);
}

export interface AddedSource { readonly sourceId: string; readonly known: boolean; /** A file with the same bytes that was there before. */ readonly copyOf: string | null }

/**
 * Records a file that lies in the image folder; a file with the same bytes and name is known already.
 * `position` null: after everything that is in the batch.
 */
export function addSource(tx: Tx, batchId: string, name: string, position: number | null, image: StoredImage, actor = 'station'): AddedSource {
  const { examId } = batchOrThrow(tx, batchId);
  const sourceId = sourceIdOf(examId, image.sha256, name);
  const before = findSource(tx, sourceId);
  if (before) return { sourceId, known: true, copyOf: before.copyOf };
  reopenCompleted(tx, batchId, 'intake', actor);
  const place = position ?? (tx.get(counted, 'SELECT coalesce(max(position) + 1, 0) AS n FROM sources WHERE batch_id = ?', batchId)?.n ?? 0);
  const original = tx.get(originalRow, 'SELECT source_id FROM sources WHERE exam_id = ? AND sha256 = ? AND copy_of IS NULL', examId, image.sha256);
  tx.run("INSERT INTO sources (source_id, exam_id, batch_id, sha256, file, name, bytes, position, state, copy_of) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?)",
    sourceId, examId, batchId, image.sha256, image.file, name, image.bytes, place, original?.source_id ?? null);
  return { sourceId, known: false, copyOf: original?.source_id ?? null };
}

const sourceRow = z.object({
  sourceId: z.string(), examId: z.string(), batchId: z.string(), file: z.string(), name: z.string(), state: z.enum(['waiting', 'expanded']), copyOf: z.string().nullable(), asked: z.int(), givenUp: flag,
});
export type SourceRow = z.infer<typeof sourceRow>;
const sourceColumns = 'source_id AS sourceId, exam_id AS examId, batch_id AS batchId, file, name, state, copy_of AS copyOf, asked, given_up AS givenUp';

export function findSource(db: Db, sourceId: string): SourceRow | null {
  return db.get(sourceRow, `SELECT ${sourceColumns} FROM sources WHERE source_id = ?`, sourceId);
}

/** Files whose pages are not known yet; copies wait for what they are a copy of. */
export function waitingSources(db: Db): SourceRow[] {
  return db.all(sourceRow, `SELECT ${sourceColumns} FROM sources WHERE state = 'waiting' AND copy_of IS NULL ORDER BY batch_id, position`);
}

export function waitingSourcesOfBatch(db: Db, batchId: string): SourceRow[] {
  return db.all(sourceRow, `SELECT ${sourceColumns} FROM sources WHERE batch_id = ? AND state = 'waiting' AND copy_of IS NULL ORDER BY position`, batchId);
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
    const before = tx.get(stateRow, 'SELECT state FROM pages WHERE page_id = ?', pageId);
    if (before) {
      // Looked into again, after it had counted as one page.
      if (before.state === 'waiting') added.push(pageId);
      continue;
    }
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

/** One of those who put files in is done; when it was the last one, all files of this run are in. */
export function closeIntake(tx: Tx, batchId: string): void {
  leaveIntake(tx, batchId);
  closeAbandonedIntake(tx, batchId);
}

/** One of those who put files in was interrupted and will come back: the batch waits for the rest, unless somebody else closes it. */
export function leaveIntake(tx: Tx, batchId: string): void {
  tx.run('UPDATE batches SET intakes = max(intakes - 1, 0) WHERE batch_id = ?', batchId);
}

/** At the start nobody puts files in. */
export function forgetIntakes(db: Db): void {
  db.run('UPDATE batches SET intakes = 0 WHERE intakes > 0');
}

/** Batches that a crash left open for files and into which nobody puts any: what is in is all there is, until somebody comes back. Who had said how many files he sends is waited for. */
export function closeAbandonedIntakes(tx: Tx): void {
  tx.run(`UPDATE batches SET state = 'reading' WHERE state = 'intake' AND ${nobodyPutsIn}`);
}

/** The same for one batch. */
export function closeAbandonedIntake(tx: Tx, batchId: string): void {
  tx.run(`UPDATE batches SET state = 'reading' WHERE batch_id = ? AND state = 'intake' AND ${nobodyPutsIn}`, batchId);
}

/** A file that nobody can look into counts as one page; it may be asked for again. Returns its page, unless that was read. */
export function giveUpSource(tx: Tx, sourceId: string): string[] {
  if (findSource(tx, sourceId)?.state !== 'waiting') return [];
  const pages = expandSource(tx, sourceId, 1);
  tx.run('UPDATE sources SET given_up = 1 WHERE source_id = ?', sourceId);
  return pages;
}

/** Has a file that was given up looked into again, with its copies. */
export function askForSource(tx: Tx, sourceId: string): void {
  if (tx.run("UPDATE sources SET state = 'waiting', given_up = 0, asked = asked + 1 WHERE source_id = ? AND given_up = 1", sourceId) === 0) return;
  tx.run("UPDATE sources SET state = 'waiting' WHERE copy_of = ?", sourceId);
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
