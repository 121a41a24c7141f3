/** How large the bubbles of a foreign sheet are printed on a scan. Where the page is not found, that may be for boxes of another size: it is looked for with others, too. */
import type { Template } from '../../exam/template.ts';
import { type BubbleSize, printedSize, resized } from '../../sheet/template/printed-size.ts';
import type { TemplateReader, Unread } from '../../sheet/template/read-template.ts';
import { cropGray } from '../images/crop.ts';
import { readPicture } from './read-picture.ts';

/** Why pages are not read where boxes have another size than the bubbles. */
export const misplaced: ReadonlySet<string> = new Set(['other-sheet', 'place-unsure', 'sheet-not-found'] satisfies Unread[]);

/** How many times as large boxes are tried. */
const tried = [1, 0.75, 0.55, 1.35];
/** Long side of the straightened page, pixels: bubbles of the smallest kind have ten then. */
const straightPx = 2_000;
const mmPerInch = 25.4;

export interface Scan { readonly file: string; /** From 1. */ readonly page: number; readonly signal: AbortSignal }

/** In units of the template; null where that is not told. `readerOf`: a template of its own making, ready for reading. Throws what decoding and `readerOf` throw. */
export async function printedBubbles({ file, page, signal }: Scan, template: Template, readerOf: (template: Template) => Promise<TemplateReader> | TemplateReader): Promise<BubbleSize | null> {
  for (const times of tried) {
    signal.throwIfAborted();
    const { planes, reading } = await readPicture(file, await readerOf(resized(template, times)), { page, signal });
    if (!reading.registration) continue;
    const { width, height } = template.page, scale = straightPx / Math.max(width, height);
    return printedSize(cropGray(planes.print, reading.registration.corners, { widthMm: width * scale, heightMm: height * scale, dpi: mmPerInch }), template);
  }
  return null;
}
