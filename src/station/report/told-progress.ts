/** How far a job in a pool thread is, in a file beside what it makes: whoever asked for it looks there. */
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

const tellEveryMs = 300;

export const progressFileOf = (file: string): string => `${file}.progress`;

/** Returns what the job calls for each sheet or file that is done. */
export function tellingProgress(progressFile: string): (done: number, of: number) => void {
  let told = 0;
  return (done, of) => {
    if (Date.now() - told < tellEveryMs) return;
    told = Date.now();
    writeFileSync(progressFile, `${done} ${of}`);
  };
}

/** Null: it waits for its turn, or is over. */
export async function toldProgress(progressFile: string): Promise<{ readonly done: number; readonly of: number } | null> {
  const [done, of] = (await readFile(progressFile, 'utf8').catch(() => '')).split(' ').map(Number);
  return done === undefined || of === undefined || Number.isNaN(of) ? null : { done, of };
}
