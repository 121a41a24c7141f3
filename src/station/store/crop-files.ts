import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Store } from './store.ts';

/** Name of a crop within the data folder; the field `''` is the whole page, small. */
export function cropFile(pageId: string, field: string): string {
  return `${folderOf(pageId)}/${pageId}-${field === '' ? 'page' : field.replace(':', '.')}.jpg`;
}

const folderOf = (pageId: string): string => `crops/${pageId.slice(0, 2)}`;
const stateRow = z.object({ state: z.string() });
const fileRow = z.object({ file: z.string() });

/**
 * Removes crops of a page that the record does not name, whole or half written: of a reading that was given up, of a thread that was ended in the middle, or of a reading that a later one took the place of. Does nothing while the page waits to be read, or a backup is being restored, for crops are on disk before they are in the record; then the sweep of the next start does it.
 * In one turn of the event loop, so that nobody asks for the page to be read again in between.
 */
export function removeSpareCrops({ db, dataFolder, leftovers }: Pick<Store, 'db' | 'dataFolder' | 'leftovers'>, pageId: string): void {
  if (leftovers.keeping || db.get(stateRow, 'SELECT state FROM pages WHERE page_id = ?', pageId)?.state === 'waiting') return;
  const named = new Set(db.all(fileRow, 'SELECT file FROM crops WHERE page_id = ?', pageId).map(({ file }) => file));
  for (const file of [...filesOf(dataFolder, folderOf(pageId), pageId), ...filesOf(dataFolder, 'incoming', pageId)]) if (!named.has(file)) rmSync(join(dataFolder, file), { force: true });
}

function filesOf(dataFolder: string, folder: string, pageId: string): string[] {
  try {
    return readdirSync(join(dataFolder, folder)).filter((name) => name.startsWith(`${pageId}-`)).map((name) => `${folder}/${name}`);
  } catch {
    return []; // Nothing was cut out yet.
  }
}
