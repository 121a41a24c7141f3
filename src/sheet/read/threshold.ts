import type { GrayImage } from './reading.ts';

/**
 * Dark pixels (1) against their surroundings: a pixel is dark when it is below `share` of the mean of the square window around it.
 * Method: Bradley and Roth, "Adaptive Thresholding Using the Integral Image", Journal of Graphics Tools 12(2), 2007.
 * The window mean comes from running column sums instead of a whole integral image: a third of the memory traffic.
 */
export function darkPixels(image: GrayImage, windowPx: number, share: number): Uint8Array {
  const { width, height, pixels } = image;
  const dark = new Uint8Array(width * height);
  const half = Math.max(2, Math.min(windowPx >> 1, (Math.min(width, height) - 1) >> 1));
  const columns = new Uint32Array(width);
  let rows = 0;
  const add = (y: number, sign: 1 | -1): void => {
    const start = y * width;
    if (sign === 1) for (let x = 0; x < width; x++) columns[x]! += pixels[start + x]!;
    else for (let x = 0; x < width; x++) columns[x]! -= pixels[start + x]!;
    rows += sign;
  };
  for (let y = 0; y < Math.min(half, height); y++) add(y, 1);
  for (let y = 0; y < height; y++) {
    if (y + half < height) add(y + half, 1);
    if (y - half - 1 >= 0) add(y - half - 1, -1);
    thresholdRow(pixels, dark, columns, y * width, width, half, rows, share);
  }
  return dark;
}

function thresholdRow(pixels: Uint8Array, dark: Uint8Array, columns: Uint32Array, start: number, width: number, half: number, rows: number, share: number): void {
  let sum = 0;
  let count = 0;
  for (let x = 0; x < Math.min(half, width); x++) { sum += columns[x]!; count++; }
  for (let x = 0; x < width; x++) {
    if (x + half < width) { sum += columns[x + half]!; count++; }
    if (x - half - 1 >= 0) { sum -= columns[x - half - 1]!; count--; }
    // An eighth of a grey level keeps black-on-black noise out.
    if (pixels[start + x]! * count * rows < sum * share - count * rows * 2) dark[start + x] = 1;
  }
}
