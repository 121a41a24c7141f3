/** Refuses a folder for results before any work is done, not after. */
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ZhiyueError } from '../contract/errors.ts';
import { fault, type FaultCode } from '../contract/faults.ts';
import { makeFolder } from '../station/make-folder.ts';

/** Makes the folder when it is missing (with `mode`, where one is given) and tries a file in it. Returns its absolute path. Throws ZhiyueError output-unwritable or disk-full. */
export async function prepareFolder(folder: string, mode?: number): Promise<string> {
  const absolute = path.resolve(folder);
  try {
    await makeFolder(absolute, mode);
    await tryFile(absolute);
    return absolute;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code === 'ENOSPC') throw ZhiyueError.of('disk-full', [fault('disk-full')], { about: folder, cause });
    throw ZhiyueError.of('output-unwritable', [fault(unwritable[code] ?? 'folder-failed', { reason: code })], { about: folder, cause });
  }
}

/** Throws what Node throws when a file cannot be made in the folder. On a full disk an empty one can be. */
export async function tryFile(folder: string): Promise<void> {
  const probe = path.join(folder, `.zhiyue-${randomUUID()}.tmp`);
  try {
    await writeFile(probe, 'x', { flag: 'wx' });
  } finally {
    await rm(probe, { force: true });
  }
}

const unwritable: Readonly<Record<string, FaultCode>> = {
  EACCES: 'folder-forbidden',
  EPERM: 'folder-forbidden',
  EROFS: 'folder-read-only',
  ENOENT: 'folder-impossible',
  EEXIST: 'folder-file',
  ENOTDIR: 'folder-part-file',
};
