/**
 * Makes a backup ready to become part of the record: its rows checked and in a file of their own (the staged record), its scans and crops in their places, where nobody looks for them yet.
 * Runs in a thread. Whatever is wrong with the file shows here, before the record is touched.
 */
import { createHash } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { basename } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import type { Layout } from '../../sheet/layout.ts';
import { json } from '../store/columns.ts';
import { imageKeeper } from '../store/images.ts';
import { layoutFileOf, writeLayoutFile } from '../store/layout-files.ts';
import { writeWhole } from '../store/whole-file.ts';
import { imageEntry, limits, type Manifest } from './format.ts';
import { readManifest } from './read-manifest.ts';
import { type Named, renumber } from './renumber.ts';
import { stageRows } from './stage-rows.ts';
import type { OnProgress } from './write-backup.ts';
import { damaged, openZip, type ZipReader } from './zip-reader.ts';

export interface StageOrder {
  readonly file: string;
  readonly dataFolder: string;
  /** Where the staged record is made. */
  readonly stagedFile: string;
  readonly restoreId: string;
  readonly exams: readonly Named[];
}

/** Looks into a backup without taking anything out. Throws ZhiyueError input-missing, backup-foreign, backup-newer, backup-damaged. */
export async function lookInto(file: string): Promise<Manifest> {
  using zip = await openZip(file, basename(file));
  return readManifest(zip, basename(file));
}

/** `willWrite` is awaited before the first file is written, with the names of all of them within the data folder. Throws ZhiyueError as `lookInto` does, and disk-full. */
export async function stageBackup({ file, dataFolder, stagedFile, restoreId, exams }: StageOrder, willWrite: (files: readonly string[]) => Promise<void>, onProgress: OnProgress): Promise<void> {
  const about = basename(file);
  using zip = await openZip(file, about);
  const manifest = await readManifest(zip, about);
  const wanted = exams.map(({ from }) => {
    const exam = manifest.exams.find(({ id }) => id === from);
    if (!exam) throw ZhiyueError.of('not-found', [fault('backup-exam-unknown', { exam: from })], { about: from });
    return exam;
  });
  await refuseTooLarge(zip, wanted.flatMap((exam) => exam.tables), dataFolder);
  const database = new DatabaseSync(stagedFile);
  try {
    await stageRows(database, zip, manifest, wanted, about);
    addLateFigures(database);
    renumber(database, exams);
    numberHistory(database);
    const files = nameFiles(database, restoreId);
    await willWrite(files);
    await placeFiles({ zip, about, database, dataFolder }, onProgress);
    holdBack(database);
  } finally {
    database.close();
  }
}

/** Everything at once must fit, with some room to work in. */
async function refuseTooLarge(zip: ZipReader, tables: readonly { readonly bytes: number }[], dataFolder: string): Promise<void> {
  let bytes = tables.reduce((sum, table) => sum + 3 * table.bytes, 16 * 1024 ** 2);
  for (const name of zip.names) if (name.startsWith('images/') || name.startsWith('crops/')) bytes += zip.bytesOf(name);
  const { bavail, bsize } = await statfs(dataFolder);
  if (bytes > bavail * bsize) throw new ZhiyueError('disk-full', `Restoring needs ${Math.ceil(bytes / 1024 ** 2)} MB, and the disk of ${dataFolder} has ${Math.floor(bavail * bsize / 1024 ** 2)} MB left: free some space, then start again.`, { about: dataFolder });
}

/** Events that were written and not yet in the running figures when the backup was made: nobody will be told of them again. */
function addLateFigures(database: DatabaseSync): void {
  const late = (type: string, name: string, sum: string): void => database.exec(`
    INSERT INTO figures (exam_id, name, value) SELECT e.exam_id, '${name}', ${sum} FROM events e
      WHERE e.type = '${type}' AND e.seq > coalesce((SELECT value FROM figures f WHERE f.exam_id = e.exam_id AND f.name = 'last-seq'), 0)
        AND NOT EXISTS (SELECT 1 FROM figures_counted c WHERE c.exam_id = e.exam_id AND c.seq = e.seq) GROUP BY e.exam_id
    ON CONFLICT (exam_id, name) DO UPDATE SET value = value + excluded.value`);
  late('ocr.completed', 'pages-read', 'count(*)');
  late('ocr.completed', 'items', "sum(e.payload ->> '$.items')");
  late('ocr.completed', 'doubtful', "sum(e.payload ->> '$.doubtful')");
  late('ocr.completed', 'reading-ms', "sum(e.payload ->> '$.duration_ms')");
  late('ocr.failed', 'pages-failed', 'count(*)');
  database.exec("DELETE FROM figures WHERE name = 'last-seq'");
}

/** Where each event stands in the history that comes along, from 1. */
function numberHistory(database: DatabaseSync): void {
  database.exec('CREATE TABLE history (event_id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE); INSERT INTO history SELECT event_id, row_number() OVER (ORDER BY seq) FROM events;');
}

