/** One `zhiyue read` a folder of results: a second one at the same time would replace the tables of the first. Held as a data folder is (`folder-lock.ts`), so that it goes when the process dies. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Console } from './console.ts';
import { SaidError } from './said-error.ts';

const lockName = '.zhiyue-read.lock';

/** Takes a folder, which must be there, for this process. Throws SaidError output-unwritable where another one writes to it. `shown`: its name as it was given. */
export function lockResults(folder: string, shown: string, { t }: Pick<Console, 't'>): Disposable {
  const file = join(folder, lockName);
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    lock.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    // A share that knows no locks is written to as before.
    if (!isBusy(cause)) return { [Symbol.dispose]() { rmSync(file, { force: true }); } };
    throw new SaidError('output-unwritable', t('output.in-use', { folder: shown }), cause);
  }
  return {
    [Symbol.dispose]() {
      lock.close();
      rmSync(file, { force: true });
    },
  };
}

/** SQLITE_BUSY (https://www.sqlite.org/rescode.html#busy). */
function isBusy(cause: unknown): boolean {
  return cause instanceof Error && 'errcode' in cause && cause.errcode === 5;
}
