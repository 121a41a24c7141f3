/** In a pool thread: how many pages a file has. */
import { z } from 'zod';
import { inspectFile } from '../../images/inspect.ts';

const inputSchema = z.strictObject({ path: z.string() });

export async function inspectFileJob(input: unknown): Promise<{ readonly pages: number }> {
  const { pages } = await inspectFile(inputSchema.parse(input).path);
  return { pages };
}
