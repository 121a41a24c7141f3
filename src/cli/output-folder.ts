/** Refuses a folder for results before any work is done, not after. */
import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ZhiyueError } from '../contract/errors.ts';
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
    if (code === 'ENOSPC') throw new ZhiyueError('disk-full', 'There is no room left on the disk.', { about: folder, cause });
    throw new ZhiyueError('output-unwritable', `${unwritable[code] ?? 'Writing a file there failed'} (${code}).`, { about: folder, cause });
  }
}

/** Throws what Node throws when a file cannot be made in the folder. */
export async function tryFile(folder: string): Promise<void> {
  const probe = path.join(folder, `.zhiyue-${randomUUID()}.tmp`);
  await writeFile(probe, 'x', { flag: 'wx' });
  await rm(probe);
}

const unwritable: Readonly<Record<string, string>> = {
  EACCES: 'You have no right to write there',
  EPERM: 'You have no right to write there',
  EROFS: 'It lies on a file system that is read-only',
  ENOENT: 'No folder can be made there',
  EEXIST: 'There is a file of that name',
  ENOTDIR: 'A part of the path is a file, not a folder',
};
