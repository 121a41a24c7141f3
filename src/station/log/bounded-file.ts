/** A log file that does not grow without bound: when it is full it becomes `<name>.1`, and the one before that goes. */
import { appendFileSync, renameSync, statSync } from 'node:fs';

export interface LogFile { write(line: string): void }

/** `maxBytes` of each of the two. */
export function boundedFile(path: string, maxBytes: number): LogFile {
  return {
    write(line) {
      try {
        if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) + line.length > maxBytes) renameSync(path, `${path}.1`);
      } catch {
        // The first line of a new file.
      }
      try {
        appendFileSync(path, line);
      } catch {
        // A log that cannot be written (a full disk) must not stop what it is about.
      }
    },
  };
}
