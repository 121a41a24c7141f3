/** Files that somebody put in more than once under several names. */
import { stat } from 'node:fs/promises';
import { sha256OfFile } from '../store/images.ts';
import type { ScanFile } from './scan-files.ts';

/** Names of files that are the same byte for byte, together, in the order given; only files of one size are opened. What cannot be read is the same as nothing. */
export async function sameFiles(files: readonly ScanFile[]): Promise<readonly (readonly string[])[]> {
  const sized = await Promise.all(files.map(async (file) => ({ ...file, key: await stat(file.path).then(({ size }) => `${size}`, () => null) })));
  const hashed: Keyed[] = [];
  for (const file of together(sized).flat()) hashed.push({ ...file, key: await sha256OfFile(file.path).catch(() => null) });
  return together(hashed).map((alike) => alike.map(({ name }) => name));
}

interface Keyed extends ScanFile { readonly key: string | null }

/** Those of which there are several with one key; what has none stands alone. */
function together(files: readonly Keyed[]): readonly (readonly Keyed[])[] {
  const byKey = new Map<string, Keyed[]>();
  for (const file of files) {
    if (file.key === null) continue;
    const alike = byKey.get(file.key);
    if (alike) alike.push(file);
    else byKey.set(file.key, [file]);
  }
  return [...byKey.values()].filter((alike) => alike.length > 1);
}
