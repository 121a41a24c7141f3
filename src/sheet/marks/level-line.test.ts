import { expect, test } from 'vitest';
import { levelLine } from './level-line.ts';

const flat = { map: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), local: { dx: new Float64Array(1), dy: new Float64Array(1) } };
/** A bubble of 30 × 20 in the middle of a picture of 100 × 60, and the next one 24 further. */
const bubble = { x: Float64Array.of(50), y: Float64Array.of(30), w: Float64Array.of(30), h: Float64Array.of(20), cellW: Float64Array.of(54) };

function lineThrough(isInk: (x: number, y: number) => boolean, lattice = bubble): number {
  const pixels = new Uint8Array(6000).fill(240);
  for (let y = 0; y < 60; y++) for (let x = 0; x < 100; x++) if (isInk(x - 49.5, y - 29.5)) pixels[100 * y + x] = 90;
  return levelLine({ width: 100, height: 60, pixels }, flat, lattice, 0);
}

const full = (x: number, y: number): boolean => (x / 16) ** 2 + (y / 11) ** 2 <= 1;

test('a thin level line through a full mark is as long as it leaves the bubble where it is shorter', () => {
  expect(lineThrough((x, y) => full(x, y) || (Math.abs(y) <= 1.5 && x > -25 && x < 21))).toBeCloseTo(0.3, 1);
  expect(lineThrough((x, y) => full(x, y) || (Math.abs(y - x * 0.1) <= 1.5 && Math.abs(x) < 23))).toBeCloseTo(0.4, 1);
});

test('full marks that go a little beyond their bubbles, lines on one side only, single strokes, and marks without room beside them have none', () => {
  expect(lineThrough(full)).toBeLessThan(0.1);
  expect(lineThrough((x, y) => Math.abs(x) <= 18 && Math.abs(y) <= 10)).toBe(0);
  expect(lineThrough((x, y) => full(x, y) || (Math.abs(y) <= 1.5 && x > 0 && x < 25))).toBeLessThan(0.1);
  expect(lineThrough((x, y) => Math.abs(y) <= 1.5 && Math.abs(x) < 24)).toBe(0);
  expect(lineThrough((x, y) => full(x, y) || Math.abs(y) <= 1.5, { ...bubble, cellW: bubble.w })).toBe(0);
});
