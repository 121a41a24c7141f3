import { expect, test } from 'vitest';
import { measureImage } from '../read/image-quality.ts';
import type { GrayImage } from '../read/reading.ts';
import { noSheet } from './no-sheet.ts';

/** Rows of strokes on a ground. */
function picture(width: number, height: number, ground: number, stroke: number): GrayImage {
  const pixels = new Uint8Array(width * height).fill(ground);
  for (let y = 40; y < height; y += 60) pixels.fill(stroke, y * width, (y + 2) * width);
  return { width, height, pixels };
}
const told = (image: GrayImage) => noSheet(image, measureImage(image));

test('a picture of few pixels, a black one and a negative are told for what they are', () => {
  expect(told(picture(6, 5, 255, 0))).toBe('picture-small');
  expect(told(picture(800, 1100, 0, 0))).toBe('picture-black');
  expect(told(picture(800, 1100, 8, 240))).toBe('picture-negative');
});

test('a dark scan is none of them, and neither is a sheet', () => {
  expect([told(picture(800, 1100, 80, 10)), told(picture(800, 1100, 250, 20))]).toEqual([null, null]);
});
