/** The record of a data folder: opened once, written through one door, read by everybody. */
import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { ZhiyueError } from '../../contract/errors.ts';
import type { LetterBox } from '../bus/dead-letters.ts';
import type { AppendListener, EventLog } from '../bus/event-log.ts';
import type { GroupPositions } from '../bus/positions.ts';
import { makeFolder } from '../make-folder.ts';
import { forgetIntakes } from './batches.ts';
import { letterBoxOn } from './dead-letters.ts';
import { startCheckpoints } from './checkpoints.ts';
import { type Db, dbOf, openDatabase } from './database.ts';
import { removeDoomed } from './doomed.ts';
import { startUnpacking } from './unpacking.ts';
import { eventsOfExam, eventsSince, examsBetween, lastSeq } from './events.ts';
import { removeSomeHalfRestored } from './half-restored.ts';
import { lockFolder } from './folder-lock.ts';
import { type Leftovers, openLeftovers } from './leftovers.ts';
import { type ImageFolder, openImageFolder } from './images.ts';
import { migrate } from './migrations.ts';
import { positionsOf } from './positions.ts';
import { damage, diskTrouble } from './trouble.ts';
import { startWriter, type Writer } from './writer.ts';

export interface Store extends AsyncDisposable {
  readonly dataFolder: string;
  readonly recordFile: string;
  /** For reading only: changes go through `write`. */
  readonly db: Db;
  readonly write: Writer['write'];
  readonly log: EventLog;
  readonly positions: GroupPositions;
  readonly letters: LetterBox;
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
  while (removeSomeHalfRestored(db)) continue;
  removeDoomed(db);
  const recordId = recordIdOf(db);
  const images = await openImageFolder(dataFolder);
  const leftovers = await openLeftovers(dataFolder, db);

  const listeners = new Set<AppendListener>();
  const { positions, unsaved, save } = positionsOf(db);
  const checkpoints = startCheckpoints(recordFile);
  const writer = startWriter({
    database, db, recordFile, dataFolder, checkpoints, now, alongside: save,
    onAppended: (events, packs) => { for (const listener of listeners) listener(events, packs); },
    onPacked: () => unpacking.packed(),
  });
  const unpacking = startUnpacking(db, writer.write);
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
    letters: letterBoxOn(db, writer.write),
    images,
    leftovers,
    log: {
      id: recordId,
      since: (after, limit) => eventsSince(db, after, limit),
      ofExam: (examId, after, limit) => eventsOfExam(db, examId, after, limit),
      examsBetween: (after, end) => examsBetween(db, after, end),
      lastSeq: () => lastSeq(db),
      append: (events) => writer.write((tx) => tx.appendChecked(events)),
      onAppended(listener) {
        listeners.add(listener);
        return () => { listeners.delete(listener); };
      },
    },
    async [Symbol.asyncDispose]() {
      clearInterval(saving);
      unpacking[Symbol.dispose]();
      await leftovers[Symbol.asyncDispose]();
      if (unsaved()) writer.write(() => undefined).catch(() => undefined);
      await writer.close();
      await checkpoints[Symbol.asyncDispose]();
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
