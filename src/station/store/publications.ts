/** Publications of an exam's scores: what was frozen, by whom, and whether it still holds. */
import { z } from 'zod';
import { ZhiyueError } from '../../contract/errors.ts';
import type { Db } from './database.ts';
import type { Tx } from './writer.ts';

const publicationRow = z.object({
  publicationId: z.string(), examId: z.string(), examRevision: z.int(), at: z.string(), by: z.string(), note: z.string(), digest: z.string(), sheets: z.int(), openExceptions: z.int(),
  withdrawnAt: z.string().nullable(), withdrawnBy: z.string().nullable(), reason: z.string().nullable(),
});
export type Publication = z.infer<typeof publicationRow>;
const columns = `publication_id AS publicationId, exam_id AS examId, exam_revision AS examRevision, at, by, note, digest, sheets, open_exceptions AS openExceptions,
  withdrawn_at AS withdrawnAt, withdrawn_by AS withdrawnBy, reason`;

/** The one that holds; null while the exam is not published. */
export function standingPublication(db: Db, examId: string): Publication | null {
  return db.get(publicationRow, `SELECT ${columns} FROM publications WHERE exam_id = ? AND withdrawn_at IS NULL`, examId);
}

/** Newest first. */
export function publicationsOf(db: Db, examId: string): Publication[] {
  return db.all(publicationRow, `SELECT ${columns} FROM publications WHERE exam_id = ? ORDER BY at DESC, rowid DESC`, examId);
}

export type NewPublication = Pick<Publication, 'publicationId' | 'examId' | 'examRevision' | 'by' | 'note' | 'digest' | 'sheets' | 'openExceptions'> & { /** JSON: exam and scores as they are. */ readonly frozen: string };

export function savePublication(tx: Tx, { publicationId, examId, examRevision, by, note, digest, sheets, openExceptions, frozen }: NewPublication): void {
  tx.run('INSERT INTO publications (publication_id, exam_id, exam_revision, at, by, note, digest, sheets, open_exceptions, frozen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    publicationId, examId, examRevision, tx.now.toISOString(), by, note, digest, sheets, openExceptions, frozen);
}

export function withdrawPublication(tx: Tx, publicationId: string, { by, reason }: { readonly by: string; readonly reason: string }): void {
  tx.run('UPDATE publications SET withdrawn_at = ?, withdrawn_by = ?, reason = ? WHERE publication_id = ?', tx.now.toISOString(), by, reason, publicationId);
}

/** Whatever could alter scores asks this first, in its transaction. Throws ZhiyueError exam-published. */
export function refusePublished(db: Db, examId: string): void {
  const standing = standingPublication(db, examId);
  if (standing) throw publishedRefusal(db, standing);
}

export function publishedRefusal(db: Db, { examId, by, at }: Publication): ZhiyueError {
  // A device is known to people by its name.
  const { name } = db.get(z.object({ name: z.string() }), "SELECT coalesce((SELECT name FROM devices WHERE 'device:' || device_id = ?1), ?1) AS name", by) ?? { name: by };
  return new ZhiyueError('exam-published', `The scores of ${examId} were published by ${name} on ${at.slice(0, 10)} and stay as they are: withdraw the publication first, with a reason.`, { about: examId });
}
