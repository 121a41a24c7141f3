/**
 * Files of an exam that was deleted. A list of them is on disk before the deletion is committed, so that they go even when the station dies in between:
 *
 *   noted (leftovers/<id>.json) ──▶ exam deleted ──▶ files removed ──▶ list removed
 *
 * A list whose exam is still in the record belongs to a deletion that never was. Scans are shared by their content: one that another exam has put in stays,
 * and none is removed while files are being put in, for the same scan may be on its way into the record.
 */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { existing } from './columns.ts';
import type { Db } from './database.ts';
import { writeWhole } from './whole-file.ts';

const listSchema = z.strictObject({ examId: z.string(), files: z.array(z.string()) });
type List = z.infer<typeof listSchema>;

export interface Leftovers extends AsyncDisposable {
  /** Notes what the deletion of an exam will leave, names within the data folder. Say `exam deleted` by `remove`, or that it was not by `forget`. */
  note(examId: string, files: readonly string[]): Promise<{ remove(): void; forget(): Promise<void> }>;
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

  async function removeAll(id: string, { examId, files }: List): Promise<void> {
    for (const some of chunks(files.filter((file) => !isImage(file)))) {
      // Somebody entered it again: files of these names may be new ones.
      if (hasExam(db, examId)) break;
      for (const file of some) rmSync(join(dataFolder, file), { recursive: true, force: true });
      await nextTurn();
      if (closing.signal.aborted) return;
    }
    void removeImages(id, files.filter(isImage)).catch(() => undefined);
  }

  async function removeImages(id: string, images: readonly string[]): Promise<void> {
    for (const some of chunks(images)) {
      while (intakeUnderWay(db)) {
        await new Promise((resolve) => setTimeout(resolve, intakeAgainMs).unref());
        if (closing.signal.aborted) return;
      }
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
    if (!list.success || hasExam(db, list.data.examId)) await rm(join(dataFolder, folderName, name), { force: true });
    else await removeAll(id, list.data);
  }
  const known = new Set(db.all(z.object({ id: z.string() }), 'SELECT report_id AS id FROM reports').map(({ id }) => id));
  for (const name of await readdir(join(dataFolder, 'reports')).catch(() => [])) if (!known.has(name)) await rm(join(dataFolder, 'reports', name), { recursive: true, force: true });

  return {
    async note(examId, files) {
      const id = randomUUID();
      const list: List = { examId, files: [...files] };
      await writeWhole(dataFolder, `${folderName}/${id}.json`, JSON.stringify(list));
      return {
        remove() {
          const done: Promise<void> = removeAll(id, list).catch(() => undefined).finally(() => { if (removing.get(examId) === done) removing.delete(examId); });
          removing.set(examId, done);
        },
        forget: () => rm(join(dataFolder, folderName, `${id}.json`), { force: true }),
      };
    },
    gone: async (examId) => removing.get(examId),
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.all(removing.values());
    },
  };
}

const isImage = (file: string): boolean => file.startsWith('images/');

function* chunks(files: readonly string[]): Generator<readonly string[]> {
  for (let from = 0; from < files.length; from += filesAtOnce) yield files.slice(from, from + filesAtOnce);
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
