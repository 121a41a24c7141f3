/** Every compiled loop against the same said plainly, one pixel after the other, at sizes that fill no vector, one, and one and a bit. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleBox } from '../read/sampling.ts';
import { answers, answersEach, bestShifts, peaks, seenThere } from './answers.ts';
import { darkBoxes, layBoxes, sampleBoxes, windowStats } from './boxes.ts';
import { averaged, darknessSums, inkOf, paperTiles, splitColours } from './kernels.ts';
import { asMade, forget } from './memory.ts';

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

test('the planes may take the place of the colours, and are there for the loops', () => {
  const rgb = bytes(3 * 1000, 7), print = new Uint8Array(1000), mark = new Uint8Array(1000);
  splitColours(rgb, print, mark, 48);
  const inPlace = [rgb.subarray(0, 1000), rgb.subarray(1000, 2000)] as const;
  splitColours(rgb, ...inPlace, 48);
  expect(inPlace).toEqual([print, mark]);
  for (const plane of inPlace) expect(averaged(plane, 50, 2, 25, 10)).toEqual(averaged(plane.slice(), 50, 2, 25, 10));
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

test('the paper of each tile is the grey above which a share of the pixels asked lie', () => {
  fc.assert(fc.property(side, side, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 3 }), seed, (width, height, tile, step, from) => {
    const pixels = bytes(width * height, from), rows = Math.ceil(height / tile), columns = Math.ceil(width / tile);
    expect([...paperTiles(pixels, width, height, tile, step, 0.15)]).toEqual(Array.from({ length: rows * columns }, (_, k) => {
      const own: number[] = [];
      for (let y = Math.floor(k / columns) * tile; y < Math.min(height, (Math.floor(k / columns) + 1) * tile); y += step) for (let x = k % columns * tile; x < Math.min(width, (k % columns + 1) * tile); x += step) own.push(pixels[y * width + x]!);
      return own.toSorted((a, b) => b - a)[Math.ceil(own.length * 0.15) - 1];
    }));
  }), { numRuns: 60 });
});

test('darkness is summed above and to the left of each pixel', () => {
  fc.assert(fc.property(side, side, seed, (width, height, from) => {
    const pixels = bytes(width * height, from), sums = new Int32Array((width + 1) * (height + 1)).fill(-1), white = (1020 << 16) + 32_768, strips = Math.ceil(height / 4);
    const knots = Int32Array.from(new Set([0, Math.ceil(width / 3), width])), values = Float64Array.from({ length: knots.length * strips }, (_, k) => 262_144 + 90_000.7 * k % 270_000);
    darknessSums(pixels, width, height, sums, { sameRows: 4, knots, values }, white, 192);
    const scaleAt = (strip: number, x: number): number => {
      const k = knots.findLastIndex((knot) => knot <= x), at = strip * knots.length + k, step = (values[at + 1]! - values[at]!) / (knots[k + 1]! - knots[k]!);
      let value = values[at]!;
      for (let along = knots[k]!; along < x; along++) value += step;
      return Math.trunc(value);
    };
    const expected = new Int32Array(sums.length);
    for (let y = 0; y < height; y++) for (let x = 0, row = 0; x < width; x++) {
      row += Math.max(0, Math.min(192, (white - pixels[y * width + x]! * scaleAt(y >> 2, x)) >> 16));
      expected[(y + 1) * (width + 1) + x + 1] = expected[y * (width + 1) + x + 1]! + row;
    }
    expect([...asMade('sums', sums)]).toEqual([...expected]);
  }), { numRuns: 40 });
});

const picture = { width: 60, height: 50, pixels: bytes(3000, 11) };
/** A map that turns, stretches and shifts a little. */
const map = Float64Array.of(1.1, 0.07, 3, -0.05, 0.95, 4, 0, 0, 1);

test('boxes are sampled between pixels, and 255 outside the picture', () => {
  forget();
  fc.assert(fc.property(fc.integer({ min: -10, max: 60 }), fc.integer({ min: -10, max: 50 }), fc.constantFrom(8, 12, 16, 24), (x, y, side) => {
    // No point lies on the picture's very edge, where rounding tells on which side.
    const box = { x: x + 0.1371, y: y + 0.0713, w: 9, h: 7 }, expected = new Float32Array(side * side);
    const outside = sampleBox(picture, map, { ...box, x: box.x - 4.5, y: box.y - 3.5 }, side, side, expected);
    const { greys, missed } = sampleBoxes(picture, layBoxes(map, 2, side, () => box));
    expect(missed[1]).toBe(Math.round(outside * side * side));
    // Places are cut to whole numbers of 1 / 65,536 of a pixel, and so is each of up to `side` steps, across and down; from black to white it is 255.
    const bound = 2 * 255 * side / 65_536;
    for (const [k, grey] of expected.entries()) expect(Math.abs(greys[side * side + k]! - grey)).toBeLessThan(bound);
  }));
});

