/** Backups being written and restored: one at a time, each in a thread of its own, followed and stopped by its id. Nothing of them is in the record but the events of those that were done. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createWriteStream } from 'node:fs';
import { type ErrorCode, toPlainError, ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import { notThere } from '../../contract/not-there.ts';
import { examIds, findExam } from '../store/exams.ts';
import type { Store } from '../store/store.ts';
import { diskTrouble, systemCode } from '../store/trouble.ts';
import { version } from '../version.ts';
import { headOf } from './exam-head.ts';
import { fileEnding, type Manifest, manifestSchema } from './format.ts';
import type { Existing } from './names.ts';
import { restoreInto } from './restore-into.ts';
import { inThread } from './thread.ts';

export interface BackupJob {
  readonly jobId: string;
  readonly kind: 'backup' | 'restore';
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  /** 0 to 1. */
  readonly progress: number;
  /** Exams in the backup, or those that were restored, by their ids from now on. */
  readonly exams: readonly string[];
  /** Of a backup: where it lies, and its size once it is written. */
  readonly file: string | null;
  readonly bytes: number | null;
  /** Whether it is kept in the data folder to be fetched. */
  readonly kept: boolean;
  readonly error: { readonly code: ErrorCode; readonly message: string; readonly about: string | null } | null;
}

export interface ExamInBackup { readonly id: string; readonly title: string; readonly subject: string; readonly revision: number; readonly updatedAt: string; readonly pages: number; readonly sheets: number; readonly candidates: number; /** Whether the station has an exam of this id. */ readonly here: boolean; /** How that stands; null: there is none. */ readonly now: Pick<ExamInBackup, 'updatedAt' | 'pages' | 'sheets'> | null }
export interface BackupContents { readonly at: string; readonly program: string; readonly exams: readonly ExamInBackup[] }

export interface Backups extends AsyncDisposable {
  /** Writes exams (`all`: every one) into a file. `to` null: it is kept in the data folder, until the next one. Throws ZhiyueError backup-busy, not-found, output-unwritable; what goes wrong later, the job says. */
  write(order: { readonly exams: 'all' | readonly string[]; readonly to: string | null; readonly actor: string }): Promise<BackupJob>;
  /** What is in a backup. Throws ZhiyueError input-missing, backup-foreign, backup-newer, backup-damaged. */
  look(file: string, signal: AbortSignal): Promise<BackupContents>;
  /** Restores exams (`all`: every one in it). Throws ZhiyueError as `look`, and backup-busy, exam-exists; what goes wrong later, the job says, and nothing has changed then. */
  restore(order: { readonly file: string; readonly exams: 'all' | readonly string[]; readonly existing: Existing; readonly actor: string }): Promise<BackupJob>;
  /** Throws ZhiyueError not-found. */
  job(jobId: string): BackupJob;
  /** The one that runs, or the last one. */
  latest(): BackupJob | null;
  cancel(jobId: string): Promise<BackupJob>;
  /** Resolves when the job is over, whatever became of it. */
  over(jobId: string): Promise<BackupJob>;
  /** Keeps a file that somebody sends, until a restore of it is over, or it turns out to be none; returns the name for `sent`. `name`: the file's own, which messages say. */
  take(stream: Readable, name: string): Promise<string>;
  /** Where a file lies that was sent. Throws ZhiyueError not-found. */
  sent(name: string): string;
  /** Removes a file that was sent. Throws ZhiyueError not-found, and backup-busy while it is being restored. */
  discardSent(name: string): Promise<void>;
}

export interface BackupParts { readonly store: Store; /** Called after a restore: what is unfinished in it is to be done. */ readonly resume: () => void; readonly now: () => Date }

const folderName = 'backups';
const keptJobs = 20;
interface Entry { job: BackupJob; readonly stop: AbortController; readonly done: Promise<void> }

