/**
 * Files of an exam that was deleted, of one that a backup has taken the place of, or of a restore that came to nothing. A list of them is on disk before the deletion is committed, so that they go even when the station dies in between:
 *
 *   noted (leftovers/<id>.json) ──▶ exam deleted ──▶ files removed ──▶ list removed
 *
 * A list whose exam is still in the record belongs to a deletion that never was. Scans are shared by their content: one that another exam has put in stays,
 * and none is removed while files are being put in or a backup is being written or restored, for the same scan may be on its way into the record.
 */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { existing } from './columns.ts';
import type { Db } from './database.ts';
import { sweepOrphans } from './orphans.ts';
import { writeWhole } from './whole-file.ts';

/** Of a restore: files that nobody needs once it is `done`, or if it stays `undone`. */
const restoreSchema = z.strictObject({ restoreId: z.string(), outcome: z.enum(['done', 'undone']) });
const listSchema = z.strictObject({ examId: z.string(), files: z.array(z.string()), restore: restoreSchema.optional() });
type List = z.infer<typeof listSchema>;

/** What was noted: say `remove` when the files are to go, `forget` when they stay. */
export interface Noted { remove(): void; forget(): Promise<void> }

export interface Leftovers extends AsyncDisposable {
  /** Notes what the deletion of an exam, or a restore, will leave, names within the data folder. */
  note(examId: string, files: readonly string[], restore?: z.infer<typeof restoreSchema>): Promise<Noted>;
  /** No scan is removed before this is disposed of. */
  keepScans(): Disposable;
  /** Whether somebody has asked for that: files of a restore may lie there that the record does not name yet. */
  readonly keeping: boolean;
  /** Resolves when files that nothing in the record names were looked for, with how many were removed. Rejects when it is closed before that. */
  readonly swept: Promise<number>;
  /** Resolves when nothing of a deleted exam stands in the way of a new one with the same id. */
  gone(examId: string): Promise<void>;
}

const folderName = 'leftovers';
/** Removed in one turn of the event loop, a few milliseconds. */
const filesAtOnce = 100;
const intakeAgainMs = 500;

/** Removes what an earlier run left, and report folders that the record does not know. */
export async function openLeftovers(dataFolder: string, db: Db): Promise<Leftovers> {
  const removing = new Map<string, Promise<void>>();
  const closing = new AbortController();

  let keeping = 0;
  const mustStay = (): boolean => keeping > 0 || intakeUnderWay(db);

  /** Resolves when no scan must stay; false when it was closed before that. */
  async function mayGo(): Promise<boolean> {
    while (mustStay()) {
      await new Promise((resolve) => setTimeout(resolve, intakeAgainMs).unref());
      if (closing.signal.aborted) return false;
    }
    return true;
  }

  async function removeAll(id: string, list: List): Promise<void> {
    const { files } = list;
    for (const some of chunks(files.filter((file) => !isImage(file)))) {
      // Somebody entered it again: files of these names may be new ones.
      if (!isDue(db, list)) break;
      for (const file of some) rmSync(join(dataFolder, file), { recursive: true, force: true });
      await nextTurn();
      if (closing.signal.aborted) return;
    }
    void removeImages(id, files.filter(isImage)).catch(() => undefined);
  }

  async function removeImages(id: string, images: readonly string[]): Promise<void> {
    for (const some of chunks(images)) {
      if (!await mayGo()) return;
      // In one turn with the look into the record: nothing can be put in between.
      const used = stillUsed(db, some);
      for (const file of some) if (!used.has(file)) rmSync(join(dataFolder, file), { force: true });
      await nextTurn();
      if (closing.signal.aborted) return;
    }
    await rm(join(dataFolder, folderName, `${id}.json`), { force: true });
  }

  for (const name of await readdir(join(dataFolder, folderName)).catch(() => [])) {
    const list = listSchema.safeParse(await readFile(join(dataFolder, folderName, name), 'utf8').then((text): unknown => JSON.parse(text)).catch(() => null));
    const id = name.replace(/\.json$/, '');
    if (!list.success || !isDue(db, list.data)) await rm(join(dataFolder, folderName, name), { force: true });
    else await removeAll(id, list.data);
  }
  const known = new Set(db.all(z.object({ id: z.string() }), 'SELECT report_id AS id FROM reports').map(({ id }) => id));
  for (const name of await readdir(join(dataFolder, 'reports')).catch(() => [])) if (!known.has(name)) await rm(join(dataFolder, 'reports', name), { recursive: true, force: true });

  const swept = sweepOrphans({
    dataFolder, db, signal: closing.signal,
    async quiet() {
      if (!await mayGo()) closing.signal.throwIfAborted();
    },
  });
  swept.catch(() => undefined); // Whoever waits for it hears of it; the next start looks again.

  return {
    swept,
    async note(examId, files, restore) {
      const id = randomUUID();
      const list: List = { examId, files: [...files], ...(restore === undefined ? {} : { restore }) };
      await writeWhole(dataFolder, `${folderName}/${id}.json`, JSON.stringify(list));
      return {
        remove() {
          const done: Promise<void> = removeAll(id, list).catch(() => undefined).finally(() => { if (removing.get(examId) === done) removing.delete(examId); });
          removing.set(examId, done);
        },
        forget: () => rm(join(dataFolder, folderName, `${id}.json`), { force: true }),
      };
    },
    get keeping() { return keeping > 0; },
    gone: async (examId) => removing.get(examId),
    keepScans() {
      keeping++;
      return { [Symbol.dispose]: () => { keeping--; } };
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.allSettled([...removing.values(), swept]);
    },
  };
}

const isImage = (file: string): boolean => file.startsWith('images/');

function* chunks(files: readonly string[]): Generator<readonly string[]> {
  for (let from = 0; from < files.length; from += filesAtOnce) yield files.slice(from, from + filesAtOnce);
}

function isDue(db: Db, { examId, restore }: List): boolean {
  if (restore === undefined) return !hasExam(db, examId);
  const done = db.get(existing, "SELECT EXISTS (SELECT 1 FROM all_events WHERE type = 'exam.restored' AND payload ->> '$.restore_id' = ?) AS found", restore.restoreId)?.found ?? false;
  return done === (restore.outcome === 'done');
}

function hasExam(db: Db, examId: string): boolean {
  return db.get(existing, 'SELECT EXISTS (SELECT 1 FROM exams WHERE exam_id = ? AND doomed = 0) AS found', examId)?.found ?? false;
}

function intakeUnderWay(db: Db): boolean {
  return db.get(existing, 'SELECT EXISTS (SELECT 1 FROM batches WHERE intakes > 0) AS found')?.found ?? false;
}

function stillUsed(db: Db, files: readonly string[]): ReadonlySet<string> {
  return new Set(db.all(z.object({ file: z.string() }), 'SELECT DISTINCT file FROM sources WHERE file IN (SELECT value FROM json_each(?))', JSON.stringify(files)).map(({ file }) => file));
}