test('a box is as dark as its points are against its paper', () => {
  forget();
  const boxes = layBoxes(map, 3, 8, (k) => ({ x: 15 + 8 * k, y: 20, w: 9, h: 7 })), { greys } = sampleBoxes(picture, boxes), darkness = new Float32Array(3 * 64);
  let own = new Float32Array();
  const { sums } = darkBoxes(picture, boxes, (papers) => { own = Float32Array.from(papers); return papers.map((paper) => paper - 20); }, darkness);
  for (let k = 0; k < 3; k++) {
    const points = greys.subarray(64 * k, 64 * (k + 1)), sorted = points.toSorted((a, b) => b - a);
    expect(own[k]).toBe(Math.floor(sorted[10]!) + 0.5);
    const dark = [...points].map((grey) => Math.max(0, 1 - grey / (own[k]! - 20)));
    for (const [i, d] of dark.entries()) expect(asMade('cuts', darkness)[64 * k + i]).toBeCloseTo(d, 4);
    expect(sums[k]).toBeCloseTo(dark.reduce((sum, d) => sum + d, 0), 3);
  }
});

/** Sums over a field in which one pixel in eight is dark; the places' rooms lie partly outside. */
const field = { width: 60, height: 50, sums: new Int32Array(61 * 51) };
for (let y = 0; y < 50; y++) for (let x = 0, row = 0; x < 60; x++) { row += picture.pixels[y * 60 + x]! % 8 === 0 ? 192 : 0; field.sums[(y + 1) * 61 + x + 1] = field.sums[y * 61 + x + 1]! + row; }
const places = Float64Array.from([[20, 20], [28.4, 20.3], [20.2, 29.7], [58, 48], [30, 31]].flatMap(([x = 0, y = 0]) => [x, y, 2.6, 2.3, 5.2, 4.7]));

function answerAt(at: number, dx: number, dy: number): number {
  const [px = 0, py = 0, hw = 0, hh = 0, cw = 0, ch = 0] = places.subarray(6 * at, 6 * at + 6), x = px + dx + 0.5, y = py + dy + 0.5;
  const sum = (x0: number, y0: number, x1: number, y1: number): number => field.sums[y1 * 61 + x1]! - field.sums[y0 * 61 + x1]! - field.sums[y1 * 61 + x0]! + field.sums[y0 * 61 + x0]!;
  const corners = (w: number, h: number) => [x - w, y - h, x + w, y + h].map(Math.floor) as [number, number, number, number];
  const room = corners(cw, ch), box = corners(hw, hh), area = ([x0, y0, x1, y1]: typeof room): number => (x1 - x0) * (y1 - y0);
  if (x - cw < 0.5 || y - ch < 0.5 || room[2] > 60 || room[3] > 50) return 0;
  return sum(...box) / area(box) - (sum(...room) - sum(...box)) / (area(room) - area(box));
}

test('places answer at each displacement as each of them does by itself', () => {
  const across = { origin: 0.3, from: -3, step: 1.5, count: 7 }, down = { origin: -0.2, from: -2, step: 2, count: 5 };
  const found = answers(field.sums, field.width, field.height, places, across, down);
  for (let k = 0; k < 35; k++) {
    const dx = 0.3 + (k % 7 - 3) * 1.5, dy = -0.2 + (Math.floor(k / 7) - 2) * 2;
    expect(found[k]).toBeCloseTo([0, 1, 2, 3, 4].reduce((sum, at) => sum + answerAt(at, dx, dy), 0), 9);
  }
  expect([...answersEach(field.sums, field.width, field.height, places, 1, -1)]).toEqual([0, 1, 2, 3, 4].map((at) => answerAt(at, 1, -1)));
});

test('a frame, whose box is larger than its room, answers by how much darker it is between the two than within', () => {
  const frames = Float64Array.from([[20, 20], [28.4, 20.3], [20.2, 29.7], [58, 48]].flatMap(([x = 0, y = 0]) => [x, y, 6.2, 5.7, 4.1, 3.6]));
  // The answer of a place as large as the box with a box as large as the room, the other way around.
  const answer = (at: number, dx: number, dy: number): number => {
    const [x = 0, y = 0] = frames.subarray(6 * at), turned = Float64Array.of(x, y, 4.1, 3.6, 6.2, 5.7);
    return 0 - answers(field.sums, field.width, field.height, turned, { origin: dx, from: 0, step: 1, count: 1 }, { origin: dy, from: 0, step: 1, count: 1 })[0]!;
  };
  const found = answers(field.sums, field.width, field.height, frames, { origin: 0.3, from: -3, step: 1, count: 7 }, { origin: -0.2, from: -2, step: 2, count: 5 });
  for (let k = 0; k < 35; k++) expect(found[k]).toBeCloseTo([0, 1, 2, 3].reduce((sum, at) => sum + answer(at, 0.3 + k % 7 - 3, -0.2 + (Math.floor(k / 7) - 2) * 2), 0), 9);
  expect([...answersEach(field.sums, field.width, field.height, frames, 1, -1)].map((own) => own.toFixed(9))).toEqual([0, 1, 2, 3].map((at) => answer(at, 1, -1).toFixed(9)));
});

