/** Writes exams of the record, as they are at one moment, with their scans and crops into one file. Runs in a thread: the station goes on meanwhile. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import { ZhiyueError } from '../../contract/errors.ts';
import { type Db, dbOf, openReadOnly } from '../store/database.ts';
import { recordVersion } from '../store/migrations.ts';
import { systemCode } from '../store/trouble.ts';
import { countOf, headOf } from './exam-head.ts';
import { cropEntry, formatName, formatVersion, imageEntry, type Manifest, manifestEntry, type ManifestExam, tableEntry } from './format.ts';
import { type ExamTable, examTables, unsaidColumns } from './tables.ts';
import { type ZipWriter, zipWriter } from './zip-writer.ts';

export interface BackupOrder {
  readonly recordFile: string;
  readonly dataFolder: string;
  /** In the order in which they stand in the file. */
  readonly exams: readonly string[];
  /** Must not be there yet. */
  readonly out: string;
  readonly program: string;
  /** ISO 8601. */
  readonly at: string;
}

/** `done` and `total` in bytes, roughly. */
export type OnProgress = (done: number, total: number) => void;

interface Written { readonly bytes: number; readonly manifest: Manifest }

/** What the rows of a page amount to, for the progress alone. */
const bytesOfPage = 20_000;

/** Throws ZhiyueError not-found for an exam that is not there, input-missing when a scan is gone from the data folder, file-damaged when it is not what it was. */
export async function writeBackup({ recordFile, dataFolder, exams, out, program, at }: BackupOrder, onProgress: OnProgress): Promise<Written> {
  const database = openReadOnly(recordFile);
  try {
    const db = dbOf(database);
    // One read transaction: whatever is written meanwhile is not seen.
    database.exec('BEGIN');
    const sources = exams.flatMap((examId) => sourcesOf(db, examId));
    const scans = new Map(sources.map((source) => [source.sha256, source]));
    const pages = exams.reduce((sum, examId) => sum + countOf(db, 'pages', examId), 0);
    const total = pages * bytesOfPage + [...scans.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    let done = 0;
    const progress = (bytes: number): void => {
      done += bytes;
      onProgress(Math.min(done, total), total);
    };

    const zip = zipWriter(out);
    const told: ManifestExam[] = [];
    let crops = 0;
    for (const examId of exams) {
      const tables: ManifestExam['tables'] = [];
      for (const table of examTables) {
        const rows = table.table === 'crops' ? cropRows(database, table, examId, async (file) => {
          const bytes = await readFile(join(dataFolder, file)).catch(() => null);
          if (bytes === null) return null;
          const entry = cropEntry(crops++);
          await zip.add(entry, bytes, { store: true });
          return { file: entry, sha256: createHash('sha256').update(bytes).digest('hex') };
        }) : rowsOf(database, table, examId);
        tables.push({ table: table.table, ...await addTable(zip, tableEntry(examId, table.table), rows) });
        if (table.table === 'readings') progress(countOf(db, 'pages', examId) * bytesOfPage);
      }
      told.push({ ...headOf(db, examId), tables });
    }
    const record = db.get(z.object({ id: z.string() }), 'SELECT record_id AS id FROM record')?.id ?? '';
    // Scans never change: the moment is over, and the record's log of changes may be cleared again.
    database.exec('COMMIT');
    for (const { sha256, file, bytes } of scans.values()) {
      await zip.add(imageEntry(sha256), scan(dataFolder, file, sha256), { store: true });
      progress(bytes);
    }
    const manifest: Manifest = { format: formatName, version: formatVersion, schema: recordVersion, program, record, at, exams: told };
    await zip.add(manifestEntry, Buffer.from(JSON.stringify(manifest, null, 1)), { store: false });
    return { bytes: await zip.end(), manifest };
  } finally {
    database.close();
  }
}

const sourceRow = z.object({ sha256: z.string(), file: z.string(), bytes: z.int() });
const sourcesOf = (db: Db, examId: string) => db.all(sourceRow, 'SELECT DISTINCT sha256, file, bytes FROM sources WHERE exam_id = ? ORDER BY sha256', examId);

type Row = Readonly<Record<string, SQLOutputValue>>;

function* rowsOf(database: DatabaseSync, { from, key }: ExamTable, examId: string): Generator<Row> {
  const order = key.map((column) => `t.${column}`).join(', ');
  for (const row of database.prepare(`SELECT t.* FROM ${from} ORDER BY ${order}`).iterate(examId)) {
    yield Object.fromEntries(Object.entries(row).filter(([column]) => !unsaidColumns.has(column)));
  }
}

/** A crop that is gone is one that was never cut: its row stays behind. */
async function* cropRows(database: DatabaseSync, table: ExamTable, examId: string, add: (file: string) => Promise<{ readonly file: string; readonly sha256: string } | null>): AsyncGenerator<Row> {
  for (const row of rowsOf(database, table, examId)) {
    const added = await add(String(row['file']));
    if (added !== null) yield { ...row, ...added };
  }
}

async function addTable(zip: ZipWriter, name: string, rows: Iterable<Row> | AsyncIterable<Row>): Promise<{ rows: number; bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let count = 0;
  let bytes = 0;
  // Crops go into the same zip one by one, so their rows come after them.
  const ready = Symbol.asyncIterator in rows ? await Array.fromAsync(rows) : rows;
  await zip.add(name, Readable.from((function* lines() {
    let chunk = '';
    for (const row of ready) {
      chunk += `${JSON.stringify(row)}\n`;
      count++;
      if (chunk.length < 65_536) continue;
      yield said(chunk);
      chunk = '';
    }
    if (chunk !== '') yield said(chunk);
  })(), { objectMode: false }), { store: false });
  return { rows: count, bytes, sha256: hash.digest('hex') };

  function said(text: string): Buffer {
    const buffer = Buffer.from(text);
    hash.update(buffer);
    bytes += buffer.length;
    return buffer;
  }
}

/** The bytes of a scan, which must still be those that its name tells. */
function scan(dataFolder: string, file: string, sha256: string): Readable {
  return Readable.from((async function* bytes() {
    const hash = createHash('sha256');
    try {
      for await (const chunk of createReadStream(join(dataFolder, file), { highWaterMark: 1 << 20 })) {
        hash.update(chunk);
        yield chunk;
      }
    } catch (error) {
      if (systemCode(error) === 'ENOENT') throw new ZhiyueError('input-missing', `The scan ${file} is gone from the data folder, so the backup would not be whole.`, { about: file, cause: error });
      throw error;
    }
    if (hash.digest('hex') !== sha256) throw new ZhiyueError('file-damaged', `The scan ${file} in the data folder is not what it was when it was put in: the disk may be failing.`, { about: file });
  })(), { objectMode: false });
}
