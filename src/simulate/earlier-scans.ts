/** A folder that scans were simulated into before: they go before new ones come, and nothing else does. */
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** What this program wrote; a `truth.json` of anything else is none. */
const truthSchema = z.object({ exam: z.string(), layoutVersion: z.string(), seed: z.number(), pages: z.array(z.object({ file: z.string().regex(/^\d{4,}\.jpg$/), troubles: z.array(z.string()) })) });

/** The first file that would be in the way of `pages` new scans and was not simulated; null where there is none. Without a truth of its own nothing in the folder was. */
export async function foreignFile(folder: string, pages: number): Promise<string | null> {
  // What the system puts into folders is nobody's.
  const names = (await readdir(folder).catch((): string[] => [])).filter((name) => !name.startsWith('.'));
  const own = await earlier(folder);
  if (own === null) return names.toSorted()[0] ?? null;
  const simulated = new Set(own);
  return names.toSorted().find((name) => !simulated.has(name) && /^\d{4,}\.jpg$/.test(name) && Number.parseInt(name, 10) <= pages) ?? null;
}

/** Removes the scans that the folder's truth names, and the truth. */
export async function removeEarlier(folder: string): Promise<void> {
  const own = await earlier(folder);
  if (own === null) return;
  for (const file of [...own, 'truth.json']) await rm(path.join(folder, file), { force: true });
}

async function earlier(folder: string): Promise<readonly string[] | null> {
  try {
    return truthSchema.parse(JSON.parse(await readFile(path.join(folder, 'truth.json'), 'utf8'))).pages.map(({ file }) => file);
  } catch {
    return null;
  }
}
