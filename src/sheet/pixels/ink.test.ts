/** The loops over bubbles and windows against the same said plainly. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inkOfBubbles, meanOf, perBubble, productsWith, usualOf } from './ink.ts';
import { forget } from './memory.ts';

const side = 16, points = side * side, bubbles = 6;

/** Numbers from 0 to 1 (Park and Miller's generator, 1988). */
function shares(length: number, from: number): Float32Array {
  let state = from;
  return Float32Array.from({ length }, () => (state = state * 48_271 % (2 ** 31 - 1)) / 2 ** 31);
}

test('the mean of bubbles is added up as JavaScript adds', () => {
  forget();
  const darkness = shares(bubbles * points, 5), which = [4, 0, 5], mean = new Float32Array(points);
  for (const i of which) for (let k = 0; k < points; k++) mean[k]! += darkness[i * points + k]! * (1 / which.length);
  expect(meanOf({ darkness, side }, which)).toEqual(mean);
});

test('the ink of a bubble is what its points have beyond the print, where it lies, and what half of the inside has', () => {
  forget();
  const darkness = shares(bubbles * points, 9), empty = shares(points, 3).map((v) => v / 2), inner = (k: number): boolean => [k % side, Math.floor(k / side)].every((at) => at > 0 && at < side - 1);
  const around = empty.map((v, k) => (inner(k) ? Math.max(v, empty[k - 1]!, empty[k + 1]!, empty[k - side]!, empty[k + side]!) : v)), print = around.map((v) => Math.min(0.4, v));
  const inside = Int32Array.from({ length: points }, (_, k) => k).filter((k) => k % 3 === 0), outer = Array.from({ length: points }, (_, k) => k).filter((k) => k % 3 === 1);
  const planes = new Float32Array(7 * points);
  for (let k = 0; k < points; k++) planes.set([k % 16 / 16 - 0.5], points + k);
  for (const k of inside) planes[k] = 1;
  for (const k of outer) planes[6 * points + k] = 1;
  const which = [1, 3], { inks: found, room } = inkOfBubbles({ darkness, side }, which, { planes, inside }, empty, { most: 0.4, inked: 0.12, least: 0.001 });
  expect(room).toBeCloseTo([...inside].reduce((sum, k) => sum + 1 - print[k]!, 0), 9);
  for (const [at, i] of which.entries()) {
    const dark = (k: number): number => darkness[i * points + k]!, beyond = [...inside].map((k) => Math.max(0, dark(k) - print[k]!));
    const [sum = 0, many, sx = 0, sy, , , , outside = 0, half] = found.subarray(perBubble * at, perBubble * (at + 1));
    expect(sum).toBeCloseTo(beyond.reduce((a, b) => a + b, 0), 3);
    expect(many).toBe(beyond.filter((v) => v > 0.12).length);
    expect(sx).toBeCloseTo(beyond.reduce((all, v, j) => all + v * (inside[j]! % 16 / 16 - 0.5), 0), 3);
    expect(sy).toBe(0);
    expect(outside).toBeCloseTo(outer.reduce((all, k) => all + Math.max(0, dark(k) - around[k]!), 0), 3);
    expect(half).toBe(Float32Array.from(inside, (k) => dark(k) - empty[k]!).toSorted()[inside.length >> 1]);
  }
  // Next to no ink: nobody asks what half of it has.
  expect(inkOfBubbles({ darkness, side }, [1], { planes, inside }, empty, { most: 0.4, inked: 0.12, least: 1000 }).inks[8]).toBe(0);
});

test('the usual window is the median of the windows that are asked, point by point', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.nat(600), { minLength: 1, maxLength: 255 }), fc.integer({ min: 1, max: 10_000 }), (which, from) => {
    const windows = shares((Math.max(...which) + 1) * 16, from).map((v) => v * 255.99);
    expect([...usualOf(windows, 16, which)]).toEqual(Array.from({ length: 16 }, (_, k) => which.map((i) => Math.floor(windows[i * 16 + k]!)).sort((a, b) => a - b)[Math.ceil(which.length / 2) - 1]));
  }), { numRuns: 60 });
});

test('a window has of a shape the sum of their products', () => {
  const windows = shares(3 * 144, 17), shape = shares(144, 4), found = productsWith(windows, shape);
  for (let i = 0; i < 3; i++) expect(found[i]).toBeCloseTo(shape.reduce((sum, v, k) => sum + v * windows[i * 144 + k]!, 0), 3);
});
