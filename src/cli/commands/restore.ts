import path from 'node:path';
import { ZhiyueError } from '../../contract/errors.ts';
import type { Existing } from '../../station/backup/names.ts';
import { doBackup } from '../backup-door.ts';
import type { Console } from '../console.ts';
import { SaidError } from '../said-error.ts';

export interface RestoreOptions { readonly file: string; readonly existing: Existing; readonly exam?: readonly string[]; readonly dataDir?: string; readonly json?: boolean }

/** `zhiyue restore`: exams out of a backup. */
export async function restore({ file, existing, exam, dataDir, json }: RestoreOptions, console: Console): Promise<number> {
  const { t } = console;
  const done = await doBackup({ kind: 'restore', file: path.resolve(file), exams: exam ?? 'all', existing }, dataDir, console).catch((error: unknown): never => {
    // Who restores on the command line says it there.
    if (error instanceof ZhiyueError && error.code === 'exam-exists') throw new SaidError(error.code, t('restore.exists', { exams: error.about ?? '' }), error);
    throw error;
  });
  if (done === null) {
    console.note(t('restore.stopped'));
    return 1;
  }
  if (json) console.out(JSON.stringify({ exams: done.exams }));
  else console.out(done.exams.length === 0 ? t('restore.kept') : t('restore.done', { exams: done.exams.join(', ') }));
  return 0;
}
