/** What goes wrong with a disk, as an error that says what to do. */
import { statfsSync } from 'node:fs';
import { ZhiyueError } from '../../contract/errors.ts';

const sqliteFull = 13;
const sqliteIoError = 10;
const sqliteBusy = 5;

function propertyOf(error: unknown, name: string): unknown {
  return error instanceof Error ? Object.getOwnPropertyDescriptor(error, name)?.value : undefined;
}

export function systemCode(error: unknown): string | null {
  const code = propertyOf(error, 'code');
  return typeof code === 'string' ? code : null;
}

/** A full disk (ENOSPC, EDQUOT, SQLITE_FULL) becomes ZhiyueError disk-full; everything else stays as it is. */
export function diskTrouble(error: unknown, folder: string): unknown {
  const code = systemCode(error);
  const sqlite = propertyOf(error, 'errcode');
  // WAL's shared memory reports a full disk as an I/O error, so the free space decides.
  const full = code === 'ENOSPC' || code === 'EDQUOT' || sqlite === sqliteFull || (typeof sqlite === 'number' && (sqlite & 0xff) === sqliteIoError && freeBytes(folder) < 256 * 1024);
  return full ? new ZhiyueError('disk-full', `There is no space left on the disk of ${folder}: free some space, then start again; what was put in so far is safe.`, { about: folder, cause: error }) : error;
}

/** Another program holds the write lock of the record. */
export function isBusy(error: unknown): boolean {
  const sqlite = propertyOf(error, 'errcode');
  return typeof sqlite === 'number' && (sqlite & 0xff) === sqliteBusy;
}

function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB as record-damaged, or null for any other error. */
export function damage(error: unknown, recordFile: string): ZhiyueError | null {
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && [11, 26].includes(error.errcode & 0xff))) return null;
  return new ZhiyueError('record-damaged', `SQLite says: ${error.message}.`, { about: recordFile, cause: error });
}
