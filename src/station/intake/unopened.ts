import { ZhiyueError } from '../../contract/errors.ts';
import { systemCode } from '../store/trouble.ts';

/** Why a file that a person named cannot be opened: `input-missing`, about it. */
export function unopened(file: string, cause: unknown): ZhiyueError {
  const system = systemCode(cause);
  const code = system === 'ENOENT' || system === 'ENOTDIR' ? 'file-absent' : system === 'EISDIR' ? 'file-folder' : 'file-unopened';
  return ZhiyueError.of('input-missing', [{ code, values: {}, where: null }], { about: file, cause });
}
