/** All watched folders of the station: one an exam, kept in the record, and begun again at every start. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type ErrorCode, toPlainError, ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import { notThere } from '../../contract/not-there.ts';
import { endIntake, type IntakeParts } from '../intake/put-in.ts';
import { openBatch } from '../store/batches.ts';
import { findExam } from '../store/exams.ts';
import { refusePublished } from '../store/publications.ts';
import { forgetWatch, saveWatch, type StoredWatch, storedWatches } from '../store/watches.ts';
import { type FolderWatch, watchFolder, type WatchState } from './watch-folder.ts';

export interface Watch extends StoredWatch, WatchState { readonly batchId: string }

export interface Watches extends AsyncDisposable {
  /** Watches a folder in place of the one that was watched for the exam. Throws ZhiyueError not-found, input-missing, request-invalid, exam-published. */
  start(order: Pick<StoredWatch, 'examId' | 'folder' | 'batchKey' | 'actor'>): Promise<Watch>;
  /** The batch ends with what is in it. Does nothing where no folder is watched. */
  stop(examId: string, actor: string): Promise<void>;
  of(examId: string): Watch | null;
}

export interface WatchesParts extends IntakeParts { readonly now: () => Date; readonly onTrouble: (error: Error) => void }

interface Running { readonly stored: StoredWatch; readonly batchId: string; readonly watch: FolderWatch }

/** Batches of folders that were watched before the station stopped are open again when this resolves. */
export async function openWatches({ now, onTrouble, ...parts }: WatchesParts): Promise<Watches> {
  const { store } = parts;
  const running = new Map<string, Running>();
  /** Starting and stopping, one after the other. */
  let line: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const turn = line.then(act);
    line = turn.catch(() => undefined);
    return turn;
  };

  const note = async (examId: string, batchId: string, error: ErrorCode | null): Promise<void> => {
    try {
      await store.write((tx) => {
        tx.append(error === null
          ? { type: 'watch.resumed', examId, correlationId: batchId, payload: { batch_id: batchId } }
          : { type: 'watch.failed', examId, correlationId: batchId, payload: { batch_id: batchId, code: error } });
      });
    } catch (trouble) {
      onTrouble(trouble instanceof Error ? trouble : new Error(String(trouble)));
    }
  };
  const run = (stored: StoredWatch, batchId: string): void => {
    const { folder, actor, examId } = stored;
    running.set(examId, { stored, batchId, watch: watchFolder(parts, { folder, batchId, actor, clock: now, onState: (error) => void note(examId, batchId, error) }) });
  };
  const end = async (examId: string, actor: string): Promise<void> => {
    const ending = running.get(examId);
    if (!ending) return;
    await ending.watch[Symbol.asyncDispose]();
    running.delete(examId);
    await store.write((tx) => {
      forgetWatch(tx, examId);
      tx.append({ type: 'watch.stopped', examId, actor, correlationId: ending.batchId, payload: { batch_id: ending.batchId } });
    });
    await endIntake(store, ending.batchId);
  };
  const shown = ({ stored, batchId, watch }: Running): Watch => ({ ...stored, batchId, ...watch.now() });

  for (const stored of storedWatches(store.db)) {
    try {
      const { batchId } = await store.write((tx) => openBatch(tx, stored.examId, stored.batchKey, stored.actor));
      run(stored, batchId);
    } catch (error) {
      onTrouble(new Error(`The folder of ${stored.examId} is not watched: ${toPlainError(error).message}`));
    }
  }

  return {
    start: ({ examId, folder, batchKey, actor }) => inTurn(async () => {
      if (!findExam(store.db, examId)) throw notThere('exam', examId);
      refusePublished(store.db, examId);
      await refuseFolder(folder, store.dataFolder);
      await end(examId, actor);
      const stored: StoredWatch = { examId, folder: path.resolve(folder), batchKey, actor, since: now().toISOString() };
      const { batchId } = await store.write((tx) => {
        const batch = openBatch(tx, examId, batchKey, actor);
        saveWatch(tx, stored);
        tx.append({ type: 'watch.started', examId, actor, correlationId: batch.batchId, payload: { batch_id: batch.batchId } });
        return batch;
      });
      run(stored, batchId);
      return { ...stored, batchId, state: 'watching', error: null, added: 0, lastFileAt: null, writing: 0 };
    }),
    stop: (examId, actor) => inTurn(() => end(examId, actor)),
    of: (examId) => {
      const found = running.get(examId);
      return found ? shown(found) : null;
    },
    async [Symbol.asyncDispose]() {
      await line;
      await Promise.all([...running.values()].map(({ watch }) => watch[Symbol.asyncDispose]()));
    },
  };
}

async function refuseFolder(folder: string, dataFolder: string): Promise<void> {
  if (!path.isAbsolute(folder)) throw new ZhiyueError('request-invalid', 'Name the folder by its whole path.', { about: folder });
  const status = await stat(folder).catch(() => null);
  if (!status?.isDirectory()) throw ZhiyueError.of('input-missing', [fault('folder-absent')], { about: folder });
  const [own, asked] = [path.resolve(dataFolder), path.resolve(folder)];
  // The station's own images would come in again and again.
  if (`${own}${path.sep}`.startsWith(`${asked}${path.sep}`) || `${asked}${path.sep}`.startsWith(`${own}${path.sep}`)) throw new ZhiyueError('request-invalid', 'The folder of the station itself cannot be watched; choose another one.');
}
