import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes a folder (absolute path) and those above it, level by level: Node's own recursive mkdir never returns where the system says
 * "no such file" to a new folder, as in /proc. `mode`: of the folder itself, when it is made. Throws what Node throws.
 */
export async function makeFolder(folder: string, mode = 0o777): Promise<void> {
  if (await isFolder(folder)) return;
  if (path.dirname(folder) !== folder) await makeFolder(path.dirname(folder));
  await mkdir(folder, { mode }).catch(async (cause: unknown) => {
    // Somebody else may have made it meanwhile.
    if (!(await isFolder(folder))) throw cause;
  });
}

async function isFolder(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => null))?.isDirectory() ?? false;
}
