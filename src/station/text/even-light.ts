/** Takes the shade of a photo out of a crop: half a name may lie in the shadow of a hand, darker than the ink of the other half. Pure. */
import type { GrayImage } from '../../sheet/read/reading.ts';

/** Paper whose grey differs by less than this over the crop is even: a scan stays as it is. */
const uneven = 20;
/** Paper in shade has at least this share of the lightest paper's grey; what is darker is print. */
const darkestShade = 0.45;
/** Of a tile's pixels at least this share is paper; the same share as of the whole crop. */
const paperShare = 0.85;

/** The crop with the same grey of paper everywhere, that of its lightest part; the crop itself where its light is even. Tiles are as wide as the crop is high and half as high. */
export function evenLight(crop: GrayImage): GrayImage {
  const { width, height, pixels } = crop;
  const columns = Math.max(1, Math.round(width / height)), rows = 2;
  const papers = Array.from({ length: columns * rows }, (_, i) => paperOf(crop, i % columns, Math.floor(i / columns), columns, rows));
  const lightest = papers.reduce((most, paper) => Math.max(most, paper), 0);
  if (papers.every((paper) => lightest - paper < uneven)) return crop;
  const least = lightest * darkestShade;
  const at = (column: number, row: number): number => Math.max(least, papers[Math.min(rows - 1, Math.max(0, row)) * columns + Math.min(columns - 1, Math.max(0, column))] ?? lightest);
  const even = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    // Between the middles of four tiles.
    const row = ((y + 0.5) / height) * rows - 0.5, j = Math.floor(row), down = row - j;
    for (let x = 0; x < width; x++) {
      const column = ((x + 0.5) / width) * columns - 0.5, i = Math.floor(column), right = column - i;
      const paper = (at(i, j) * (1 - right) + at(i + 1, j) * right) * (1 - down) + (at(i, j + 1) * (1 - right) + at(i + 1, j + 1) * right) * down;
      even[y * width + x] = Math.min(255, Math.round(((pixels[y * width + x] ?? 255) * lightest) / paper));
    }
  }
  return { width, height, pixels: even };
}

function paperOf({ width, height, pixels }: GrayImage, column: number, row: number, columns: number, rows: number): number {
  const counts = new Uint32Array(256);
  const left = Math.floor((column * width) / columns), right = Math.floor(((column + 1) * width) / columns);
  const top = Math.floor((row * height) / rows), bottom = Math.floor(((row + 1) * height) / rows);
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) {
    const grey = pixels[y * width + x] ?? 255;
    counts[grey] = (counts[grey] ?? 0) + 1;
  }
  let remaining = (right - left) * (bottom - top) * paperShare;
  for (let grey = 0; grey < 256; grey++) {
    remaining -= counts[grey] ?? 0;
    if (remaining <= 0) return grey;
  }
  return 255;
}
