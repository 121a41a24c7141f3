/** The one SQLite connection: statements prepared once, rows checked by a schema. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { z } from 'zod';

export interface Db {
  /** Runs a statement; returns how many rows it changed. */
  run(sql: string, ...values: readonly SQLInputValue[]): number;
  get<S extends z.ZodType>(schema: S, sql: string, ...values: readonly SQLInputValue[]): z.infer<S> | null;
  all<S extends z.ZodType>(schema: S, sql: string, ...values: readonly SQLInputValue[]): z.infer<S>[];
}

/** WAL with an fsync at each commit: what is committed survives a power cut. It grows to 16 MB before it is carried over: indexes are written again and again, and carried over once. */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: 10_000 });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000;');
  return database;
}

/** For other threads and processes that only look. */
export function openReadOnly(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
  // A record of an earlier version, which no station has opened since, knows no packs yet.
  if (database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'all_events'").get() === undefined) database.exec('CREATE TEMP VIEW all_events AS SELECT * FROM events');
  return database;
}

export function dbOf(database: DatabaseSync): Db {
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return {
    run: (sql, ...values) => Number(prepared(sql).run(...values).changes),
    get(schema, sql, ...values) {
      const row = prepared(sql).get(...values);
      return row === undefined ? null : schema.parse(row);
    },
    all: (schema, sql, ...values) => prepared(sql).all(...values).map((row) => schema.parse(row)),
  };
}
