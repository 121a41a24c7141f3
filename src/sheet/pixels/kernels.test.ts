/** Every compiled loop against the same said plainly, one pixel after the other, at sizes that fill no vector, one, and one and a bit. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { averaged, darknessSums, inkOf, splitColours } from './kernels.ts';

const side = fc.integer({ min: 1, max: 70 });
const seed = fc.integer({ min: 1, max: 2 ** 31 - 1 });

/** Greys and colours as any: pixels of a picture and how they are drawn is nothing that these loops know (Park and Miller's generator, 1988). */
function bytes(length: number, from: number): Uint8Array {
  let state = from;
  return Uint8Array.from({ length }, () => (state = state * 48_271 % (2 ** 31 - 1)) >> 8);
}

test('colours are split into the darkest and the red, and coloured pixels are counted', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 300 }), seed, (count, from) => {
    const rgb = bytes(3 * count, from), print = new Uint8Array(count), mark = new Uint8Array(count);
    const pixels = Array.from({ length: count }, (_, i) => [...rgb.subarray(3 * i, 3 * i + 3)]);
    const coloured = splitColours(rgb, print, mark, 48);
    expect([...print]).toEqual(pixels.map((pixel) => Math.min(...pixel)));
    expect([...mark]).toEqual(pixels.map(([red = 0]) => red));
    expect(coloured).toBe(pixels.filter((pixel) => (pixel[0] ?? 0) - Math.min(...pixel) > 48).length);
  }));
});

test('the darkest may take the place of the colours', () => {
  const rgb = bytes(3 * 1000, 7), apart = new Uint8Array(1000), mark = new Uint8Array(1000);
  splitColours(rgb, apart, mark, 48);
  splitColours(rgb, rgb.subarray(0, 1000), mark, 48);
  expect(rgb.subarray(0, 1000)).toEqual(apart);
});

test('ink of any colour is dark', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 300 }), seed, (count, from) => {
    const rgb = bytes(3 * count, from);
    expect([...inkOf(rgb, count, 24)]).toEqual(Array.from({ length: count }, (_, i) => {
      const [r = 0, g = 0, b = 0] = rgb.subarray(3 * i, 3 * i + 3), least = Math.min(r, g, b);
      return Math.max(least, ((77 * r + 150 * g + 29 * b) >> 8) - Math.max(0, Math.max(r, g, b) - least - 24));
    }));
  }));
});

test('a picture is made smaller by the means of its squares', () => {
  fc.assert(fc.property(side, side, fc.integer({ min: 2, max: 9 }), fc.integer({ min: 0, max: 8 }), seed, (width, height, factor, more, from) => {
    const stride = width * factor + Math.min(more, factor - 1), pixels = bytes(stride * height * factor, from);
    expect([...averaged(pixels, stride, factor, width, height)]).toEqual(Array.from({ length: width * height }, (_, k) => {
      let sum = 0;
      for (let y = 0; y < factor; y++) for (let x = 0; x < factor; x++) sum += pixels[(Math.floor(k / width) * factor + y) * stride + k % width * factor + x]!;
      return Math.floor(sum / factor ** 2 + 0.5);
    }));
  }), { numRuns: 40 });
});

test('darkness is summed above and to the left of each pixel', () => {
  fc.assert(fc.property(side, side, seed, (width, height, from) => {
    const pixels = bytes(width * height, from), sums = new Int32Array((width + 1) * (height + 1)).fill(-1), white = (1020 << 16) + 32_768;
    const scaleAt = (row: number, x: number): number => 262_144 + 5000 * row + 900 * x;
    darknessSums(pixels, width, height, sums, 4, (row, out) => { for (let x = 0; x < width; x++) out[x] = scaleAt(row, x); }, white, 192);
    const expected = new Int32Array(sums.length);
    for (let y = 0; y < height; y++) for (let x = 0, row = 0; x < width; x++) {
      row += Math.max(0, Math.min(192, (white - pixels[y * width + x]! * scaleAt(y - y % 4, x)) >> 16));
      expected[(y + 1) * (width + 1) + x + 1] = expected[y * (width + 1) + x + 1]! + row;
    }
    expect([...sums]).toEqual([...expected]);
  }), { numRuns: 40 });
});
