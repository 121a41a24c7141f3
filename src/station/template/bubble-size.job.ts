/** In a pool thread: how large the bubbles of a foreign sheet are printed on a page. */
import { z } from 'zod';
import type { BubbleSize } from '../../sheet/template/box-size.ts';
import { loadTemplate, readTemplate } from './load-template.ts';
import { printedBubbles } from './printed-bubbles.ts';

const inputSchema = z.strictObject({ templateFile: z.string(), file: z.string(), /** From 1. */ page: z.int().min(1), /** It was looked for with the template's own boxes, and not found. */ isLost: z.boolean() });
export type BubbleSizeInput = z.infer<typeof inputSchema>;

/** In units of the template; null where that is not told. Throws what `loadTemplate` and decoding throw. */
export async function bubbleSizeJob(input: unknown, signal: AbortSignal): Promise<BubbleSize | null> {
  const { templateFile, file, page, isLost } = inputSchema.parse(input);
  return printedBubbles({ file, page, signal }, await readTemplate(templateFile), (template) => loadTemplate(templateFile, () => template), { isLost });
}
