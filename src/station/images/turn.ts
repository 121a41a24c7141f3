/** Quarter turns and mirroring of a page, for scans that lie turned or flipped in their PDF. */
import type { GrayImage } from '../../sheet/read/reading.ts';

export type QuarterTurns = 0 | 1 | 2 | 3;

/** Turns an image clockwise by quarter turns, after mirroring it left to right when asked to. */
export function turnImage(image: GrayImage, turns: QuarterTurns, mirrored: boolean): GrayImage {
  if (turns === 0 && !mirrored) return image;
  const { width, height, pixels } = image;
  const swaps = turns === 1 || turns === 3;
  const outWidth = swaps ? height : width;
  const outHeight = swaps ? width : height;
  const out = new Uint8Array(pixels.length);
  // Where the output's top left pixel comes from, and the step in the source for one step right and one step down in the output.
  const right = turns === 0 ? 1 : turns === 1 ? -width : turns === 2 ? -1 : width;
  const down = turns === 0 ? width : turns === 1 ? 1 : turns === 2 ? -width : -1;
  const start = turns === 0 ? 0 : turns === 1 ? (height - 1) * width : turns === 2 ? width * height - 1 : width - 1;
  for (let y = 0; y < outHeight; y++) {
    let from = start + y * down;
    const row = y * outWidth;
    for (let x = 0; x < outWidth; x++, from += right) {
      out[row + x] = pixels[mirrored ? mirrorIndex(from, width) : from] ?? 0;
    }
  }
  return { width: outWidth, height: outHeight, pixels: out };
}

function mirrorIndex(index: number, width: number): number {
  const column = index % width;
  return index - column + (width - 1 - column);
}