const imageRow = z.object({ sha256: z.string() });
const cropRow = z.object({ pageId: z.string(), field: z.string(), entry: z.string(), sha256: z.string() });
const examRow = z.object({ id: z.string(), layouts: json<Layout[]>() });
const all = <S extends z.ZodType>(database: DatabaseSync, schema: S, sql: string): z.infer<S>[] => database.prepare(sql).all().map((row) => schema.parse(row));

/** Names of our own for every crop: none of an earlier reading of the same page is overwritten. Returns the files that nothing in the record will need if this comes to nothing. */
function nameFiles(database: DatabaseSync, restoreId: string): string[] {
  database.exec('CREATE TABLE crop_files (entry TEXT PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL) WITHOUT ROWID');
  const place = database.prepare('INSERT INTO crop_files (entry, file, sha256) VALUES (?, ?, ?)');
  const rename = database.prepare('UPDATE crops SET file = ? WHERE page_id = ? AND field = ?');
  const crops = all(database, cropRow, 'SELECT page_id AS pageId, field, file AS entry, sha256 FROM crops').map(({ pageId, field, entry, sha256 }, index) => {
    const file = `crops/${pageId.slice(0, 2)}/${pageId}-${restoreId.slice(0, 8)}-${index}.jpg`;
    place.run(entry, file, sha256);
    rename.run(file, pageId, field);
    return file;
  });
  // Their ending follows from their bytes: every one that there could be.
  const images = all(database, imageRow, 'SELECT DISTINCT sha256 FROM sources').flatMap(({ sha256 }) => ['jpg', 'png', 'webp', 'tif', 'pdf', 'bin'].map((ending) => `images/${sha256.slice(0, 2)}/${sha256.slice(2)}.${ending}`));
  return [...crops, ...images];
}

interface Placing { readonly zip: ZipReader; readonly about: string; readonly database: DatabaseSync; readonly dataFolder: string }

async function placeFiles({ zip, about, database, dataFolder }: Placing, onProgress: OnProgress): Promise<void> {
  const images = all(database, imageRow, 'SELECT DISTINCT sha256 FROM sources');
  const crops = all(database, z.object({ entry: z.string(), file: z.string(), sha256: z.string() }), 'SELECT entry, file, sha256 FROM crop_files');
  const total = [...images.map(({ sha256 }) => imageEntry(sha256)), ...crops.map(({ entry }) => entry)].reduce((sum, name) => sum + zip.bytesOf(name), 0);
  let done = 0;
  const keep = imageKeeper(dataFolder);
  const name = database.prepare('UPDATE sources SET file = ?, bytes = ? WHERE sha256 = ?');
  for (const { sha256 } of images) {
    const entry = imageEntry(sha256);
    const hash = createHash('sha256');
    const kept = await keep(hashed(zip.read(entry, { stored: true, mostBytes: Number.MAX_SAFE_INTEGER }), hash), () => {
      if (hash.digest('hex') !== sha256) throw damaged(about, `the scan ${entry} is not what it was`);
    });
    name.run(kept.file, kept.bytes, sha256);
    onProgress(done += kept.bytes, total);
  }
  for (const { entry, file, sha256 } of crops) {
    const bytes = Buffer.concat(await Array.fromAsync(zip.read(entry, { stored: true, mostBytes: limits.cropBytes })));
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw damaged(about, `the picture ${entry} is not what it was`);
    await writeWhole(dataFolder, file, bytes);
    onProgress(done += bytes.length, total);
  }
  for (const { id, layouts } of all(database, examRow, 'SELECT exam_id AS id, layouts FROM exams')) {
    const at = layoutFileOf(id, layouts);
    if (at.length > 250) throw damaged(about, 'it has too many layouts');
    await writeLayoutFile(dataFolder, id, layouts);
  }
}

async function* hashed(chunks: AsyncIterable<Buffer>, hash: { update(chunk: Buffer): unknown }): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

/** What waits to be done is put aside until everything is there: the station would begin with it. Nobody puts files in any more; who did comes back with them. */
function holdBack(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE held_sources AS SELECT source_id FROM sources WHERE state = 'waiting'; UPDATE sources SET state = 'expanded' WHERE state = 'waiting';
    CREATE TABLE held_pages AS SELECT page_id FROM pages WHERE state = 'waiting'; UPDATE pages SET state = 'failed' WHERE state = 'waiting';
    CREATE TABLE held_sheets AS SELECT exam_id, candidate_no, graded_revision FROM sheets WHERE graded_revision < revision; UPDATE sheets SET graded_revision = revision WHERE graded_revision < revision;
    CREATE TABLE held_batches AS SELECT batch_id FROM batches WHERE state <> 'completed'; UPDATE batches SET state = 'completed' WHERE state <> 'completed'; UPDATE batches SET intakes = 0;
  `);
}
