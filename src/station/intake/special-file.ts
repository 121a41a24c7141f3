/** Refuses what can be opened like a file but never ends: reading a pipe without a writer waits for ever, and not even process.exit ends a process that does. */
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { ZhiyueError } from '../../contract/errors.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import { fault, type FaultCode } from '../../contract/faults.ts';

/** Throws ZhiyueError `code`, about what was named, when something is there that is neither a regular file nor a folder. */
export async function refuseSpecialFile(named: string, code: ErrorCode): Promise<void> {
  const status = await stat(named).catch(() => null);
  const kind = status === null ? null : specialKind(status);
  if (kind !== null) throw ZhiyueError.of(code, [fault(kind)], { about: named });
}

function specialKind(status: Stats): FaultCode | null {
  if (status.isFile() || status.isDirectory()) return null;
  if (status.isFIFO()) return 'file-pipe';
  return status.isSocket() ? 'file-socket' : 'file-device';
}
