/** What a worker keeps over a restart: its session with the station. Only its own user may read the file. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { KeptTexts } from '../client/storage.ts';
import { writeSecret } from '../station/gateway/access/secret-file.ts';

const fileSchema = z.record(z.string(), z.string());

export async function keptTexts(folder: string): Promise<KeptTexts> {
  const file = join(folder, 'session.json');
  const texts = new Map(Object.entries(await readFile(file, 'utf8').then((text) => fileSchema.parse(JSON.parse(text))).catch(() => ({}))));
  return {
    get: (key) => texts.get(key) ?? null,
    async set(key, value) {
      if (value === null) texts.delete(key);
      else texts.set(key, value);
      await writeSecret(file, JSON.stringify(Object.fromEntries(texts)));
    },
  };
}
