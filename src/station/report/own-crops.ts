/** The folder of pictures beside result files, and how it is known for that. */
import { open } from 'node:fs/promises';
import path from 'node:path';

export const cropFolder = 'crops';

/** What the tables beside it begin with, also where a spreadsheet has saved them since; none of them is in a folder of scans by chance. */
const tables = ['answers.csv', 'exceptions.csv'], firstHeading = 'source_file';
const enough = 64;

/** Whether a folder holds what `read` or `grade` has cut out for people: such pictures are no pages. */
export async function areOwnCrops(folder: string): Promise<boolean> {
  if (path.basename(folder) !== cropFolder) return false;
  const heads = await Promise.all(tables.map((name) => beginningOf(path.join(path.dirname(folder), name))));
  return heads.every((head) => head.replace(/^\uFEFF?"?/, '').startsWith(firstHeading));
}

/** Empty where nothing can be read. */
async function beginningOf(file: string): Promise<string> {
  try {
    await using opened = await open(file);
    const { buffer, bytesRead } = await opened.read({ buffer: Buffer.alloc(enough), position: 0 });
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return '';
  }
}
