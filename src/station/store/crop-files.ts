import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Db } from './database.ts';

/** Name of a crop within the data folder; the field `''` is the whole page, small. */
export function cropFile(pageId: string, field: string): string {
  return `${folderOf(pageId)}/${pageId}-${field === '' ? 'page' : field.replace(':', '.')}.jpg`;
}

const folderOf = (pageId: string): string => `crops/${pageId.slice(0, 2)}`;
const stateRow = z.object({ state: z.string() });
const fileRow = z.object({ file: z.string() });

/**
 * Removes crops of a page that the record does not name: of a reading that was given up, or of one that a later reading took the place of. Does nothing while the page waits to be read, for its crops are on disk before its reading is in the record.
 * In one turn of the event loop, so that nobody asks for the page to be read again in between.
 */
export function removeSpareCrops({ db, dataFolder }: { readonly db: Db; readonly dataFolder: string }, pageId: string): void {
  if (db.get(stateRow, 'SELECT state FROM pages WHERE page_id = ?', pageId)?.state === 'waiting') return;
  const named = new Set(db.all(fileRow, 'SELECT file FROM crops WHERE page_id = ?', pageId).map(({ file }) => file));
  for (const file of cropsOnDisk(dataFolder, pageId)) if (!named.has(file)) rmSync(join(dataFolder, file), { force: true });
}

function cropsOnDisk(dataFolder: string, pageId: string): string[] {
  const folder = folderOf(pageId);
  try {
    return readdirSync(join(dataFolder, folder)).filter((name) => name.startsWith(`${pageId}-`)).map((name) => `${folder}/${name}`);
  } catch {
    return []; // Nothing was cut out yet.
  }
}
