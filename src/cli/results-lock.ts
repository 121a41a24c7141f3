/** One `zhiyue read` a folder of results: a second one at the same time would replace the tables of the first. Held as a data folder is (`folder-lock.ts`), so that it goes when the process dies. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { lockFile } from '../station/store/folder-lock.ts';
import type { Console } from './console.ts';
import { SaidError } from './said-error.ts';

const lockName = '.zhiyue-read.lock';

/** Takes a folder, which must be there, for this process. Throws SaidError output-unwritable where another one writes to it. `shown`: its name as it was given. */
export function lockResults(folder: string, shown: string, { t }: Pick<Console, 't'>): Disposable {
  const file = join(folder, lockName);
  let lock: Disposable | null = null;
  try {
    lock = lockFile(file, (cause) => cause);
  } catch (cause) {
    if (isBusy(cause)) throw new SaidError('output-unwritable', t('output.in-use', { folder: shown }), cause);
    // A share that knows no locks is written to as before.
  }
  return {
    [Symbol.dispose]() {
      lock?.[Symbol.dispose]();
      rmSync(file, { force: true });
    },
  };
}

/** SQLITE_BUSY (https://www.sqlite.org/rescode.html#busy). */
function isBusy(cause: unknown): boolean {
  return cause instanceof Error && 'errcode' in cause && cause.errcode === 5;
}
