/** In a pool thread: how large the bubbles of a foreign sheet are printed on a page. Where the page is not found, that may be for boxes of another size: it is looked for with others, too. */
import { z } from 'zod';
import { type BubbleSize, printedSize, resized } from '../../sheet/template/printed-size.ts';
import { cropGray } from '../images/crop.ts';
import { loadTemplate, readTemplate } from './load-template.ts';
import { readPicture } from './read-picture.ts';

const inputSchema = z.strictObject({ templateFile: z.string(), file: z.string(), /** From 1. */ page: z.int().min(1) });
export type BubbleSizeInput = z.infer<typeof inputSchema>;

/** How many times as large boxes are tried. */
const tried = [1, 0.75, 0.55, 1.35];
/** Long side of the straightened page, pixels: bubbles of the smallest kind have ten then. */
const straightPx = 2_000;
const mmPerInch = 25.4;

/** In units of the template, for blocks with its own size; null where that is not told. Throws what `loadTemplate` and decoding throw. */
export async function bubbleSizeJob(input: unknown, signal: AbortSignal): Promise<BubbleSize | null> {
  const { templateFile, file, page } = inputSchema.parse(input);
  const template = await readTemplate(templateFile);
  for (const times of tried) {
    signal.throwIfAborted();
    const { planes, reading } = await readPicture(file, await loadTemplate(templateFile, (own) => resized(own, times)), { page, signal });
    if (!reading.registration) continue;
    const { width, height } = template.page, scale = straightPx / Math.max(width, height);
    return printedSize(cropGray(planes.print, reading.registration.corners, { widthMm: width * scale, heightMm: height * scale, dpi: mmPerInch }), template);
  }
  return null;
}
