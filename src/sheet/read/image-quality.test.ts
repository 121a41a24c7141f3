import { expect, test } from 'vitest';
import { Random } from '../../simulate/random.ts';
import { measureImage } from './image-quality.ts';
import type { GrayImage } from './reading.ts';

/** A page with a printed frame, lines of writing, and the grain of paper; `change` paints over it. */
function page(change: (x: number, y: number, value: number) => number = (_x, _y, value) => value): GrayImage {
  const [width, height] = [827, 1169];
  const random = new Random('paper');
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const frame = (x === 60 || x === 760) && y > 60 && y < 1100;
      const writing = y < 700 && y % 40 < 12 && x > 100 && x < 700 && (x * 7 + y * 3) % 11 < 3;
      pixels[y * width + x] = Math.max(0, Math.min(255, change(x, y, (frame || writing ? 40 : 235) + random.normal() * 2)));
    }
  }
  return { width, height, pixels };
}

test('a clean page has no streak, though a frame runs down nearly all of it, and no pattern', () => {
  const quality = measureImage(page());
  expect(quality).toMatchObject({ streaks: [], moire: 0 });
  expect(quality.paperLevel).toBeGreaterThan(0.88);
  expect(quality.darkLevel).toBeLessThan(0.25);
});

test('a line of dirt from the upper edge to the lower is a streak, where it is', () => {
  const { streaks } = measureImage(page((x, _y, value) => (x === 300 || x === 301 ? value - 60 : value)));
  expect(streaks).toHaveLength(1);
  expect(streaks[0]).toBeCloseTo(301 / 827, 2);
});

test('a photographed screen has a fine pattern; its amplitude is told', () => {
  const { moire } = measureImage(page((x, _y, value) => value - 12 + 12 * Math.sin((x * 2 * Math.PI) / 6.3)));
  expect(moire).toBeGreaterThan(0.06);
  expect(moire).toBeLessThan(0.13);
});

test('a page in the dark has dark paper', () => {
  expect(measureImage(page((_x, _y, value) => value * 0.4)).paperLevel).toBeLessThan(0.45);
});

test('a strip of white paper, however narrow, is not dark', () => {
  for (const [width, height] of [[3000, 1], [1, 3000]] as const) expect(measureImage({ width, height, pixels: new Uint8Array(3000).fill(250) }).paperLevel).toBeGreaterThan(0.9);
});
