/** Answers and scores that a run before wrote, and a person may have corrected. */
import { rename, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { localTime } from './local-time.ts';

/** Whether what lies there says the same as what is written now. */
export type SaysTheSame = (there: Buffer) => boolean | Promise<boolean>;

/** Puts a file of answers or scores of a run before aside where it says something else than what is written now, under the time at which it was last changed. Its new name; null where there is none, or the same. Throws what the file system says. */
export async function keepEarlierAnswers(outFolder: string, name: string, isSame: SaysTheSame): Promise<string | null> {
  const file = path.join(outFolder, name), there = await readFile(file).catch(() => null);
  if (there === null || await isSame(there)) return null;
  const { name: stem, ext } = path.parse(name), kept = `${stem}-${localTime((await stat(file)).mtime).replaceAll(/[ :]/g, '-')}${ext}`;
  await rename(file, path.join(outFolder, kept));
  return kept;
}
