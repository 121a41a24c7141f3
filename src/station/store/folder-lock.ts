/** One station, or one worker, a data folder. The lock is an open transaction on a small SQLite file: the kernel lets go of it when the process dies, however it dies. */
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';

/** Takes the folder for this process. Throws ZhiyueError data-folder-in-use. */
export function lockFolder(dataFolder: string): Disposable {
  return lockFile(join(dataFolder, 'station.lock'), (cause) => ZhiyueError.of('data-folder-in-use', [fault('folder-in-use')], { about: dataFolder, cause }));
}

/** Two that begin in the same moment see each other's first step and would both be refused: one waits until the other has gone further, or back. */
const firstStepMs = 100;

/** Takes a lock, for which a file is made; throws what `refused` makes of SQLite's reason. */
export function lockFile(file: string, refused: (cause: unknown) => unknown): Disposable {
  const lock = new DatabaseSync(file, { timeout: firstStepMs });
  try {
    lock.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    throw refused(cause);
  }
  return {
    [Symbol.dispose]() {
      if (lock.isOpen) lock.close();
    },
  };
}
