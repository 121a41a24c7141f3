/** Files that somebody put in more than once under several names. */
import { open, stat } from 'node:fs/promises';
import { sha256OfFile } from '../store/images.ts';
import type { ScanFile } from './scan-files.ts';

/** Bytes of a file's middle that tell most pages apart. */
const middleBytes = 4096;

/** Names of files that are the same byte for byte, together, in the order given. Only those of one size are opened, and only those with the same middle are read: pages that are not compressed all have one size. What cannot be read is the same as nothing. */
export async function sameFiles(files: readonly ScanFile[]): Promise<readonly (readonly string[])[]> {
  let groups: readonly (readonly ScanFile[])[] = [files];
  for (const keyOf of [sizeOf, middleOf, sha256OfFile]) groups = await apart(groups, keyOf);
  return groups.map((same) => same.map(({ name }) => name));
}

async function sizeOf(file: string): Promise<string> {
  return String((await stat(file)).size);
}

async function middleOf(file: string): Promise<string> {
  await using opened = await open(file, 'r');
  const { size } = await opened.stat(), middle = Buffer.alloc(Math.min(size, middleBytes));
  const { bytesRead } = await opened.read(middle, 0, middle.length, Math.floor((size - middle.length) / 2));
  return middle.toString('latin1', 0, bytesRead);
}

/** Each group's files by what `keyOf` says of them, as far as there are several of one key. */
async function apart(groups: readonly (readonly ScanFile[])[], keyOf: (file: string) => Promise<string>): Promise<readonly (readonly ScanFile[])[]> {
  const found: ScanFile[][] = [];
  for (const files of groups) {
    const byKey = new Map<string, ScanFile[]>();
    for (const file of files) {
      const key = await keyOf(file.path).catch(() => null);
      if (key === null) continue;
      const same = byKey.get(key);
      if (same) same.push(file);
      else byKey.set(key, [file]);
    }
    found.push(...[...byKey.values()].filter((same) => same.length > 1));
  }
  return found;
}
