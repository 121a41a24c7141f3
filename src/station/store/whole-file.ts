/** Small files that are there whole or not at all: crops, layouts. */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { diskTrouble } from './trouble.ts';

/** Writes under a temporary name and renames. Throws ZhiyueError disk-full. */
export async function writeWhole(dataFolder: string, name: string, content: Uint8Array | string): Promise<void> {
  // Its own name in front: whoever gives a page up finds what a thread was in the middle of writing.
  const temporary = join(dataFolder, 'incoming', `${basename(name)}.${randomUUID()}`);
  try {
    await mkdir(dirname(join(dataFolder, name)), { recursive: true });
    await writeFile(temporary, content);
    await rename(temporary, join(dataFolder, name));
  } catch (error) {
    await rm(temporary, { force: true });
    throw diskTrouble(error, dataFolder);
  }
}
