import sharp from 'sharp';
import { expect, test } from 'vitest';
import { card, labels, marksFor, sheetOf } from '../../../tests/fixtures/foreign-sheet.ts';
import type { GrayImage } from '../read/reading.ts';
import { Skew } from './skew.ts';

/** As many bubbles as most sheets have. */
const dense = sheetOf(1240, 1754, { w: 19, h: 19 }, '#222', Array.from({ length: 6 }, (_, k) => ({ name: `column ${k}`, x: 90 + k * 165, y: 100, fields: labels('q', k * 50 + 1, k * 50 + 50), values: 'ABCDE', valueGap: 27, fieldGap: 30 })), [{ name: 'q1', fields: ['q1'] }], 'q1', '');

/** A page on white ground. */
async function turned(svg: string, degrees: number): Promise<GrayImage> {
  const page = await sharp(Buffer.from(svg), { density: 110 }).flatten({ background: '#fff' }).png().toBuffer();
  const { data, info } = await sharp(page).rotate(degrees, { background: '#fff' }).greyscale().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: new Uint8Array(data) };
}

test.each([17, -21, 33, 3])('lines turned by %d degrees are told, and not taken for the grid of the pixels, which is sharpest at 45', async (degrees) => {
  for (const sheet of [card, dense]) expect(Math.abs(new Skew(await turned(sheet.svg(marksFor(sheet, 1)), degrees)).within(45) - degrees)).toBeLessThanOrEqual(0.5);
});
