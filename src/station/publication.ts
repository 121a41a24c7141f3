/** The scores of an exam are given out: from then on they, the key and the rules stay as they are, until somebody takes it back with a reason. */
import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ZhiyueError } from '../contract/errors.ts';
import { notThere } from '../contract/not-there.ts';
import { hasOpenBatch } from './store/batches.ts';
import { existing } from './store/columns.ts';
import type { Db } from './store/database.ts';
import { findExam } from './store/exams.ts';
import { countOpenExceptions } from './store/exceptions.ts';
import { type Publication, refusePublished, savePublication, standingPublication, withdrawPublication } from './store/publications.ts';
import type { Store } from './store/store.ts';

/**
 * Freezes scores, key and rules; the record keeps them with who, when, and the SHA-256 of what was frozen.
 * `revision`: of the exam whose scores were looked at. Throws ZhiyueError not-found, exam-published, revision-stale when that is not the exam's any more, exam-busy while a batch runs or sheets are being scored, request-invalid when nothing has a score, exceptions-open unless `force`.
 */
export async function publishExam({ write }: Pick<Store, 'write'>, examId: string, { note, force, revision, actor }: { readonly note: string; readonly force: boolean; readonly revision?: number | undefined; readonly actor: string }): Promise<Publication> {
  return write((tx) => {
    const stored = findExam(tx, examId);
    if (!stored) throw notThere('exam', examId);
    refusePublished(tx, examId);
    if (revision !== undefined && revision !== stored.revision) throw new ZhiyueError('revision-stale', `${examId} was changed meanwhile: it has revision ${stored.revision}, its scores were looked at in ${revision}.`, { about: examId });
    if (isWorkedOn(tx, examId)) throw new ZhiyueError('exam-busy', `Pages of ${examId} are being read or scored: wait until its scan batches are completed.`, { about: examId });
    const openExceptions = countOpenExceptions(tx, examId);
    if (openExceptions > 0 && !force) throw new ZhiyueError('exceptions-open', `${openExceptions} exceptions of ${examId} still wait for a person: settle them, or publish in spite of them on purpose.`, { about: examId });
    const scores = tx.all(z.object({ candidateNo: z.string(), score: z.string() }), 'SELECT candidate_no AS candidateNo, score FROM scores WHERE exam_id = ? AND latest = 1 ORDER BY candidate_no', examId);
    if (scores.length === 0) throw new ZhiyueError('request-invalid', `No sheet of ${examId} has a score yet: there is nothing to publish.`, { about: examId });
    // The scores are JSON already; parsing thousands of them only to write them again would hold everybody up.
    const frozen = `{"exam":${JSON.stringify(stored.exam)},"scores":{${scores.map(({ candidateNo, score }) => `${JSON.stringify(candidateNo)}:${score}`).join(',')}}}`;
    const publicationId = randomUUID();
    const digest = createHash('sha256').update(frozen).digest('hex');
    savePublication(tx, { publicationId, examId, examRevision: stored.revision, by: actor, note, digest, sheets: scores.length, openExceptions, frozen });
    tx.append({ type: 'exam.published', examId, actor, correlationId: publicationId, payload: { publication_id: publicationId, revision: stored.revision, sheets: scores.length, exceptions: openExceptions, digest } });
    return standing(tx, examId);
  });
}

/** Scores may change again; that they were published stays in the record. Throws ZhiyueError not-found for an exam that is not published. */
export async function unpublishExam({ write }: Pick<Store, 'write'>, examId: string, { reason, actor }: { readonly reason: string; readonly actor: string }): Promise<void> {
  await write((tx) => {
    const { publicationId } = standing(tx, examId);
    withdrawPublication(tx, publicationId, { by: actor, reason });
    tx.append({ type: 'exam.unpublished', examId, actor, correlationId: publicationId, payload: { publication_id: publicationId } });
  });
}

function standing(db: Db, examId: string): Publication {
  const publication = standingPublication(db, examId);
  if (!publication) throw new ZhiyueError('not-found', `The exam ${examId} is not published.`, { about: examId });
  return publication;
}

function isWorkedOn(db: Db, examId: string): boolean {
  return hasOpenBatch(db, examId) || (db.get(existing, 'SELECT EXISTS (SELECT 1 FROM sheets WHERE exam_id = ? AND graded_revision < revision) AS found', examId)?.found ?? false);
}
