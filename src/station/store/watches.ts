/** Folders that are watched for scans, one an exam; a restart goes on with them. */
import { z } from 'zod';
import type { Db } from './database.ts';
import { batchIdOf } from './ids.ts';
import { saveSetting } from './settings.ts';
import type { Tx } from './writer.ts';

const watchSchema = z.strictObject({ examId: z.string(), folder: z.string(), batchKey: z.string(), actor: z.string(), since: z.string() });
export type StoredWatch = z.infer<typeof watchSchema>;

const prefix = 'watch:';

export function storedWatches(db: Db): StoredWatch[] {
  const rows = db.all(z.object({ value: z.string() }), 'SELECT value FROM settings WHERE name GLOB ? ORDER BY name', `${prefix}*`);
  return rows.map(({ value }) => watchSchema.parse(JSON.parse(value)));
}

/** The batch that an exam's watched folder fills; null where none is watched. */
export function watchedBatch(db: Db, examId: string): string | null {
  const stored = db.get(z.object({ value: z.string() }), 'SELECT value FROM settings WHERE name = ?', `${prefix}${examId}`);
  return stored ? batchIdOf(examId, watchSchema.parse(JSON.parse(stored.value)).batchKey) : null;
}

export function saveWatch(tx: Tx, watch: StoredWatch): void {
  saveSetting(tx, `${prefix}${watch.examId}`, watch);
}

export function forgetWatch(tx: Tx, examId: string): void {
  tx.run('DELETE FROM settings WHERE name = ?', `${prefix}${examId}`);
}
