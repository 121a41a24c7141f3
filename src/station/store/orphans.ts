/**
 * Scans and crops in the data folder that nothing in the record names: a station that was killed had brought a scan to disk and not yet recorded it, a page was given up while it was being read, a thread was ended in the middle.
 * They are looked for once, after each start and beside the work. What may be on its way into the record is left alone: every scan while files are being put in or a backup is written or restored, and the crops of a page that waits to be read.
 */
import { rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { Db } from './database.ts';

export interface SweepOrder {
  readonly dataFolder: string;
  readonly db: Db;
  /** Resolves when no scan and no crop of a backup may be on its way into the record; rejects when the station closes. What is done in the same turn is safe. */
  readonly quiet: () => Promise<void>;
  readonly signal: AbortSignal;
}

/** Names that are looked up in one turn: some milliseconds in a record of 100,000 scans. */
const atOnce = 1_000;

const nameRow = z.object({ name: z.string() });
const unknownScans = 'SELECT value AS name FROM json_each(?) WHERE value NOT IN (SELECT file FROM sources)';
/** A crop is named `<page id>-<field>.jpg`, and a page id `<20 digits>-<number>`. */
const unknownCrops = `SELECT j.value ->> 0 AS name FROM json_each(?) j
  WHERE NOT EXISTS (SELECT 1 FROM crops c WHERE c.page_id = j.value ->> 1 AND c.file = j.value ->> 0)
    AND NOT EXISTS (SELECT 1 FROM pages p WHERE p.page_id = j.value ->> 1 AND p.state = 'waiting')`;
const pageOf = (file: string): string => /([0-9a-f]+-\d+)-[^/]*$/.exec(file)?.[1] ?? '';

/** Removes them; resolves with how many there were. */
export async function sweepOrphans(order: SweepOrder): Promise<number> {
  return await sweep(order, 'images', (names) => names, unknownScans) + await sweep(order, 'crops', (names) => names.map((name) => [name, pageOf(name)]), unknownCrops);
}

async function sweep({ dataFolder, db, quiet, signal }: SweepOrder, folder: string, keysOf: (names: readonly string[]) => readonly unknown[], sql: string): Promise<number> {
  const unknown = (names: readonly string[]): string[] => (names.length === 0 ? [] : db.all(nameRow, sql, JSON.stringify(keysOf(names))).map(({ name }) => name));
  let removed = 0;
  for await (const names of filesIn(dataFolder, folder)) {
    signal.throwIfAborted();
    const suspects = unknown(names);
    if (suspects.length > 0) {
      await quiet();
      for (const name of unknown(suspects)) {
        rmSync(join(dataFolder, name), { force: true });
        removed++;
      }
    }
    await nextTurn();
  }
  return removed;
}

/** Names within the data folder, some at a time. */
async function* filesIn(dataFolder: string, folder: string): AsyncGenerator<readonly string[]> {
  let names: string[] = [];
  for (const part of await entries(join(dataFolder, folder))) {
    if (!part.isDirectory()) continue;
    for (const entry of await entries(join(dataFolder, folder, part.name))) if (entry.isFile()) names.push(`${folder}/${part.name}/${entry.name}`);
    if (names.length < atOnce) continue;
    yield names;
    names = [];
  }
  yield names;
}

const entries = (path: string) => readdir(path, { withFileTypes: true }).catch(() => []);
