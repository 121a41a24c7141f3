/** The record of a data folder: opened once, written through one door, read by everybody. */
import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { ZhiyueError } from '../../contract/errors.ts';
import type { EventLog, GroupPositions } from '../bus/event-log.ts';
import { makeFolder } from '../make-folder.ts';
import { forgetIntakes } from './batches.ts';
import { type Db, dbOf, openDatabase } from './database.ts';
import { removeDoomed } from './doomed.ts';
import { eventsSince, lastSeq } from './events.ts';
import { lockFolder } from './folder-lock.ts';
import { type Leftovers, openLeftovers } from './leftovers.ts';
import { type ImageFolder, openImageFolder } from './images.ts';
import { migrate } from './migrations.ts';
import { damage, diskTrouble } from './trouble.ts';
import { startWriter, type Writer } from './writer.ts';

export interface Store extends AsyncDisposable {
  readonly dataFolder: string;
  readonly recordFile: string;
  /** For reading only: changes go through `write`. */
  readonly db: Db;
  readonly write: Writer['write'];
  readonly log: EventLog & { readonly id: string };
  readonly positions: GroupPositions;
  readonly images: ImageFolder;
  readonly leftovers: Leftovers;
}

export interface StoreOptions {
  readonly now?: () => Date;
}

export const recordName = 'record.sqlite';

/** Opens (or makes) the record in a data folder. Throws ZhiyueError data-folder-in-use, output-unwritable, disk-full, record-newer, record-damaged. */
export async function openStore(dataFolder: string, { now = () => new Date() }: StoreOptions = {}): Promise<Store> {
  try {
    await makeDataFolder(dataFolder);
    return await open(dataFolder, now);
  } catch (error) {
    throw damage(error, join(dataFolder, recordName)) ?? diskTrouble(error, dataFolder);
  }
}

async function makeDataFolder(dataFolder: string): Promise<void> {
  // Names and scores are nobody else's business on this machine. What an administrator has set on a folder that is there stays.
  await makeFolder(resolve(dataFolder), 0o700).catch((cause: unknown) => {
    const error = diskTrouble(cause, dataFolder);
    throw error instanceof ZhiyueError ? error : new ZhiyueError('output-unwritable', `The data folder ${dataFolder} cannot be made.`, { about: dataFolder, cause });
  });
}

async function open(dataFolder: string, now: () => Date): Promise<Store> {
  using opened = new DisposableStack();
  opened.use(lockFolder(dataFolder));
  const recordFile = join(dataFolder, recordName);
  const database = opened.adopt(openDatabase(recordFile), (it) => { if (it.isOpen) it.close(); });
  migrate(database);
  const db = dbOf(database);
  forgetIntakes(db);
  removeDoomed(db);
  const recordId = recordIdOf(db);
  const images = await openImageFolder(dataFolder);
  const leftovers = await openLeftovers(dataFolder, db);

  const listeners = new Set<() => void>();
  const { positions, unsaved, save } = positionsOf(db);
  const writer = startWriter({
    database, db, dataFolder, now, alongside: save,
    onAppended: () => { for (const listener of listeners) listener(); },
  });
  // Positions ride along with the next commit; when nothing else is written, with one of their own a little later.
  const saving = setInterval(() => { if (unsaved()) writer.write(() => undefined).catch(() => undefined); }, 500);
  saving.unref();

  const owned = opened.move();
  return {
    dataFolder,
    recordFile,
    db,
    write: writer.write,
    positions,
    images,
    leftovers,
    log: {
      id: recordId,
      since: (after, limit) => eventsSince(db, after, limit),
      lastSeq: () => lastSeq(db),
      onAppended(listener) {
        listeners.add(listener);
        return () => { listeners.delete(listener); };
      },
    },
    async [Symbol.asyncDispose]() {
      clearInterval(saving);
      await leftovers[Symbol.asyncDispose]();
      if (unsaved()) writer.write(() => undefined).catch(() => undefined);
      writer.flush();
      owned.dispose();
    },
  };
}

function recordIdOf(db: Db): string {
  const row = z.object({ record_id: z.string() });
  const known = db.get(row, 'SELECT record_id FROM record');
  if (known) return known.record_id;
  const id = randomUUID();
  db.run('INSERT INTO record (record_id) VALUES (?)', id);
  return id;
}

/** Handlers are idempotent, so a position may be saved a little later than its effect. */
function positionsOf(db: Db): { readonly positions: GroupPositions; readonly unsaved: () => boolean; readonly save: (db: Db) => void } {
  const rows = db.all(z.object({ group_name: z.string(), seq: z.int() }), 'SELECT group_name, seq FROM positions');
  const current = new Map(rows.map((row) => [row.group_name, row.seq]));
  let dirty = new Set<string>();
  return {
    positions: {
      get: (group) => current.get(group) ?? 0,
      set(group, seq) {
        current.set(group, seq);
        dirty.add(group);
      },
    },
    unsaved: () => dirty.size > 0,
    save(into) {
      const groups = dirty;
      dirty = new Set();
      for (const group of groups) into.run('INSERT INTO positions (group_name, seq) VALUES (?1, ?2) ON CONFLICT (group_name) DO UPDATE SET seq = ?2', group, current.get(group) ?? 0);
    },
  };
}
