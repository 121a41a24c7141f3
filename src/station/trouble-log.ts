/** `station.log` in the data folder: what went wrong inside and was tried again, for whoever looks after the station. */
import { appendFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const maxBytes = 5 << 20;

export function troubleLog(dataFolder: string): (trouble: string) => void {
  const path = join(dataFolder, 'station.log');
  return (trouble) => {
    try {
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > maxBytes) renameSync(path, `${path}.1`);
      appendFileSync(path, `${new Date().toISOString()} ${trouble}\n`);
    } catch {
      // A log that cannot be written (a full disk) must not stop what it is about.
    }
  };
}
