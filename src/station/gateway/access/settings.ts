/** What the operator decided and the station keeps over a restart. */
import { z } from 'zod';
import type { Db } from '../../store/database.ts';

const row = z.object({ value: z.string() });

/** Null when nothing was kept, or what was kept does not fit. */
export function keptSetting<S extends z.ZodType>(db: Db, name: string, schema: S): z.infer<S> | null {
  const kept = db.get(row, 'SELECT value FROM settings WHERE name = ?', name);
  return kept ? schema.safeParse(JSON.parse(kept.value)).data ?? null : null;
}

export function keepSetting(db: Db, name: string, value: unknown): void {
  db.run('INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2', name, JSON.stringify(value));
}
