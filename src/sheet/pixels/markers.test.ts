/** The compiled search for markers against the same said plainly. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestMatches, resample } from './markers.ts';

/** Numbers from 0 to 255 that follow from `from`: the low bits of such a sequence repeat soon, its high ones do not. */
function bytes(count: number, from: number): Uint8Array {
  let state = from >>> 0;
  return Uint8Array.from({ length: count }, () => { state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0; return state >>> 24; });
}

const side = fc.integer({ min: 1, max: 60 }), seed = fc.integer({ min: 0, max: 2 ** 31 });

test('a marker is found where it matches best, and nowhere on plain paper', () => {
  fc.assert(fc.property(side, side, fc.integer({ min: 2, max: 12 }), seed, fc.boolean(), (width, height, size, from, plain) => {
    const pixels = plain ? new Uint8Array(width * height).fill(200) : bytes(width * height, from), values = Float32Array.from(bytes(size * size, from + 1), (v) => v / 255 - 0.5);
    const area = { x0: -3, x1: 40, y0: 2, y1: 50 };
    let expected: { x: number; y: number; size: number; match: number } | null = null;
    for (let y = area.y0; y <= Math.min(height - size, area.y1); y++) for (let x = 0; x <= Math.min(width - size, area.x1); x++) {
      let sum = 0, squares = 0, product = 0;
      for (let k = 0; k < size * size; k++) { const v = pixels[(y + Math.floor(k / size)) * width + x + k % size]!; sum += v; squares += v * v; product += v * values[k]!; }
      const variance = squares - sum * sum / (size * size);
      if (variance < size * size * 64) continue;
      const match = product / Math.sqrt(variance);
      if (expected === null || match > expected.match) expected = { x, y, size, match };
    }
    expect(bestMatches({ width, height, pixels }, [{ patch: { size, values }, area }], 64)).toEqual([expected]);
  }), { numRuns: 60 });
});

test('a picture at a share of its size has the mean of what each pixel covers', () => {
  fc.assert(fc.property(side, side, seed, fc.double({ min: 0.3, max: 0.99, noNaN: true }), (width, height, from, scale) => {
    const pixels = bytes(width * height, from), small = resample({ width, height, pixels }, scale);
    expect([small.width, small.height]).toEqual([Math.max(1, Math.floor(width * scale)), Math.max(1, Math.floor(height * scale))]);
    const sums = Array.from({ length: small.width * small.height }, () => 0), counts = sums.slice();
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
      const to = Math.min(small.height - 1, Math.floor(y * scale)) * small.width + Math.min(small.width - 1, Math.floor(x * scale));
      sums[to]! += pixels[y * width + x]!; counts[to]!++;
    }
    expect([...small.pixels]).toEqual(sums.map((sum, k) => Math.floor(sum / counts[k]!)));
  }), { numRuns: 40 });
});
