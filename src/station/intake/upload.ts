/** Files that arrive over the network, one after the other, go into a batch. What is whole is in; what broke off is not, and the same upload again brings only what is missing. */
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZhiyueError } from '../../contract/errors.ts';
import { notThere } from '../../contract/not-there.ts';
import { openBatch } from '../store/batches.ts';
import { findExam } from '../store/exams.ts';
import { batchIdOf } from '../store/ids.ts';
import type { StoredImage } from '../store/images.ts';
import { noteSending, openSending, type SendingPart } from '../store/sendings.ts';
import { endIntake, type IntakeParts, recordFile } from './put-in.ts';

export interface IncomingFile { readonly name: string; readonly stream: Readable }

export interface UploadOptions {
  readonly examId: string;
  readonly batchKey: string;
  readonly actor: string;
  /** Of one file. */
  readonly maxFileBytes: number;
  /** Aborted when the sender has gone. */
  readonly signal: AbortSignal;
  /** Left out: what is in this request is all there is. */
  readonly sending?: SendingPart | undefined;
}

export interface TakenFile { readonly name: string; readonly bytes: number; readonly sha256: string; /** It was there under this name. */ readonly known: boolean }
export interface Upload { readonly batchId: string; readonly files: readonly TakenFile[] }

/** So many files at most are being brought to disk. */
const filesAtOnce = 8;
/** So many wait for the commit that records them: small files come faster than commits, which they share. */
const recordsAtOnce = 256;

/**
 * Takes every file to disk while it arrives and records it at once: files before one that fails stay. Resolves when all are recorded.
 * Throws ZhiyueError not-found for an unknown exam, request-invalid without files, request-too-large about a file, disk-full, or what broke the stream off.
 */
export async function takeUpload(parts: IntakeParts, incoming: AsyncIterable<IncomingFile>, { examId, batchKey, actor, maxFileBytes, signal, sending }: UploadOptions): Promise<Upload> {
  const { store } = parts;
  if (!findExam(store.db, examId)) throw notThere('exam', examId);
  let batchId = batchIdOf(examId, batchKey);
  let recordedFiles = 0;
  const files: TakenFile[] = [];
  const taking: Promise<unknown>[] = [];
  const recording: Promise<TakenFile>[] = [];
  /** Resolves when the file before stands in line to be recorded: the writer keeps that order, and what is in line together shares a commit. */
  let inLine: Promise<unknown> = Promise.resolve();
  const take = (name: string, taken: Promise<StoredImage>): void => {
    const before = inLine;
    const asked = Promise.withResolvers<void>();
    inLine = asked.promise;
    inLine.catch(() => undefined);
    const record = async (): Promise<TakenFile> => {
      const [image] = await Promise.all([taken, before]);
      const recorded = recordFile(parts, { batchId, name, position: null, image, actor });
      asked.resolve();
      const { known } = await recorded;
      recordedFiles++;
      return { name, bytes: image.bytes, sha256: image.sha256, known };
    };
    const recorded = record();
    // Awaited in its turn; those behind a file that failed are not recorded.
    recorded.catch((error: unknown) => asked.reject(error));
    taking.push(taken);
    recording.push(recorded);
  };
  let opened = false;
  try {
    for await (const { name, stream } of incoming) {
      signal.throwIfAborted();
      if (!opened) batchId = await store.write((tx) => (sending === undefined ? openBatch(tx, examId, batchKey, actor).batchId : openSending(tx, examId, batchKey, actor, sending)));
      opened = true;
      const taken = store.images.takeStream(stream, { name, maxBytes: maxFileBytes, signal });
      take(name, taken);
      await Promise.race([taken, finished(stream, { writable: false }).catch(() => taken)]);
      if (taking.length > filesAtOnce) await taking.shift();
      while (recording.length > recordsAtOnce) files.push(...await Promise.all(recording.splice(0, recordsAtOnce / 2)));
    }
    files.push(...await Promise.all(recording));
  } finally {
    await Promise.allSettled(recording);
    if (opened) await endIntake(store, batchId, (tx) => { if (sending !== undefined) noteSending(tx, examId, sending.id, sending.before + recordedFiles); });
  }
  if (files.length === 0) throw new ZhiyueError('request-invalid', 'There are no files in this request.');
  return { batchId, files };
}