export async function openBackups({ store, resume, now }: BackupParts): Promise<Backups> {
  const folder = join(store.dataFolder, folderName);
  const begun = join(folder, 'begun');
  await removeHalfWritten(begun);
  await rm(folder, { recursive: true, force: true });
  const toFetch = join(folder, 'to-fetch');
  const sentFolder = join(folder, 'sent');
  /** In a folder each, under their own names. */
  const sentFiles = new Map<string, string>();
  const restoring = new Set<string>();
  const sentFile = (name: string): string => {
    const file = sentFiles.get(name);
    if (file === undefined) throw new ZhiyueError('not-found', 'The backup that was sent is not here any more: send it again.');
    return file;
  };
  const removeSent = async (file: string): Promise<void> => {
    const sent = [...sentFiles].find(([, path]) => path === file)?.[0];
    if (sent === undefined) return;
    sentFiles.delete(sent);
    await rm(dirname(file), { recursive: true, force: true });
  };
  const entries = new Map<string, Entry>();
  const entryOf = (jobId: string): Entry => {
    const entry = entries.get(jobId);
    if (!entry) throw notThere('backup', jobId);
    return entry;
  };
  const refuseBusy = (): void => {
    if ([...entries.values()].some(({ job }) => job.state === 'running')) throw new ZhiyueError('backup-busy', 'Another backup is being written or restored: wait until it is done, or cancel it.');
  };

  function begin(first: Pick<BackupJob, 'kind' | 'exams' | 'file' | 'kept'>, work: (watch: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void; readonly jobId: string }) => Promise<Partial<BackupJob>>): BackupJob {
    refuseBusy();
    const jobId = randomUUID();
    const stop = new AbortController();
    const change = (changed: Partial<BackupJob>): void => {
      const entry = entryOf(jobId);
      entry.job = { ...entry.job, ...changed };
    };
    const run = async (): Promise<void> => {
      using stack = new DisposableStack();
      stack.use(store.leftovers.keepScans());
      try {
        change({ ...await work({ signal: stop.signal, jobId, onProgress: (done, total) => change({ progress: total === 0 ? 0 : Math.min(done / total, 0.999) }) }), state: 'done', progress: 1 });
      } catch (error) {
        change(stop.signal.aborted ? { state: 'cancelled' } : { state: 'failed', error: toPlainError(diskTrouble(error, store.dataFolder)) });
      }
    };
    const job: BackupJob = { ...first, jobId, state: 'running', progress: 0, bytes: null, error: null };
    entries.set(jobId, { job, stop, done: run() });
    for (const oldest of entries.keys()) if (entries.size > keptJobs) entries.delete(oldest);
    return job;
  }

  const manifestOf = async (file: string, signal: AbortSignal): Promise<Manifest> => manifestSchema.parse(await inThread({ kind: 'look', file }, { signal }));

  return {
    async write({ exams, to, actor }) {
      refuseBusy();
      const ids = exams === 'all' ? examIds(store.db) : [...new Set(exams)];
      for (const id of ids) if (findExam(store.db, id) === null) throw notThere('exam', id);
      if (ids.length === 0) throw ZhiyueError.of('not-found', [fault('exams-none')]);
      const out = to ?? join(toFetch, `${ids.length === 1 ? ids[0] : 'all'}${fileEnding}`);
      if (to === null) {
        await rm(toFetch, { recursive: true, force: true });
        await mkdir(toFetch, { recursive: true, mode: 0o700 });
      } else await refuseUnwritable(to);
      return begin({ kind: 'backup', exams: ids, file: out, kept: to === null }, async ({ signal, onProgress, jobId }) => {
        const part = `${out}.${jobId.slice(0, 8)}.part`;
        try {
          await mkdir(folder, { recursive: true, mode: 0o700 });
          await writeFile(begun, part);
          await inThread({ kind: 'write', order: { recordFile: store.recordFile, dataFolder: store.dataFolder, exams: ids, out: part, program: version, at: now().toISOString() } }, { signal, onProgress });
          // Pictures of an exam that went meanwhile may be missing.
          const gone = ids.find((id) => findExam(store.db, id) === null);
          if (gone !== undefined) throw new ZhiyueError('not-found', `The exam ${gone} was deleted meanwhile.`, { about: gone });
          await rename(part, out);
        } finally {
          await rm(part, { force: true });
          await rm(begun, { force: true });
        }
        const bytes = (await stat(out)).size;
        await store.write((tx) => tx.append({ type: 'backup.written', examId: null, actor, payload: { exams: ids, bytes } }));
        return { bytes };
      });
    },

    async look(file, signal) {
      const { at, program, exams } = await manifestOf(file, signal).catch(async (error: unknown) => {
        if (!signal.aborted) await removeSent(file);
        throw error;
      });
      return { at, program, exams: exams.map(({ tables: _tables, ...exam }) => {
        const own = findExam(store.db, exam.id) === null ? null : headOf(store.db, exam.id);
        return { ...exam, here: own !== null, now: own === null ? null : { updatedAt: own.updatedAt, pages: own.pages, sheets: own.sheets } };
      }) };
    },

    async restore({ file, exams, existing, actor }) {
      refuseBusy();
      const manifest = await manifestOf(file, new AbortController().signal);
      const prepared = restoreInto(store, { file, manifest, exams, existing, actor });
      return begin({ kind: 'restore', exams: prepared.exams, file: null, kept: false }, async (watch) => {
        restoring.add(file);
        try {
          await prepared.run(watch);
        } finally {
          restoring.delete(file);
          await removeSent(file);
        }
        resume();
        return {};
      });
    },

    job: (jobId) => entryOf(jobId).job,
    latest: () => [...entries.values()].at(-1)?.job ?? null,
    async cancel(jobId) {
      const entry = entryOf(jobId);
      entry.stop.abort(new ZhiyueError('task-cancelled', 'The backup was cancelled.'));
      await entry.done;
      return entry.job;
    },
    async over(jobId) {
      const entry = entryOf(jobId);
      await entry.done;
      return entry.job;
    },
    async take(stream, name) {
      const sent = randomUUID();
      // Characters that Windows has in no name.
      const path = join(sentFolder, sent, name.replaceAll(/[<>:"/\\|?*]/g, '_'));
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      try {
        await pipeline(stream, createWriteStream(path, { flags: 'wx' }));
      } catch (error) {
        await rm(dirname(path), { recursive: true, force: true });
        throw diskTrouble(error, store.dataFolder);
      }
      sentFiles.set(sent, path);
      return sent;
    },
    sent: sentFile,
    async discardSent(name) {
      const file = sentFile(name);
      if (restoring.has(file)) throw new ZhiyueError('backup-busy', 'This backup is being restored: wait until that is done, or cancel it.');
      await removeSent(file);
    },

    async [Symbol.asyncDispose]() {
      for (const { stop } of entries.values()) stop.abort(new ZhiyueError('station-closed', 'The station is being stopped.'));
      await Promise.all([...entries.values()].map(({ done }) => done));
    },
  };
}

async function refuseUnwritable(path: string): Promise<void> {
  const folder = dirname(path);
  const there = await stat(folder).catch((cause: unknown) => systemCode(cause));
  if (there === null || typeof there === 'string' || !there.isDirectory()) throw new ZhiyueError('output-unwritable', `The folder ${folder} is not there.`, { about: basename(path) });
}

/** A station that was killed left half a backup where somebody wanted a whole one: it has names and scores in it, and nobody would look for it. `begun` says where it lies. */
async function removeHalfWritten(begun: string): Promise<void> {
  const part = await readFile(begun, 'utf8').catch(() => null);
  if (part !== null && /\.[0-9a-f]{8}\.part$/.test(part)) await rm(part, { force: true });
}
