/**
 * The loops over all pixels of a page, compiled to WebAssembly (`assembly/pixels.ts`): sixteen pixels at a time, where JavaScript takes one. Each function copies what it is given into the
 * module's memory and its result out of it, which takes a tenth of the time that is saved; nothing stays there from one call to the next.
 */
import { z } from 'zod';
import { compiledKernels } from './compiled.ts';

type Loop<Result> = (...numbers: readonly number[]) => Result;
const loop = <Result>(): z.ZodType<Loop<Result>> => z.custom<Loop<Result>>((value) => typeof value === 'function');
const exportsSchema = z.object({ memory: z.instanceof(WebAssembly.Memory), splitColours: loop<number>(), inkOfRgb: loop<undefined>(), halve: loop<undefined>(), average: loop<undefined>(), sumDarkness: loop<undefined>() });

const module = exportsSchema.parse(new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(atob(compiledKernels), (character) => character.charCodeAt(0)))).exports);

/** Where the first section begins: below is the module's own. */
const base = 1024;
/** Loops may read and write so far beyond the last pixel. */
const margin = 64;
const pageBytes = 65_536;

/** Addresses of sections of these many bytes, one behind the other; the memory grows as needed. */
function sections(...sizes: readonly number[]): number[] {
  let at = base;
  const addresses = sizes.map((size) => { const own = at; at += Math.ceil((size + margin) / 16) * 16; return own; });
  const missing = at - module.memory.buffer.byteLength;
  if (missing > 0) module.memory.grow(Math.ceil(missing / pageBytes));
  return addresses;
}

function bytesAt(address: number, length: number): Uint8Array {
  return new Uint8Array(module.memory.buffer, address, length);
}

/** Interleaved red, green, blue to the darkest of each pixel and its red; `coloured` counts the pixels with more red over the darkest than `colourful`. */
export function splitColours(rgb: Uint8Array, print: Uint8Array, mark: Uint8Array, colourful: number): number {
  const count = print.length, [from = 0, prints = 0, marks = 0] = sections(3 * count, count, count);
  bytesAt(from, 3 * count).set(rgb);
  const coloured = module.splitColours(from, count, prints, marks, colourful);
  print.set(bytesAt(prints, count)); mark.set(bytesAt(marks, count));
  return coloured;
}

/** Interleaved red, green, blue to brightness, lowered by the colour in excess of `floor`, but not below the darkest. */
export function inkOf(rgb: Uint8Array, count: number, floor: number): Uint8Array {
  const [from = 0, to = 0] = sections(3 * count, count);
  bytesAt(from, 3 * count).set(rgb.subarray(0, 3 * count));
  module.inkOfRgb(from, count, to, floor);
  return bytesAt(to, count).slice();
}

/** Each pixel of `width` × `height` the mean of `factor` × `factor` (at least 2), rounded; `stride`: pixels in a row of the source. */
export function averaged(pixels: Uint8Array, stride: number, factor: number, width: number, height: number): Uint8Array {
  const used = stride * height * factor, [from = 0, to = 0, columns = 0] = sections(used, width * height, 2 * width * factor);
  bytesAt(from, used).set(pixels.subarray(0, used));
  if (factor === 2) module.halve(from, stride, width, height, to);
  else module.average(from, stride, factor, width, height, to, columns);
  return bytesAt(to, width * height).slice();
}

/**
 * Sums of darkness above and to the left of each pixel into `sums`, (width + 1) × (height + 1). `scaleOf` fills in 255 over the paper's grey for each column, in 1 / 65,536 of the sums' units,
 * for the `sameRows` rows from the one named on; `white` is what white has in these, and `cut`, in the sums' units, the most that one pixel counts.
 */
export function darknessSums(pixels: Uint8Array, width: number, height: number, sums: Int32Array, sameRows: number, scaleOf: (row: number, out: Int32Array) => void, white: number, cut: number): void {
  const stride = 4 * (width + 1), [from = 0, scales = 0, to = 0] = sections(width * height, 4 * width, stride * (height + 1));
  bytesAt(from, width * height).set(pixels);
  bytesAt(to, stride).fill(0);
  const scale = new Int32Array(module.memory.buffer, scales, width);
  for (let y = 0; y < height; y += sameRows) {
    scaleOf(y, scale);
    module.sumDarkness(from + y * width, width, Math.min(sameRows, height - y), scales, white, cut, to + y * stride);
  }
  sums.set(new Int32Array(module.memory.buffer, to, (width + 1) * (height + 1)));
}
