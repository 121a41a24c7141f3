/** Files become part of the station: copied, hashed and recorded; those with one page for certain are queued at once through their event, the others through the task that looks into them. */
import { errorCodes, ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import { completeBatchIfDone } from '../complete-batch.ts';
import { addSource, closeIntake, expandSource, findSource, leaveIntake, openBatch, pagesOfSource } from '../store/batches.ts';
import { findExam } from '../store/exams.ts';
import { sha256OfFile, type StoredImage } from '../store/images.ts';
import { sourceIdOf } from '../store/ids.ts';
import { type Publication, publishedRefusal, standingPublication } from '../store/publications.ts';
import { endSending, noteSending, openSending, type SendingPart } from '../store/sendings.ts';
import type { Store } from '../store/store.ts';
import type { Tx } from '../store/writer.ts';
import type { PutIn, ScanSource } from '../station-api.ts';
import { retryFailedBySource } from '../tasks/ocr-processing/read-again.ts';
import type { Work } from '../work.ts';

export interface IntakeParts { readonly store: Store; readonly work: Work }
export interface IntakeOptions {
  readonly batchKey: string;
  readonly signal?: AbortSignal;
  readonly actor?: string;
  /** Whoever is interrupted does not come back: the batch ends with what is in, and other files stand after those that are in. */
  readonly final?: boolean;
  /** What all of it is called and how much it is: a station that dies in the middle knows then that something is missing. */
  readonly sending?: Omit<SendingPart, 'before'>;
}

/** Two files at once keep the disk busy without holding more than two chunks in memory. */
const filesAtOnce = 2;
/** After so many files the record hears how many of a sending are in. */
const noteEvery = 20;

export async function putIn({ store, work }: IntakeParts, examId: string, files: readonly ScanSource[] | AsyncIterable<ScanSource>, { batchKey, signal, actor = 'station', final = false, sending }: IntakeOptions): Promise<PutIn> {
  if (!findExam(store.db, examId)) throw ZhiyueError.of('input-missing', [fault('exam-unknown', { exam: examId })], { about: examId });
  const publication = standingPublication(store.db, examId);
  if (publication) return knownOnly(store, publication, files, signal);
  const batchId = await store.write((tx) => (sending === undefined ? openBatch(tx, examId, batchKey, actor).batchId : openSending(tx, examId, batchKey, actor, { ...sending, before: 0 })));
  const counts = { added: 0, known: 0 };
  const there: string[] = [];
  const failures: unknown[] = [];
  const queue = positioned(files);

  // Files are copied side by side but recorded in their order: which of two copies is the original does not depend on chance, or on where an earlier run was interrupted.
  let lastTurn: Promise<void> = Promise.resolve();

  async function takeFiles(): Promise<void> {
    for await (const { file, position } of { [Symbol.asyncIterator]: () => queue }) {
      signal?.throwIfAborted();
      const before = lastTurn;
      const taken = store.images.take(file.path).catch((error: unknown) => {
        // One file that has gone does not stop the others; a full disk does.
        if (!(error instanceof ZhiyueError) || error.code !== 'input-missing') throw error;
        failures.push(error);
        return null;
      });
      const record = async (): Promise<void> => {
        const [image] = await Promise.all([taken, before]);
        if (!image) return;
        const { known } = await recordFile({ store, work }, { batchId, name: file.name, position: final ? null : position, image, actor });
        counts[known ? 'known' : 'added']++;
        const came = counts.added + counts.known;
        if (sending !== undefined && came % noteEvery === 0) await store.write((tx) => noteSending(tx, examId, sending.id, came));
        if (known) there.push(sourceIdOf(examId, image.sha256, file.name));
      };
      const turn = record();
      lastTurn = turn;
      await turn;
    }
  }
  const outcomes = await Promise.allSettled(Array.from({ length: filesAtOnce }, takeFiles));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')?.reason ?? failures[0];
  const again = failed === undefined ? await retryFailedBySource({ store, work }, there, actor) : 0;
  const end = (tx: Tx): void => { if (sending !== undefined) endSending(tx, examId, sending.id, { actor, came: counts.added + counts.known }); };
  if (failed === undefined || final) await endIntake(store, batchId, end);
  else await told(store, (tx) => leaveIntake(tx, batchId));
  if (failed !== undefined) throw failed;
  return { batchId, ...counts, again };
}

/** Files that are in already bring nothing new to published scores. Throws ZhiyueError exam-published for any other, before anything is copied. */
async function knownOnly({ db }: Store, publication: Publication, files: readonly ScanSource[] | AsyncIterable<ScanSource>, signal: AbortSignal | undefined): Promise<PutIn> {
  let known = 0;
  let last: string | null = null;
  for await (const { path, name } of files) {
    signal?.throwIfAborted();
    const source = findSource(db, sourceIdOf(publication.examId, await sha256OfFile(path), name));
    if (source === null) throw publishedRefusal(db, publication);
    last = source.batchId;
    known += 1;
  }
  if (last === null) throw publishedRefusal(db, publication);
  return { batchId: last, added: 0, known, again: 0 };
}

/** One of those who put files into a batch is done; `also` is written with it, before. */
export async function endIntake(store: Store, batchId: string, also?: (tx: Tx) => void): Promise<void> {
  const change = (tx: Tx): void => {
    also?.(tx);
    closeIntake(tx, batchId);
  };
  await told(store, change, () => completeBatchIfDone(store, batchId));
  await completeBatchIfDone(store, batchId);
}

const tellAgainMs = 500;

/**
 * Writes that somebody is done with a batch. Where that cannot be written now (a full disk, mostly the very reason why they are done), it throws, and goes on trying until it is written or the station ends:
 * a batch that counts somebody who has gone would never be completed.
 */
async function told(store: Store, change: (tx: Tx) => void, then: () => Promise<void> = async () => {}): Promise<void> {
  try {
    await store.write(change);
  } catch (error) {
    if (canPass(error)) setTimeout(() => void told(store, change, then).then(then).catch(() => undefined), tellAgainMs).unref();
    throw error;
  }
}

const canPass = (error: unknown): boolean => error instanceof ZhiyueError && (error.passing || errorCodes[error.code] === 'environment');

export interface FileToRecord { readonly batchId: string; readonly name: string; readonly position: number | null; readonly image: StoredImage; readonly actor: string }

/** Records one stored file and has its pages looked for; `known`: it was there under this name. */
export async function recordFile({ store, work }: IntakeParts, { batchId, name, position, image, actor }: FileToRecord): Promise<{ readonly known: boolean }> {
  const { known, lookInto } = await store.write((tx) => {
    const added = addSource(tx, batchId, name, position, image, actor);
    if (added.known) return { known: true, lookInto: null };
    if (added.copyOf !== null) {
      const pages = pagesOfSource(tx, added.copyOf);
      if (pages !== null) expandSource(tx, added.sourceId, pages);
      return { known: false, lookInto: null };
    }
    if (onePageForCertain(image)) {
      expandSource(tx, added.sourceId, 1);
      return { known: false, lookInto: null };
    }
    return { known: false, lookInto: findSource(tx, added.sourceId) };
  });
  if (lookInto !== null) await work.expand([lookInto]);
  return { known };
}

function onePageForCertain({ kind }: StoredImage): boolean {
  return kind === 'jpg' || kind === 'png' || kind === 'webp';
}

/** Shared by the takers: each file goes to one of them, with its place in the order. */
async function* positioned(files: readonly ScanSource[] | AsyncIterable<ScanSource>): AsyncGenerator<{ readonly file: ScanSource; readonly position: number }> {
  let position = 0;
  for await (const file of files) yield { file, position: position++ };
}
