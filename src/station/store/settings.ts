/** What people set and a restart must not forget, by name, as JSON. */
import { z } from 'zod';
import type { Db } from './database.ts';
import type { Tx } from './writer.ts';

/** Null when it was never set. Throws a ZodError for a value that is not of the schema. */
export function readSetting<S extends z.ZodType>(db: Db, name: string, schema: S): z.output<S> | null {
  const row = db.get(z.object({ value: z.string() }), 'SELECT value FROM settings WHERE name = ?', name);
  return row === null ? null : schema.parse(JSON.parse(row.value));
}

export function saveSetting(tx: Tx, name: string, value: unknown): void {
  tx.run('INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2', name, JSON.stringify(value));
}
