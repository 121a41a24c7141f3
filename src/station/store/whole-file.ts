/** Small files that are there whole or not at all: crops, layouts. */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { diskTrouble, systemCode } from './trouble.ts';

/** Writes under a temporary name and renames. Throws ZhiyueError disk-full. */
export async function writeWhole(dataFolder: string, name: string, content: Uint8Array | string): Promise<void> {
  // Its own name in front: whoever gives a page up finds what a thread was in the middle of writing.
  const temporary = join(dataFolder, 'incoming', `${basename(name)}.${randomUUID()}`);
  const target = join(dataFolder, name);
  try {
    await writeFile(temporary, content);
    await rename(temporary, target).catch(async (error: unknown) => {
      if (systemCode(error) !== 'ENOENT') throw error;
      // Its folder is made once, not looked for at every file.
      await mkdir(dirname(target), { recursive: true });
      await rename(temporary, target);
    });
  } catch (error) {
    await rm(temporary, { force: true });
    throw diskTrouble(error, dataFolder);
  }
}
