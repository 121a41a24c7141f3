/** Pictures on which no sheet can be, whatever is printed on it: told before anything of the sheet or the template is doubted. Pure. */
import type { GrayImage, ImageQuality } from '../read/reading.ts';

/** Far too few pixels for a sheet; nothing but black; black and white swapped. */
export type NoSheet = 'picture-small' | 'picture-black' | 'picture-negative';

/** Pixels of the long side: sheets of 600 are read. */
const leastLongSide = 200;
/** Shares of full white: nine tenths of the picture are darker, and what is light on it. The darkest of 596 scans and photos of sheets has paper of 0.49. */
const black = 0.12, light = 0.35;
/** Share of the picture that is light: less is nothing, more than the first and less than the second are lines and letters. */
const print = { least: 0.002, most: 0.3 };

/** Null for a picture that may show one. */
export function noSheet({ width, height, pixels }: GrayImage, { paperLevel }: ImageQuality): NoSheet | null {
  if (Math.max(width, height) < leastLongSide) return 'picture-small';
  if (paperLevel > black) return null;
  let bright = 0, seen = 0;
  for (let k = 0; k < pixels.length; k += 7, seen++) if (pixels[k]! > light * 255) bright++;
  const share = bright / seen;
  return share < print.least ? 'picture-black' : share < print.most ? 'picture-negative' : null;
}
