import { expect, test } from 'vitest';
import type { GrayImage } from '../../sheet/read/reading.ts';
import { evenLight } from './even-light.ts';
import { findInkLine } from './ink-line.ts';

/** A box of 200 × 40 pixels with four upright strokes as dark as `ink` says of the paper behind them, which is `paper(x)`. */
function drawn(paper: (x: number) => number, ink: number): GrayImage {
  const width = 200, height = 40;
  const pixels = Uint8Array.from({ length: width * height }, (_, i) => {
    const x = i % width, y = Math.floor(i / width);
    const stroke = y >= 10 && y < 30 && [40, 80, 120, 160].some((at) => x >= at && x < at + 4);
    return Math.round(paper(x) * (stroke ? ink : 1));
  });
  return { width, height, pixels };
}

test('a scan on even paper stays as it is', () => {
  const scan = drawn(() => 240, 0.3);
  expect(evenLight(scan)).toBe(scan);
});

test('all strokes of a line that goes into shade are found', () => {
  const shaded = drawn((x) => 235 - x * 0.6, 0.62);
  const found = findInkLine(shaded);
  expect(found.kind === 'ink' ? found.glyphs.length : 0).toBe(4);
});

test('a black patch stays black', () => {
  const { width, height, pixels } = drawn(() => 240, 0.3);
  const patched = { width, height, pixels: pixels.map((grey, i) => (i % width < 40 ? 20 : grey)) };
  expect(Math.max(...[...evenLight(patched).pixels].filter((_, i) => i % width < 20))).toBeLessThan(80);
});
