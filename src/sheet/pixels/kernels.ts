/** Loops over all pixels of a page, and what our own sheets need: sixteen pixels at a time, where JavaScript takes one. Copying pixels in and results out takes a tenth of the time that is saved. */
import { bytesAt, doublesAt, floatsAt, intsAt, keep, keepMade, loops, margin, roomForPictures, sections } from './memory.ts';

/** Interleaved red, green, blue to the darkest of each pixel and its red, which may take the place of the colours and are kept for the loops; `coloured` counts the pixels with more red over the darkest than `colourful`. */
export function splitColours(rgb: Uint8Array, print: Uint8Array, mark: Uint8Array, colourful: number): number {
  const count = print.length, [prints, marks] = roomForPictures(print, mark), [from = 0] = sections(3 * count);
  bytesAt(from, 3 * count).set(rgb);
  const coloured = loops.splitColours(from, count, prints, marks, colourful);
  print.set(bytesAt(prints, count)); mark.set(bytesAt(marks, count));
  return coloured;
}

/** Interleaved red, green, blue to brightness, lowered by the colour in excess of `floor`, but not below the darkest. */
export function inkOf(rgb: Uint8Array, count: number, floor: number): Uint8Array {
  const [from = 0, to = 0] = sections(3 * count, count);
  bytesAt(from, 3 * count).set(rgb.subarray(0, 3 * count));
  loops.inkOfRgb(from, count, to, floor);
  return bytesAt(to, count).slice();
}

/** Each pixel of `width` × `height` the mean of `factor` × `factor` (at least 2), rounded; `stride`: pixels in a row of the source, which is kept. */
export function averaged(pixels: Uint8Array, stride: number, factor: number, width: number, height: number): Uint8Array {
  const from = keep('picture', pixels), [to = 0, columns = 0] = sections(width * height, 2 * width * factor);
  if (factor === 2) loops.halve(from, stride, width, height, to);
  else loops.average(from, stride, factor, width, height, to, columns);
  return bytesAt(to, width * height).slice();
}

/** The grey above which `above` of the pixels asked lie, of each tile of `tile` × `tile` pixels, row by row; every `step`th pixel of every `step`th row is asked. */
export function paperTiles(pixels: Uint8Array, width: number, height: number, tile: number, step: number, above: number): Float32Array {
  const tiles = Math.ceil(width / tile) * Math.ceil(height / tile), from = keep('picture', pixels), [to = 0, counts = 0] = sections(4 * tiles, 1024);
  loops.paperTiles(from, width, height, tile, step, above, to, counts);
  return floatsAt(to, tiles).slice();
}

/** How a picture's paper becomes white, `sameRows` rows at a time: 255 over its grey in 1 / 65,536 of the sums' units, linear between the knots of each such strip. */
export interface PaperScales {
  readonly sameRows: number;
  /** Where the knots are: rising columns, the same in each strip, from 0 to the width. */
  readonly knots: Int32Array;
  /** The scale at each knot, strip by strip. */
  readonly values: Float64Array;
}

/** Sums of darkness above and to the left of each pixel into `sums`, (width + 1) × (height + 1). `white` is what white has in 1 / 65,536 of the sums' units, and `cut`, in the sums' units, the most that one pixel counts. */
export function darknessSums(pixels: Uint8Array, width: number, height: number, sums: Int32Array, { sameRows, knots, values }: PaperScales, white: number, cut: number): void {
  keep('picture', pixels);
  const to = keepMade('sums', sums), from = keep('picture', pixels), [at = 0, scales = 0, row = 0] = sections(knots.byteLength, values.byteLength, 4 * width + 4);
  intsAt(at, knots.length).set(knots);
  doublesAt(scales, values.length).set(values);
  loops.sumDarkness(from, width, height, sameRows, at, knots.length, scales, row, white, cut, to);
}

/** 1 where a pixel is below `share` of the mean of the square of `half` pixels to each side, less two grey levels, else 0. `half` is less than half of both sides. */
export function darkerThanAround(pixels: Uint8Array, width: number, height: number, half: number, share: number): Uint8Array {
  const count = width * height, [from = 0, dark = 0, columns = 0] = sections(count, count, 4 * width);
  bytesAt(from, count).set(pixels);
  loops.darkPixels(from, width, height, half, share, dark, columns);
  return bytesAt(dark, count).slice();
}

/** Runs of dark pixels (1; all others 0), row by row, and which belong together: the parent of each is an earlier run of its component or itself. */
export interface Runs { readonly count: number; readonly row: Int32Array; readonly from: Int32Array; readonly to: Int32Array; readonly parent: Int32Array }

export function runsOf(dark: Uint8Array, width: number, height: number): Runs {
  const [from = 0] = sections(dark.length);
  bytesAt(from, dark.length).set(dark);
  bytesAt(from + dark.length, margin).fill(0);
  const count = loops.countRuns(from, width, height), [, row = 0, first = 0, last = 0, parent = 0] = sections(dark.length, 4 * count, 4 * count, 4 * count, 4 * count);
  loops.collectRuns(from, width, height, row, first, last, parent);
  const taken = (address: number): Int32Array => intsAt(address, count).slice();
  return { count, row: taken(row), from: taken(first), to: taken(last), parent: taken(parent) };
}

/** Valid 5 × 5 convolution with rectifier of `[channel][y][x]`; `weights`: `[in][ky][kx][out]`, as many outs as there are biases, a multiple of eight. */
export function convolved(input: Float32Array, channels: number, side: number, weights: Float32Array, bias: Float32Array, out: Float32Array): void {
  const addresses = sections(input.byteLength, weights.byteLength, bias.byteLength, out.byteLength), [from = 0, factors = 0, biases = 0, to = 0] = addresses;
  floatsAt(from, input.length).set(input);
  floatsAt(factors, weights.length).set(weights);
  floatsAt(biases, bias.length).set(bias);
  loops.convolve(from, channels, side, factors, biases, bias.length, to);
  out.set(floatsAt(to, out.length));
}
