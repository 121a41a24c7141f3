import { expect, test } from 'vitest';
import type { GrayImage, PixelPoint } from '../read/reading.ts';
import { paperOutline } from './paper-outline.ts';

const width = 800, height = 1000;
/** A sheet as a camera sees it, turned a little. */
const corners: readonly PixelPoint[] = [{ x: 260, y: 320 }, { x: 590, y: 280 }, { x: 660, y: 760 }, { x: 290, y: 800 }];

/** The sheet on a dark ground, and what else is bright. */
function photo(isBright: (x: number, y: number) => boolean): GrayImage {
  const pixels = new Uint8Array(width * height);
  const onPaper = (x: number, y: number): boolean => corners.every((a, i) => { const b = corners[(i + 1) % 4]!; return (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x) >= 0; });
  for (let y = 0, k = 0; y < height; y++) for (let x = 0; x < width; x++, k++) pixels[k] = onPaper(x, y) ? 220 : isBright(x, y) ? 250 : 40;
  return { width, height, pixels };
}

test.each([
  ['by itself', () => false],
  ['in a picture with a white margin', (x: number, y: number) => Math.min(x, y, width - 1 - x, height - 1 - y) < 60],
  ['beside a larger bright thing of another shape', (x: number, y: number) => x < 180 || y < 200],
])('a sheet %s is found by its edges', (_, isBright) => {
  const found = paperOutline(photo(isBright));
  expect(found?.map((p, i) => Math.hypot(p.x - corners[i]!.x, p.y - corners[i]!.y) < 8)).toEqual([true, true, true, true]);
});

test('where nothing bright has four sides, there is none', () => {
  const round = (x: number, y: number): boolean => Math.hypot(x - 400, y - 500) < 300 && Math.hypot(x - 500, y - 500) > 220;
  const pixels = Uint8Array.from({ length: width * height }, (_, k) => (round(k % width, Math.floor(k / width)) ? 240 : 40));
  expect(paperOutline({ width, height, pixels })).toBeNull();
});
