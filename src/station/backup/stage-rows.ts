/** The rows of a backup, checked, in a record file of their own: with the schema of the version that wrote them, then brought up to this one's. */
import { createHash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { migrate } from '../store/migrations.ts';
import { limits, type Manifest, type ManifestExam, tableEntry } from './format.ts';
import { rowChecks } from './row-checks.ts';
import { examTables, unsaidColumns } from './tables.ts';
import { damaged, type ZipReader } from './zip-reader.ts';

const rowSchema = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
type Row = z.infer<typeof rowSchema>;
const columnRow = z.object({ name: z.string() });

/** Fills an empty database with the exams named. Throws ZhiyueError backup-damaged. */
export async function stageRows(database: DatabaseSync, zip: ZipReader, manifest: Manifest, exams: readonly ManifestExam[], about: string): Promise<void> {
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;');
  migrate(database, manifest.schema);
  // By which the picture is known to be the one that was taken along.
  database.exec('ALTER TABLE crops ADD COLUMN sha256 TEXT');
  const tables = new Map(examTables.map(({ table }) => [table, columnsOf(database, table)] as const).filter(([, columns]) => columns.size > 0));
  database.exec('BEGIN');
  for (const exam of exams) {
    const said = new Map(exam.tables.map((one) => [one.table, one]));
    const missing = [...tables.keys()].find((table) => !said.has(table)) ?? [...said.keys()].find((table) => !tables.has(table));
    if (missing !== undefined || said.size !== exam.tables.length) throw damaged(about, `it does not have the tables of its version (${missing ?? 'one is there twice'})`);
    for (const [table, columns] of tables) {
      const told = said.get(table);
      if (!told) continue;
      const insert = inserter(database, table, columns, (why, cause) => damaged(about, `${why} in ${table} of ${exam.id}`, cause));
      const hash = createHash('sha256');
      let rows = 0;
      for await (const line of linesOf(zip.read(tableEntry(exam.id, table), { stored: false, mostBytes: told.bytes }), hash, () => damaged(about, `a row of ${table} is too long`))) {
        insert(line, exam.id);
        rows++;
      }
      if (hash.digest('hex') !== told.sha256 || rows !== told.rows) throw damaged(about, `the table ${table} of ${exam.id} is not what it was`);
    }
  }
  database.exec('COMMIT');
  const [astray] = database.prepare('PRAGMA foreign_key_check').all();
  if (astray) throw damaged(about, `a row of ${String(astray['table'])} refers to one that is not there`);
  migrate(database);
  checkRows(database, exams, about);
}

const columnsOf = (database: DatabaseSync, table: string): ReadonlySet<string> => new Set(database.prepare(`PRAGMA table_info(${table})`).all().map((row) => columnRow.parse(row).name));

function inserter(database: DatabaseSync, table: string, columns: ReadonlySet<string>, fault: (why: string, cause?: unknown) => Error): (line: string, examId: string) => void {
  const statements = new Map<string, StatementSync>();
  const statementFor = (names: readonly string[]): StatementSync => {
    const key = names.join();
    const known = statements.get(key);
    if (known) return known;
    const unknown = names.find((name) => !columns.has(name) || unsaidColumns.has(name));
    if (unknown !== undefined || names.length === 0) throw fault(`an unknown column ${JSON.stringify(unknown)}`);
    const made = database.prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`);
    statements.set(key, made);
    return made;
  };
  return (line, examId) => {
    const row = rowOf(line);
    if (row === null) throw fault('a line that is no row');
    if (columns.has('exam_id') && row['exam_id'] !== examId) throw fault('a row of another exam');
    const statement = statementFor(Object.keys(row));
    try {
      statement.run(...Object.values(row));
    } catch (error) {
      throw fault(`a row that does not fit (${error instanceof Error ? error.message : String(error)})`, error);
    }
  };
}

function rowOf(line: string): Row | null {
  try {
    return rowSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

async function* linesOf(chunks: AsyncIterable<Buffer>, hash: { update(chunk: Buffer): unknown }, tooLong: () => Error): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      rest.push(chunk.subarray(from, end));
      yield Buffer.concat(rest).toString('utf8');
      rest = [];
      length = 0;
      from = end + 1;
    }
    if (from < chunk.length) {
      rest.push(chunk.subarray(from));
      length += chunk.length - from;
      if (length > limits.rowBytes) throw tooLong();
    }
  }
  if (length > 0) yield Buffer.concat(rest).toString('utf8');
}

function checkRows(database: DatabaseSync, exams: readonly ManifestExam[], about: string): void {
  for (const { table } of examTables) {
    const check = rowChecks[table];
    if (!check) throw new Error(`There is no check of rows of ${table}.`);
    for (const row of database.prepare(`SELECT * FROM ${table}`).iterate()) {
      const fault = check.safeParse(row).error?.issues[0];
      if (fault) throw damaged(about, `a row of ${table} does not make sense (${fault.path.join('.')} ${fault.message})`);
    }
  }
  const wrong = database.prepare("SELECT exam_id FROM exams WHERE exam ->> '$.id' <> exam_id UNION SELECT exam_id FROM exam_revisions WHERE exam ->> '$.id' <> exam_id").get();
  const heads = database.prepare('SELECT count(*) AS n FROM exams').get();
  if (wrong || heads?.['n'] !== exams.length) throw damaged(about, 'it does not have the exams that it says');
}
