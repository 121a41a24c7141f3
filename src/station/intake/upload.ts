/** Files that arrive over the network, one after the other, go into a batch. What is whole is in; what broke off is not, and the same upload again brings only what is missing. */
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZhiyueError } from '../../contract/errors.ts';
import { openBatch } from '../store/batches.ts';
import { findExam } from '../store/exams.ts';
import { batchIdOf } from '../store/ids.ts';
import type { StoredImage } from '../store/images.ts';
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
}

export interface TakenFile { readonly name: string; readonly bytes: number; readonly sha256: string; /** It was there under this name. */ readonly known: boolean }
export interface Upload { readonly batchId: string; readonly files: readonly TakenFile[] }

/** So many files at most are being brought to disk or recorded. */
const filesAtOnce = 8;

/**
 * Takes every file to disk while it arrives and records it at once: files before one that fails stay.
 * Throws ZhiyueError not-found for an unknown exam, request-invalid without files, request-too-large about a file, disk-full, or what broke the stream off.
 */
export async function takeUpload(parts: IntakeParts, incoming: AsyncIterable<IncomingFile>, { examId, batchKey, actor, maxFileBytes, signal }: UploadOptions): Promise<Upload> {
  const { store } = parts;
  if (!findExam(store.db, examId)) throw new ZhiyueError('not-found', `There is no exam ${examId}.`, { about: examId });
  const batchId = batchIdOf(examId, batchKey);
  const files: TakenFile[] = [];
  /** The disk ends one file while the next one arrives; they are recorded in their order. */
  const under: Promise<void>[] = [];
  const record = async (name: string, taken: Promise<StoredImage>, before: Promise<void> | undefined): Promise<void> => {
    const [image] = await Promise.all([taken, before]);
    const { known } = await recordFile(parts, { batchId, name, position: null, image, actor });
    files.push({ name, bytes: image.bytes, sha256: image.sha256, known });
  };
  let opened = false;
  try {
    for await (const { name, stream } of incoming) {
      signal.throwIfAborted();
      if (!opened) await store.write((tx) => openBatch(tx, examId, batchKey, actor));
      opened = true;
      const taken = store.images.takeStream(stream, { name, maxBytes: maxFileBytes, signal });
      const recorded = record(name, taken, under.at(-1));
      // Awaited in its turn.
      recorded.catch(() => undefined);
      under.push(recorded);
      await Promise.race([taken, finished(stream, { writable: false }).catch(() => taken)]);
      if (under.length > filesAtOnce) await under.shift();
    }
    await Promise.all(under);
  } finally {
    await Promise.allSettled(under);
    if (opened) await endIntake(store, batchId);
  }
  if (files.length === 0) throw new ZhiyueError('request-invalid', 'There are no files in this request.');
  return { batchId, files };
}
