/** One `zhiyue read` a folder of results: a second one at the same time would replace the tables of the first. Held as a data folder is (`folder-lock.ts`), so that it goes when the process dies. */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { lockFile } from '../station/store/folder-lock.ts';
import type { Console } from './console.ts';
import { SaidError } from './said-error.ts';

const lockName = '.zhiyue-read.lock';

/** Takes a folder, which must be there, for this process. Throws SaidError output-unwritable where another one writes to it. `shown`: its name as it was given. */
export function lockResults(folder: string, shown: string, { t }: Pick<Console, 't'>): Disposable {
  const file = join(folder, lockName);
  const inUse = (cause?: Error): SaidError => new SaidError('output-unwritable', t('output.in-use', { folder: shown }), cause);
  let lockless = true;
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const before = identityOf(file), lock = tryLock(file);
    if (isBusy(lock)) throw inUse(lock);
    if (lock instanceof Error) continue;
    // Only a file that was there before and still is, is surely the one that was opened and locked: another command that ends takes it away.
    if (before !== null && identityOf(file) === before) return held(file, lock);
    lock[Symbol.dispose]();
    lockless = false;
  }
  // A share that knows no locks is written to as before.
  if (lockless) return held(file, null);
  throw inUse();
}

/** Others that end in the very moment in which this one begins are few. */
const mostAttempts = 20;

/** The lock, or why there is none. */
function tryLock(file: string): Disposable | Error {
  try {
    return lockFile(file, (cause) => cause);
  } catch (cause) {
    return cause instanceof Error ? cause : new Error(String(cause));
  }
}

function held(file: string, lock: Disposable | null): Disposable {
  return {
    [Symbol.dispose]() {
      // Taken away while it is locked: nobody locks a file that is about to go. Windows keeps one that is open.
      remove(file);
      lock?.[Symbol.dispose]();
      if (process.platform === 'win32') remove(file);
    },
  };
}

/** Tells a file from another one of the same name; null where there is none. */
function identityOf(file: string): string | null {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev} ${found.ino} ${found.birthtimeNs}`;
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Left behind unlocked, it is in nobody's way.
  }
}

/** SQLITE_BUSY (https://www.sqlite.org/rescode.html#busy). */
function isBusy(cause: unknown): cause is Error {
  return cause instanceof Error && 'errcode' in cause && cause.errcode === 5;
}
