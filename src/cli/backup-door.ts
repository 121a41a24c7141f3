/** Backups of a data folder: by the station that runs on it, else on its record itself. */
import { mkdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { fromPlainError, type ErrorCode, errorCodes, ZhiyueError } from '../contract/errors.ts';
import { openBackups } from '../station/backup/backups.ts';
import type { Existing } from '../station/backup/names.ts';
import { readConfig } from '../station/config.ts';
import { openStore } from '../station/store/store.ts';
import type { Console } from './console.ts';
import { openProgress } from './progress-display.ts';
import { findStation, withStation } from './running-station.ts';
import { listenForStop } from './until-stopped.ts';

export interface BackupDone { readonly exams: readonly string[]; readonly bytes: number | null }
export type BackupOrder =
  | { readonly kind: 'backup'; readonly exams: 'all' | readonly string[]; readonly to: string }
  | { readonly kind: 'restore'; readonly exams: 'all' | readonly string[]; readonly file: string; readonly existing: Existing };

interface Job { readonly jobId: string; readonly state: 'running' | 'done' | 'failed' | 'cancelled'; readonly progress: number; readonly exams: readonly string[]; readonly bytes: number | null; readonly error: { readonly code: string; readonly message: string; readonly about: string | null } | null }
interface Door { start(order: BackupOrder): Promise<Job>; job(jobId: string): Promise<Job>; cancel(jobId: string): Promise<Job> }

const lookEveryMs = 200;

/** Resolves when it is done; null when Ctrl-C stopped it. Throws ZhiyueError: what the order, or the work on it, comes to. */
export async function doBackup(order: BackupOrder, dataDir: string | undefined, console: Console): Promise<BackupDone | null> {
  const { dataFolder } = readConfig(console.environment, dataDir === undefined ? {} : { dataFolder: dataDir });
  if (await findStation(dataFolder) !== null) {
    return withStation(console, dataFolder, ({ client }) => follow({
      start: (it) => (it.kind === 'backup' ? client.request('startBackup', { body: { exams: plain(it.exams), to: it.to } }) : client.request('startRestore', { body: { from: { path: it.file }, exams: plain(it.exams), existing: it.existing } })),
      job: (jobId) => client.request('getBackup', { params: { jobId } }),
      cancel: (jobId) => client.request('cancelBackup', { params: { jobId } }),
    }, order, console));
  }
  // A new computer has no data folder yet.
  if (order.kind === 'restore') await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  await using store = await openStore(dataFolder);
  // What is unfinished, the next start of a station queues.
  await using backups = await openBackups({ store, resume: () => undefined, now: () => new Date() });
  return await follow({
    start: (it) => (it.kind === 'backup' ? backups.write({ ...it, actor: 'operator' }) : backups.restore({ ...it, actor: 'operator' })),
    job: async (jobId) => backups.job(jobId),
    cancel: (jobId) => backups.cancel(jobId),
  }, order, console);
}

const plain = (exams: 'all' | readonly string[]): 'all' | string[] => (exams === 'all' ? exams : [...exams]);
const isCode = (code: string): code is ErrorCode => code in errorCodes;

async function follow(door: Door, order: BackupOrder, console: Console): Promise<BackupDone | null> {
  using stop = listenForStop(() => console.note(`\n${console.t('backup.stopping')}`));
  using display = openProgress(console, process.stderr, 0, { say: (fraction) => console.t(order.kind === 'backup' ? 'backup.progress' : 'restore.progress', { percent: Math.floor(fraction * 100) }) });
  const { jobId } = await door.start(order);
  for (;;) {
    const { state, progress, exams, bytes, error } = stop.signal.aborted ? await door.cancel(jobId) : await door.job(jobId);
    if (state === 'done') return { exams, bytes };
    if (state === 'cancelled') return null;
    if (state === 'failed') throw error === null ? new ZhiyueError('internal', 'The backup failed.') : fromPlainError({ ...error, code: isCode(error.code) ? error.code : 'internal' });
    display.show({ done: progress, total: 1, open: false });
    await wait(lookEveryMs, undefined, { signal: stop.signal }).catch(() => undefined);
  }
}
