import type { GrayImage } from './reading.ts';

/** The image reduced by a whole factor, each pixel the mean of factor × factor; the image itself when the factor is 1. Edges that do not fill a cell are dropped. */
export function shrink(image: GrayImage, factor: number): GrayImage {
  if (factor <= 1) return image;
  const width = Math.floor(image.width / factor);
  const height = Math.floor(image.height / factor);
  const pixels = new Uint8Array(width * height);
  if (factor === 2) halve(image, width, height, pixels);
  else average(image, factor, width, height, pixels);
  return { width, height, pixels };
}

function halve(image: GrayImage, width: number, height: number, out: Uint8Array): void {
  const source = image.pixels;
  const stride = image.width;
  if ((stride | source.byteOffset) % 2 === 0) return halveByPairs(new Uint16Array(source.buffer, source.byteOffset, source.length >> 1), width, height, out);
  for (let y = 0, to = 0; y < height; y++) {
    let upper = 2 * y * stride;
    let lower = upper + stride;
    for (let x = 0; x < width; x++, upper += 2, lower += 2) {
      out[to++] = (source[upper]! + source[upper + 1]! + source[lower]! + source[lower + 1]! + 2) >> 2;
    }
  }
}

/** The same where rows hold whole pairs of pixels: half as many looks at memory. Which of a pair comes first does not matter. */
function halveByPairs(pairs: Uint16Array, width: number, height: number, out: Uint8Array): void {
  for (let y = 0, to = 0; y < height; y++) {
    for (let end = to + width, upper = 2 * y * width, lower = upper + width; to < end; upper++, lower++) {
      const a = pairs[upper]!, b = pairs[lower]!;
      out[to++] = ((a & 255) + (a >> 8) + (b & 255) + (b >> 8) + 2) >> 2;
    }
  }
}

function average(image: GrayImage, factor: number, width: number, height: number, out: Uint8Array): void {
  const source = image.pixels;
  const sums = new Uint32Array(width);
  const share = 1 / (factor * factor);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let row = 0; row < factor; row++) {
      let from = (y * factor + row) * image.width;
      // The usual factors without a loop of a few turns.
      if (factor === 3) for (let x = 0; x < width; x++, from += 3) sums[x]! += source[from]! + source[from + 1]! + source[from + 2]!;
      else if (factor === 4) for (let x = 0; x < width; x++, from += 4) sums[x]! += source[from]! + source[from + 1]! + source[from + 2]! + source[from + 3]!;
      else for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let column = 0; column < factor; column++) sum += source[from++]!;
        sums[x]! += sum;
      }
    }
    const to = y * width;
    for (let x = 0; x < width; x++) out[to + x] = sums[x]! * share + 0.5;
  }
}
