/** In a pool thread: how large a page is when it is decoded, for readings that do not say it. */
import { z } from 'zod';
import { decodePage } from './decode.ts';
import type { PageSize } from './page-size.ts';

const inputSchema = z.strictObject({ path: z.string(), page: z.int().min(1) });

export async function measurePageJob(input: unknown): Promise<PageSize> {
  const { path, page } = inputSchema.parse(input);
  const { image, sourceWidth, sourceHeight } = await decodePage(path, { page });
  return { width: image.width, height: image.height, sourceWidth, sourceHeight };
}
