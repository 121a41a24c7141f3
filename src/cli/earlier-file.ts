/** Files that lie where a command writes, and that a person may have corrected: answers, scores, a template. */
import { constants } from 'node:fs';
import { access, rename, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { localTime } from './local-time.ts';

/** Whether what lies there says the same as what is written now. */
export type SaysTheSame = (there: Buffer) => boolean | Promise<boolean>;

/** Puts a file of before aside where it says something else than what is written now, under the time at which it was last changed, over no other. Its new name; null where there is none, or the same. Throws what the file system says. */
export async function keepEarlierFile(file: string, isSame: SaysTheSame): Promise<string | null> {
  const there = await readFile(file).catch(() => null);
  if (there === null || await isSame(there)) return null;
  const { dir, name: stem, ext } = path.parse(file), time = localTime((await stat(file)).mtime).replaceAll(/[ :]/g, '-');
  // Several may be of one second.
  for (let n = 1; ; n++) {
    const kept = `${stem}-${time}${n === 1 ? '' : `-${n}`}${ext}`;
    if (await access(path.join(dir, kept), constants.F_OK).then(() => true, () => false)) continue;
    await rename(file, path.join(dir, kept));
    return kept;
  }
}
