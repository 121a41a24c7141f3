import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import { systemCode } from '../store/trouble.ts';

/** Why a file that a person named cannot be opened: `input-missing`, about it. */
export function unopened(file: string, cause: unknown): ZhiyueError {
  const system = systemCode(cause);
  const code = system === 'ENOENT' || system === 'ENOTDIR' ? 'file-absent' : system === 'EISDIR' ? 'file-folder' : 'file-unopened';
  return ZhiyueError.of('input-missing', [fault(code)], { about: file, cause });
}
