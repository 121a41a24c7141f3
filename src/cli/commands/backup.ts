import { existsSync } from 'node:fs';
import path from 'node:path';
import { doBackup } from '../backup-door.ts';
import type { Console } from '../console.ts';
import { refuseOtherKind } from '../kept-files.ts';
import { SaidError } from '../said-error.ts';

export interface BackupOptions { readonly out: string; readonly exam?: readonly string[]; readonly force?: boolean; readonly dataDir?: string; readonly json?: boolean }

/** `zhiyue backup`: exams into one file. */
export async function backup({ out, exam, force, dataDir, json }: BackupOptions, console: Console): Promise<number> {
  const to = path.resolve(out);
  if (force !== true && existsSync(to)) throw new SaidError('output-unwritable', console.t('backup.there', { file: out }));
  await refuseOtherKind(to, 'backup', console);
  const done = await doBackup({ kind: 'backup', exams: exam ?? 'all', to }, dataDir, console);
  if (done === null) {
    console.note(console.t('backup.stopped'));
    return 1;
  }
  if (json) console.out(JSON.stringify({ file: to, ...done }));
  else console.out(console.t('backup.done', { file: out, megabytes: ((done.bytes ?? 0) / 1024 ** 2).toFixed(1), exams: done.exams.join(', ') }));
  return 0;
}
