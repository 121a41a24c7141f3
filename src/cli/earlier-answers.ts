/** Answers that a run before wrote, and a person may have corrected. */
import { rename, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { localTime } from './local-time.ts';

/** Puts `answers.csv` of a run before aside where it is not what is written now, under the time at which it was last changed. Its new name; null where there is none, or the same. Throws what the file system says. */
export async function keepEarlierAnswers(outFolder: string, content: string): Promise<string | null> {
  const file = path.join(outFolder, 'answers.csv'), there = await readFile(file, 'utf8').catch(() => null);
  if (there === null || there === content) return null;
  const name = `answers-${localTime((await stat(file)).mtime).replaceAll(/[ :]/g, '-')}.csv`;
  await rename(file, path.join(outFolder, name));
  return name;
}
