/** What reading our own sheets has compiled, against the same said plainly, at sizes that fill no vector, one, and one and a bit. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Homography } from '../read/homography.ts';
import { gridLiesInside, gridOf, sampleBox } from '../read/sampling.ts';
import { darkGrids } from './boxes.ts';
import { subtractPrinted } from './bubbles.ts';
import { convolved, darkerThanAround, runsOf } from './kernels.ts';
import { forget } from './memory.ts';
import { greyCounts, moments } from './rectangle.ts';

const side = fc.integer({ min: 1, max: 60 });
const numbers = (length: number, seed: number): number[] => {
  // Park and Miller's generator, 1988.
  let state = seed;
  return Array.from({ length }, () => (state = state * 48_271 % (2 ** 31 - 1)) / 2 ** 31);
};
const seed = fc.integer({ min: 1, max: 2 ** 31 - 1 });

test('dark is what is below its share of the mean around', () => {
  fc.assert(fc.property(side, side, fc.integer({ min: 0, max: 40 }), fc.constantFrom(0.5, 0.8, 1), seed, (width, height, most, share, from) => {
    const half = Math.min(most, (Math.min(width, height) - 1) >> 1), pixels = Uint8Array.from(numbers(width * height, from), (one) => one * 256);
    expect([...darkerThanAround(pixels, width, height, half, share)]).toEqual(Array.from(pixels, (pixel, at) => {
      const x = at % width, y = Math.floor(at / width);
      let sum = 0, count = 0;
      for (let v = Math.max(0, y - half); v <= Math.min(height - 1, y + half); v++) for (let u = Math.max(0, x - half); u <= Math.min(width - 1, x + half); u++, count++) sum += pixels[v * width + u]!;
      return pixel * count < sum * share - 2 * count ? 1 : 0;
    }));
  }), { numRuns: 40 });
});

test('runs of dark pixels belong together where they touch, also at a corner', () => {
  fc.assert(fc.property(fc.integer({ min: 3, max: 60 }), side, fc.constantFrom(0.1, 0.4, 0.9), seed, (width, height, share, from) => {
    const dark = Uint8Array.from(numbers(width * height, from), (one) => (one < share ? 1 : 0)), runs = runsOf(dark, width, height);
    const again = new Uint8Array(dark.length), owner = new Map<number, number>();
    const rootOf = (run: number): number => (runs.parent[run] === run ? run : rootOf(runs.parent[run]!));
    for (let run = 0; run < runs.count; run++) for (let x = runs.from[run]!; x <= runs.to[run]!; x++) { const at = runs.row[run]! * width + x; again[at] = 1; owner.set(at, run); }
    expect(again).toEqual(dark);
    for (const [at, run] of owner) {
      const x = at % width;
      if (x > 0) expect(owner.get(at - 1) ?? run).toBe(run);
      for (const below of [at + width - 1, at + width, at + width + 1]) {
        const other = Math.abs(below % width - x) <= 1 ? owner.get(below) : undefined;
        if (other !== undefined) expect(rootOf(other)).toBe(rootOf(run));
      }
    }
    expect(new Set(Array.from({ length: runs.count }, (_, run) => rootOf(run))).size).toBe(componentsOf(dark, width));
  }), { numRuns: 40 });
});

function componentsOf(dark: Uint8Array, width: number): number {
  const seen = new Set<number>();
  let count = 0;
  for (let start = 0; start < dark.length; start++) {
    if (dark[start] === 0 || seen.has(start)) continue;
    count++;
    const open = [start];
    seen.add(start);
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const dy of [-1, 0, 1]) for (const dx of [-1, 0, 1]) {
        const next = at + dy * width + dx;
        if (dark[next] !== 1 || seen.has(next) || Math.abs(next % width - at % width) > 1) continue;
        seen.add(next);
        open.push(next);
      }
    }
  }
  return count;
}

test('a convolution adds up what it is said to, in single precision', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 5, max: 12 }), fc.constantFrom(8, 16), seed, (channels, inSide, outs, from) => {
    const input = Float32Array.from(numbers(channels * inSide ** 2, from), (one) => (one < 0.5 ? 0 : one));
    const weights = Float32Array.from(numbers(channels * 25 * outs, from + 1), (one) => one - 0.5), bias = Float32Array.from(numbers(outs, from + 2), (one) => one - 0.5);
    const outSide = inSide - 4, out = new Float32Array(outs * outSide ** 2);
    convolved(input, channels, inSide, weights, bias, out);
    expect([...out]).toEqual(Array.from(out, (_, at) => {
      const o = Math.floor(at / outSide ** 2), y = Math.floor(at / outSide) % outSide, x = at % outSide;
      let sum = bias[o]!;
      for (let tap = 0; tap < channels * 25; tap++) sum = Math.fround(sum + input[(Math.floor(tap / 25) * inSide + y + Math.floor(tap / 5) % 5) * inSide + x + tap % 5]! * weights[tap * outs + o]!);
      return Math.max(0, sum);
    }));
  }), { numRuns: 30 });
});

test('boxes sampled together are as dark as each by itself, and who asks says what lies across the edge', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 13 }), fc.integer({ min: 1, max: 9 }), fc.double({ min: -3, max: 3, noNaN: true }), seed, (columns, rows, slant, from) => {
    const [width, height] = [83, 71], points = columns * rows, image = { width, height, pixels: Uint8Array.from(numbers(width * height, from), (one) => one * 256) };
    const map: Homography = Float64Array.of(3 + slant / 9, slant / 7, 11, slant / 11, 3 - slant / 9, 12, 0.001, 0.002, 1);
    const boxes = [{ x: 2, y: 2, w: 7, h: 5 }, { x: -9, y: 0, w: 7, h: 5 }, { x: 6.1, y: 7.7, w: 5.3, h: 3.9 }];
    const grids = boxes.map((box) => gridOf(map, box, columns, rows)), inside = grids.map((grid) => gridLiesInside(grid, columns, rows, image));
    const greys = new Float32Array(boxes.length * points), out = new Float32Array(greys.length);
    for (const [i, box] of boxes.entries()) sampleBox(image, map, box, columns, rows, greys, i * points);
    const brighter = Float32Array.from(boxes, (_, i) => {
      const sorted = [...greys.subarray(i * points, (i + 1) * points)].map(Math.floor).sort((a, b) => b - a);
      return sorted[Math.ceil(points * 0.2) - 1]! + 0.5;
    });
    const paper = brighter.map((grey) => grey * 1.1);
    forget();
    const values = Float64Array.from(grids.flatMap(({ u, v, dux, dvx, duy, dvy }, i) => [inside[i] === true ? u : Number.NaN, v, dux, dvx, duy, dvy]));
    const used = darkGrids(image, { values, columns, rows }, {
      greysOf: (i, into) => into.set(greys.subarray(i * points, (i + 1) * points)),
      paperOf: (own) => { expect(own).toEqual(brighter); return paper; },
    }, out);
    expect(used).toBe(paper);
    expect(out).toEqual(greys.map((grey, at) => { const scale = 1 / Math.max(1, paper[Math.floor(at / points)]!); return Math.max(0, 1 - grey * scale); }));
  }));
});

test('a rectangle adds up as in a loop over its pixels, to the last digit', () => {
  fc.assert(fc.property(side, side, fc.double({ min: -9, max: 70, noNaN: true }), fc.double({ min: -9, max: 70, noNaN: true }), seed, (width, height, x, y, from) => {
    const image = { width, height, pixels: Uint8Array.from(numbers(width * height, from), (one) => one * 256) }, weights = Float64Array.from(numbers(256, from), (one) => Math.max(0, one - 0.5));
    const left = from % width, top = from % height, columns = 1 + from % (width - left), rows = 1 + from % (height - top), rectangle = { left, top, columns, rows };
    const counts = new Int32Array(256), sums = { weight: 0, right: 0, below: 0, squares: 0 };
    for (let v = top; v < top + rows; v++) for (let u = left; u < left + columns; u++) {
      const grey = image.pixels[v * width + u]!, weight = weights[grey]!, dx = u + 0.5 - x, dy = v + 0.5 - y;
      counts[grey]!++;
      sums.weight += weight; sums.right += weight * dx; sums.below += weight * dy; sums.squares += weight * (dx * dx + dy * dy);
    }
    forget();
    expect(greyCounts(image, rectangle)).toEqual(counts);
    expect(moments(image, rectangle, { x, y }, weights)).toEqual(sums);
  }));
});

test('what is printed is taken off: what is paler than the template stays below nothing, what is darker counts from what may be printed there', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 40 }), seed, (count, points, from) => {
    const darkness = Float32Array.from(numbers(count * points, from)), before = darkness.slice();
    const groups = [0, 1].map((parity) => {
      const template = Float32Array.from(numbers(points, from + 1 + parity));
      return { members: [...darkness.keys()].slice(0, count).filter((one) => one % 2 === parity), template, printed: Float64Array.from(template, (value) => value + 0.12) };
    });
    subtractPrinted(darkness, points, groups);
    expect([...darkness]).toEqual([...before].map((here, at) => {
      const { template, printed } = groups[Math.floor(at / points) % 2]!, k = at % points, over = here - template[k]!;
      return Math.fround(over > 0 ? Math.max(0, here - printed[k]!) : over);
    }));
  }), { numRuns: 40 });
});
