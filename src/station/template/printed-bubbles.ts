/** How large the bubbles of a foreign sheet are printed on a scan. Where the page is not found, that may be for boxes of another size: it is looked for with others, too. */
import type { Template } from '../../exam/template.ts';
import type { GrayImage } from '../../sheet/read/reading.ts';
import type { BubbleSize } from '../../sheet/template/box-size.ts';
import { hasOtherNumbers, printedSize, resized } from '../../sheet/template/printed-size.ts';
import { type TemplateReader, type TemplateReading, type Unread, unread } from '../../sheet/template/read-template.ts';
import { cropGray } from '../images/crop.ts';
import { type ReadPicture, readPicture } from './read-picture.ts';

/** Why pages are not read where boxes have another size than the bubbles. */
export const misplaced: ReadonlySet<string> = new Set(['other-sheet', 'place-unsure', 'sheet-not-found'] satisfies Unread[]);

/** How many times as large boxes are tried. */
const others = [0.75, 0.55, 1.35];
/** Long side of the straightened page, pixels: bubbles of the smallest kind have ten then. */
const straightPx = 2_000;
const mmPerInch = 25.4;

/** The page as the template has it. */
function straightened({ planes, reading: { registration } }: Pick<ReadPicture, 'planes' | 'reading'>, { page: { width, height } }: Template): GrayImage {
  const scale = straightPx / Math.max(width, height);
  return registration === null ? planes.print : cropGray(planes.print, registration.corners, { widthMm: width * scale, heightMm: height * scale, dpi: mmPerInch });
}

/** What was read with boxes of the printed size, if the page has just the bubbles that the template has: with smaller boxes others fit between them as well. */
export function withItsNumbers(read: ReadPicture, template: Template): TemplateReading {
  return read.reading.trouble === null && hasOtherNumbers(straightened(read, template), template) ? unread('other-sheet', read.reading.residualMm) : read.reading;
}

export interface Scan { readonly file: string; /** From 1. */ readonly page: number; readonly signal: AbortSignal }

/** In units of the template; null where that is not told. `isLost`: it was looked for with the template's own boxes, and not found. `readerOf`: a template of its own making, ready for reading. Throws what decoding and `readerOf` throw. */
export async function printedBubbles({ file, page, signal }: Scan, template: Template, readerOf: (template: Template) => Promise<TemplateReader> | TemplateReader, { isLost }: { readonly isLost: boolean }): Promise<BubbleSize | null> {
  for (const times of isLost ? others : [1, ...others]) {
    signal.throwIfAborted();
    const { planes, reading } = await readPicture(file, await readerOf(resized(template, times)), { page, signal });
    if (reading.registration) return printedSize(straightened({ planes, reading }, template), template);
  }
  return null;
}
