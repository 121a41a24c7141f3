/** A report that was written into the data folder goes to the folder that a person chose, over an earlier one. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { staleCrops } from './crop-names.ts';
import { cropFolder } from './own-crops.ts';
import { writeFiles } from './output-folder.ts';

/**
 * Copies everything in `draft` into `outFolder` and removes the crops of an earlier report that the new one does not have. Resolves with where the `drafted` files and folders are now.
 * @throws ZhiyueError `output-unwritable` or `disk-full`; the earlier report then stands unchanged, unless the failure came while renaming.
 */
export async function handOver(draft: string, outFolder: string, drafted: readonly string[]): Promise<string[]> {
  const entries = await readdir(draft, { recursive: true, withFileTypes: true });
  const nameOf = (entry: { readonly parentPath: string; readonly name: string }): string => path.relative(draft, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/');
  const folders = entries.filter((entry) => entry.isDirectory()).map(nameOf);
  const names = entries.filter((entry) => entry.isFile()).map(nameOf);
  const removeStale = await staleCrops(outFolder, new Set(names.filter((name) => name.startsWith(`${cropFolder}/`))));
  await writeFiles(outFolder, folders, names.map((name) => ({ name, content: { copyOf: path.join(draft, name) } })));
  await removeStale();
  return drafted.map((file) => path.resolve(outFolder, path.relative(draft, file)));
}
