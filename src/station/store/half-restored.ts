/** An exam that is being restored is in the record step by step, as one that nobody sees (`doomed.ts`), and its history likewise; a restart removes what was not finished. */
import { z } from 'zod';
import type { Db } from './database.ts';
import { removeSome } from './doomed.ts';
import { readSetting } from './settings.ts';

export const restoringSetting = 'restoring';
/** `from` to `to`: the `seq`s, all below 1, of the history that comes along. */
export const restoringSchema = z.strictObject({ restoreId: z.string(), exams: z.array(z.string()), from: z.int(), to: z.int() });
export type Restoring = z.infer<typeof restoringSchema>;

/** A few rows at a time; false when nothing is left of a restore that was begun. */
export function removeSomeHalfRestored(db: Db): boolean {
  const restoring = readSetting(db, restoringSetting, restoringSchema);
  if (restoring === null) return false;
  for (const examId of restoring.exams) if (removeSome(db, examId)) return true;
  if (db.run('DELETE FROM events WHERE seq IN (SELECT seq FROM events WHERE seq BETWEEN ? AND ? LIMIT 1000)', restoring.from, restoring.to) > 0) return true;
  db.run('DELETE FROM settings WHERE name = ?', restoringSetting);
  return false;
}
