/** Foreign sheets with rows close together whose paper was not flat when it was scanned: lines that are curves, or have a step where the feeder slipped. */
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { readAtAnyAngle } from '../../src/sheet/template/askew.ts';
import { expandTemplate } from '../../src/sheet/template/expand.ts';
import { templateReader } from '../../src/sheet/template/read-template.ts';
import { templateSchema } from '../../src/exam/template.ts';
import type { GrayImage } from '../../src/sheet/read/reading.ts';
import { block, labels, marksFor, questions, sheetOf, truthOf } from '../fixtures/foreign-sheet.ts';

/** Pixels a millimetre. */
const mm = 1240 / 210;
const corners = [block(50, 50, 40, 30), block(1150, 50, 40, 30), block(50, 1670, 40, 30), block(1150, 1670, 40, 30)];
const sheet = sheetOf(1240, 1754, { w: 27, h: 13 }, '#333', [
  { name: '考号', x: 720, y: 220, fields: labels('n', 1, 8), values: '0123456789', vertical: true, valueGap: 22, fieldGap: 50 },
  ...Array.from({ length: 12 }, (_, k) => ({ name: `组 ${k}`, x: 140 + (k % 4) * 265, y: 520 + Math.floor(k / 4) * 122, fields: labels('q', k * 5 + 1, k * 5 + 5), values: 'ABCD', valueGap: 39, fieldGap: 22 })),
], [{ name: '考号', fields: labels('n', 1, 8) }, ...questions(1, 60)], '考号', [...corners, '<rect x="70" y="470" width="1100" height="420" fill="none" stroke="black" stroke-width="2"/><rect x="70" y="910" width="1100" height="710" fill="none" stroke="black" stroke-width="2"/>'].join(''));
const reader = templateReader(expandTemplate(templateSchema.parse(sheet.template)));

/** The page with each pixel taken from `from`. */
async function scanned(seed: number, from: (x: number, y: number) => readonly [number, number]): Promise<GrayImage> {
  const { data, info } = await sharp(Buffer.from(sheet.svg(marksFor(sheet, seed)))).flatten({ background: '#fff' }).greyscale().blur(0.7).raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info, pixels = new Uint8Array(width * height).fill(250);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    const [u, v] = from(x, y).map(Math.round);
    if (u !== undefined && v !== undefined && u >= 0 && v >= 0 && u < width && v < height) pixels[y * width + x] = data[v * width + u]!;
  }
  return { width, height, pixels };
}

test.each([
  ['curled by 3 mm', (x: number, y: number) => [x, y + 3 * mm * Math.sin(Math.PI * x / 1240)] as const],
  ['that slipped by 3 mm in the feeder', (x: number, y: number) => [y > 600 ? x - 3 * mm : x, y] as const],
  ['that slipped and is curled', (x: number, y: number) => [y > 700 ? x + 2.5 * mm : x, y + 2 * mm * Math.sin(Math.PI * x / 1240)] as const],
])('a page %s is read, and where its bubbles lie is told as in the picture', async (_what, from) => {
  const image = await scanned(3, from), planes = { print: image, mark: image, coloured: false };
  const { trouble, columns, residualMm, bubbles } = readAtAnyAngle(planes, reader), truth = truthOf(sheet, marksFor(sheet, 3));
  expect(trouble).toBeNull();
  expect(columns.filter(({ name, value, doubtful }) => !doubtful && value !== truth[name])).toEqual([]);
  expect(columns.filter(({ doubtful }) => doubtful).length).toBeLessThanOrEqual(3);
  // It is not said to be flat.
  expect(residualMm).toBeGreaterThan(0.3);
  const off = bubbles.map(({ x, y }, i) => { const [u, v] = from(x, y), b = reader.expanded.bubbles[i]!; return Math.hypot(u - b.x - b.w / 2, v - b.y - b.h / 2) / mm; });
  expect(Math.max(...off)).toBeLessThan(1);
});

test('a page of which one half lies a row\'s height off is not read as a flat one', async () => {
  const image = await scanned(4, (x, y) => [y > 660 ? x - 9 * mm : x, y]);
  expect(readAtAnyAngle({ print: image, mark: image, coloured: false }, reader).trouble).not.toBeNull();
});