test('each place is asked where its patch lies, and each patch half a room beside that', () => {
  const { each, beside } = seenThere(field.sums, field.width, field.height, { places, sizes: Int32Array.of(3, 2) }, Float64Array.of(1, -1, 0, -0.6, 0.3, 0));
  expect([...each]).toEqual([0, 1, 2].map((at) => answerAt(at, 1, -1)).concat([3, 4].map((at) => answerAt(at, -0.6, 0.3))));
  const sum = (members: readonly number[], dx: number, dy: number): number => members.reduce((all, at) => all + answerAt(at, dx, dy), 0);
  const around = (members: readonly number[], x: number, y: number): number[] => [sum(members, x - 5.2, y), sum(members, x + 5.2, y), sum(members, x, y - 4.7), sum(members, x, y + 4.7)];
  for (const [k, answer] of [...around([0, 1, 2], 1, -1), ...around([3, 4], -0.6, 0.3)].entries()) expect(beside[k]).toBeCloseTo(answer, 9);
});

test('a patch goes where no displacement beside it answers better, and its places to their own plateaus around it', () => {
  const patched = { places, sizes: Int32Array.of(3, 2) }, { shifts, asked } = bestShifts(field.sums, field.width, field.height, patched, 0.3);
  const members = [[0, 1, 2], [3, 4]];
  for (const [k, own] of members.entries()) {
    const [x = 0, y = 0, top = 0] = shifts.subarray(3 * k, 3 * k + 3), at = (dx: number, dy: number): number => own.reduce((sum, one) => sum + answerAt(one, dx, dy), 0);
    const all = Array.from({ length: 49 }, (_, i) => at(i % 7 - 3, Math.floor(i / 7) - 3));
    expect(top).toBeCloseTo(Math.max(...all), 9);
    expect(at(Math.round(x), Math.round(y))).toBeCloseTo(top, 9);
  }
  expect(asked).toBe(5 * (49 + 9));
  const found = peaks(field.sums, field.width, field.height, patched, shifts);
  for (let k = 0; k < 5; k++) {
    const [x = 0, y = 0] = shifts.subarray(k < 3 ? 0 : 3);
    const around = Array.from({ length: 25 }, (_, i) => ({ x: i % 5 - 2, y: Math.floor(i / 5) - 2, answer: answerAt(k, x + i % 5 - 2, y + Math.floor(i / 5) - 2) }));
    const top = Math.max(...around.map(({ answer }) => answer)), weights = around.map(({ answer }) => Math.max(0, answer - 0.8 * top)), sum = weights.reduce((a, b) => a + b, 0);
    expect(found[3 * k + 2]).toBeCloseTo(Math.max(0, top), 9);
    if (top > 0) expect(found[3 * k]).toBeCloseTo(x + around.reduce((all, one, i) => all + weights[i]! * one.x, 0) / sum, 9);
  }
});

test('a window says how bright its paper is, its mean, its third brightest inner point, and how far its points are from the mean', () => {
  const windows = Float32Array.from(bytes(5 * 144, 23), (v) => v / 1.7), found = windowStats(windows);
  for (let k = 0; k < 5; k++) {
    const own = [...windows.subarray(144 * k, 144 * (k + 1))], at = (i: number) => ({ r: Math.floor(i / 12), c: i % 12 }), meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    const rim = own.filter((_, i) => [0, 11].includes(at(i).r) || [0, 11].includes(at(i).c)), inner = own.filter((_, i) => [4, 5, 6, 7].includes(at(i).r) && [4, 5, 6, 7].includes(at(i).c));
    const expected = [meanOf(rim.filter((v) => v >= meanOf(rim))), meanOf(own), inner.sort((a, b) => b - a)[2]!, own.reduce((sum, v) => sum + (v - meanOf(own)) ** 2, 0)];
    for (const [i, value] of expected.entries()) expect(found[4 * k + i]! / value).toBeCloseTo(1, 4);
  }
});
