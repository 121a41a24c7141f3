/**
 * What somebody sends into a batch over several requests. Its row stands from the first file until all of its files are in, or somebody says that no more will come:
 *
 *   (no row) ──▶ under way ──▶ all in (no row)
 *                   │  ▲
 *                   ▼  │ the same sending again
 *               interrupted ──▶ cut short (no row)
 *
 * As long as there is one, its batch is not completed: nobody is absent whose page has not been sent. It is interrupted when nothing of it has come for a while and nobody puts files into the batch;
 * no timer runs for that, it shows when somebody looks.
 */
import { z } from 'zod';
import { batchOrThrow, type BatchRow, closeAbandonedIntake, openBatch } from './batches.ts';
import type { Db } from './database.ts';
import type { Tx } from './writer.ts';

/** Between two requests of a sending lies what a browser needs to hash sixty megabytes: a second or two. */
const silenceMs = 15_000;

/** One request of a sending. */
export interface SendingPart {
  /** The sender's own name for it, the same when the same files are sent again. */
  readonly id: string;
  /** Of the whole sending. */
  readonly files: number;
  /** Of these: those that were in before this request. */
  readonly before: number;
}

const row = z.object({ sendingId: z.string(), batchId: z.string(), files: z.int(), came: z.int(), heardAt: z.string() });
type SendingRow = z.infer<typeof row>;
const columns = 'sending_id AS sendingId, batch_id AS batchId, files, came, heard_at AS heardAt';

function findSending(db: Db, examId: string, sendingId: string): SendingRow | null {
  return db.get(row, `SELECT ${columns} FROM sendings WHERE exam_id = ? AND sending_id = ?`, examId, sendingId);
}

interface ShownSending extends Omit<SendingRow, 'batchId' | 'heardAt'> { readonly interrupted: boolean }

export function sendingsOfBatch(db: Db, batchId: string, now: Date): ShownSending[] {
  const busy = batchIsBusy(db, batchId);
  return db.all(row, `SELECT ${columns} FROM sendings WHERE batch_id = ? ORDER BY rowid`, batchId)
    .map(({ sendingId, files, came, heardAt }) => ({ sendingId, files, came, interrupted: !busy && now.getTime() - Date.parse(heardAt) > silenceMs }));
}

function batchIsBusy(db: Db, batchId: string): boolean {
  return (db.get(z.object({ intakes: z.int() }), 'SELECT intakes FROM batches WHERE batch_id = ?', batchId)?.intakes ?? 0) > 0;
}

/** Opens the batch for one request of a sending; one that broke off goes on in its own batch, whatever key is said this time. Returns the batch's id. Throws ZhiyueError exam-published. */
export function openSending(tx: Tx, examId: string, batchKey: string, actor: string, { id, files, before }: SendingPart): string {
  const known = findSending(tx, examId, id);
  const { batchId } = openBatch(tx, examId, known === null ? batchKey : batchOrThrow(tx, known.batchId).batchKey, actor);
  tx.run(`INSERT INTO sendings (exam_id, sending_id, batch_id, files, came, heard_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    ON CONFLICT (exam_id, sending_id) DO UPDATE SET files = ?4, came = max(came, ?5), heard_at = ?6`, examId, id, batchId, files, before, tx.now.toISOString());
  return batchId;
}

/** At the end of a request: `came` of the sending's files are in. With all of them the sending is over. */
export function noteSending(tx: Tx, examId: string, sendingId: string, came: number): void {
  tx.run('UPDATE sendings SET came = max(came, ?), heard_at = ? WHERE exam_id = ? AND sending_id = ?', came, tx.now.toISOString(), examId, sendingId);
  tx.run('DELETE FROM sendings WHERE exam_id = ? AND sending_id = ? AND came >= files', examId, sendingId);
}

export interface EndOfSending {
  readonly actor: string;
  /** How many of its files are in, by whoever says so. */
  readonly came?: number | undefined;
}

/** No more files of it will come; where that is fewer than all, somebody has said so, which the log keeps. Returns the batch, which may be done by now; null where there is no such sending. */
export function endSending(tx: Tx, examId: string, sendingId: string, { actor, came = 0 }: EndOfSending): string | null {
  const sending = findSending(tx, examId, sendingId);
  if (sending === null) return null;
  const { batchId, files } = sending;
  tx.run('DELETE FROM sendings WHERE exam_id = ? AND sending_id = ?', examId, sendingId);
  const all = Math.max(came, sending.came);
  if (all < files) tx.append({ type: 'batch.cut-short', examId, correlationId: batchId, actor, payload: { batch_id: batchId, files, came: all } });
  closeAbandonedIntake(tx, batchId);
  return batchId;
}

/** Of a batch that is given up. */
export function endSendingsOfBatch(tx: Tx, { batchId, examId }: BatchRow, actor: string): void {
  for (const { sendingId } of tx.all(row, `SELECT ${columns} FROM sendings WHERE batch_id = ?`, batchId)) endSending(tx, examId, sendingId, { actor });
}
