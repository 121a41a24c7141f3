/** Secrets of the station in its data folder: readable by its own user only. */
import { randomBytes } from 'node:crypto';
import { chmod, open, readFile, rename, rm } from 'node:fs/promises';

const keyBytes = 32;

/** The key in a file, made at random when there is none, or none that is whole. */
export async function keptKey(path: string): Promise<Buffer> {
  const known = await readFile(path).catch(() => null);
  if (known?.length === keyBytes) {
    // A copied data folder may have lost the file's mode.
    await chmod(path, 0o600);
    return known;
  }
  const key = randomBytes(keyBytes);
  await writeSecret(path, key);
  return key;
}

/** Writes under another name, with the mode from the first byte on, and renames: nobody sees a part of it, or may read it in between. */
export async function writeSecret(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${path}.new`;
  await rm(temporary, { force: true });
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
