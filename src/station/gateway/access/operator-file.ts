/** `operator.json` in the data folder: where the running station is, and the secret that proves to it that one may read its folder. There while the gateway is open. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeSecret } from './secret-file.ts';

const operatorFileSchema = z.object({ address: z.url({ protocol: /^http$/ }), token: z.string().min(1), pid: z.int().min(1) });
export type OperatorFile = z.infer<typeof operatorFileSchema>;

const pathIn = (dataFolder: string): string => join(dataFolder, 'operator.json');

export async function writeOperatorFile(dataFolder: string, content: OperatorFile): Promise<void> {
  await writeSecret(pathIn(dataFolder), `${JSON.stringify(content)}\n`);
}

export async function removeOperatorFile(dataFolder: string): Promise<void> {
  await rm(pathIn(dataFolder), { force: true });
}

/** Null where no gateway is open, as far as the file says: a station that was killed leaves it behind. Throws what reading throws but for a missing file. */
export async function readOperatorFile(dataFolder: string): Promise<OperatorFile | null> {
  const text = await readFile(pathIn(dataFolder), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  });
  if (text === null) return null;
  let content: unknown = null;
  try {
    content = JSON.parse(text);
  } catch {
    // Not ours, then.
  }
  return operatorFileSchema.safeParse(content).data ?? null;
}
