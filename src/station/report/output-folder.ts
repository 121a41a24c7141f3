/** Puts result files where people look for them: each is there as a whole or not at all. */
import { constants } from 'node:fs';
import { copyFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ZhiyueError } from '../../contract/errors.ts';
import { makeFolder } from '../make-folder.ts';

export interface OutputFile {
  /** Relative to the output folder. */
  readonly name: string;
  readonly content: string | Uint8Array | { readonly copyOf: string };
}

/**
 * Makes the folders, writes all files under temporary names, then renames them; when one cannot be written, none is renamed.
 * @throws ZhiyueError `output-unwritable` or `disk-full`, about the path.
 */
export async function writeFiles(folder: string, subfolders: readonly string[], files: readonly OutputFile[]): Promise<void> {
  const placed = files.map((file) => {
    const target = path.resolve(folder, file.name);
    return { ...file, target, temporary: path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`) };
  });
  try {
    for (const parent of [folder, ...subfolders.map((name) => path.join(folder, name))]) await telling(path.resolve(parent), () => makeFolder(path.resolve(parent)));
    for (const { content, target, temporary } of placed) await telling(target, () => put(content, temporary));
    for (const { target, temporary } of placed) await telling(target, () => rename(temporary, target));
  } catch (error) {
    await Promise.allSettled(placed.map(({ temporary }) => rm(temporary, { force: true })));
    throw error;
  }
}

async function put(content: OutputFile['content'], temporary: string): Promise<void> {
  // A copy and not a hard link: a person who edits the result must not change the station's own image.
  if (typeof content === 'object' && 'copyOf' in content) await copyFile(content.copyOf, temporary, constants.COPYFILE_FICLONE);
  else await writeFile(temporary, content, { flush: true });
}

async function telling<T>(about: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    throw outputError(cause, about);
  }
}

/** What a failed write means for the person at the desk; an error of another kind comes back as it is. */
export function outputError(cause: unknown, about: string): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new ZhiyueError('disk-full', `There is no room left to write ${about}; free some space and run the report again.`, { about, cause });
  const refused = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR', 'EBUSY', 'ENAMETOOLONG', 'ENOENT', 'EIO'];
  if (typeof code !== 'string' || !refused.includes(code)) return cause;
  const hint = code === 'EBUSY' || code === 'EPERM' ? 'close the program that has it open, or choose another folder' : 'choose a folder in which you may write';
  return new ZhiyueError('output-unwritable', `${about} cannot be written (${code}); ${hint}.`, { about, cause });
}
