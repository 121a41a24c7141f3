/** Sheets without bubbles: found by what is printed on them. */
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import type { GrayImage } from '../read/reading.ts';
import { expandTemplate } from './expand.ts';
import { readWithTemplate, templateReader } from './read-template.ts';
import { templateSchema } from '../../exam/template.ts';

const page = { width: 630, height: 891, widthMm: 210 };
const corners = [[30, 30], [570, 30], [30, 840], [570, 840], [30, 400]] as const;
const blocks = corners.map(([x, y]) => `<rect x="${x}" y="${y}" width="24" height="15"/>`).join('');
const table = (x: number, y: number, columns: number): string => Array.from({ length: columns }, (_, i) => `<rect x="${x + i * 60}" y="${y}" width="60" height="40" fill="none" stroke="black" stroke-width="2"/>`).join('');
const handwriting = '<path d="M130 320l12 -24l12 24m-19 -9h14M250 300c20 -5 20 20 0 18" fill="none" stroke="#333" stroke-width="3"/>';

async function drawn(inner: string, change: (picture: Sharp) => Sharp = (picture) => picture): Promise<GrayImage> {
  const plain = await sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="630" height="891"><rect width="100%" height="100%" fill="white"/>${inner}</svg>`)).flatten().png().toBuffer();
  const { data, info } = await change(sharp(plain)).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: new Uint8Array(data) };
}

const sheet = `${blocks}${table(110, 280, 7)}${table(110, 480, 4)}`;
const region = { kind: 'text', name: 'answer', x: 110, y: 280, w: 60, h: 40, cells: 1 };
const templateOf = (registration: object) => expandTemplate(templateSchema.parse({ format: 'zhiyue-template', version: 1, unit: 'px', page, bubble: { w: 1, h: 1 }, registration, blocks: [], columns: [], regions: [region] }));
const marks = corners.map(([x, y]) => ({ x, y, w: 24, h: 15 }));

test.each([
  ['by the reference', async () => templateReader(templateOf({ reference: 'empty.png' }), null, await drawn(sheet))],
  ['by its black marks', () => Promise.resolve(templateReader(templateOf({ marks })))],
])('a page without bubbles is found %s, however it lies, and its regions with it', async (_by, readerOf) => {
  const reader = await readerOf();
  // The left upper corner of the region, as turning about the middle and cutting leave it.
  const turned = await drawn(sheet + handwriting, (picture) => picture.rotate(180));
  const cut = await drawn(sheet + handwriting, (picture) => picture.extract({ left: 12, top: 15, width: 605, height: 865 }));
  for (const [image, x, y] of [[turned, 630 - 110, 891 - 280], [cut, 110 - 12, 280 - 15]] as const) {
    const { regions, residualMm, trouble } = readWithTemplate({ print: image, mark: image, coloured: false }, reader);
    expect(trouble).toBeNull();
    expect(residualMm).toBeLessThan(1);
    const [corner] = regions[0]?.corners ?? [];
    // 3 pixels are a millimetre.
    expect(Math.hypot((corner?.x ?? 0) - x, (corner?.y ?? 0) - y)).toBeLessThan(3);
  }
});

test('another sheet is not taken for it', async () => {
  const reader = templateReader(templateOf({ reference: 'empty.png' }), null, await drawn(sheet));
  const other = await drawn(`${table(60, 120, 8)}${table(60, 220, 8)}${table(200, 600, 5)}<text x="80" y="760" font-size="60">另一张答题卡</text>`);
  expect(readWithTemplate({ print: other, mark: other, coloured: false }, reader)).toMatchObject({ trouble: 'sheet-not-found', regions: [] });
});

test('without anything to be found by there is no template', () => {
  expect(() => templateOf({ marks: marks.slice(0, 2) })).toThrow(/template-blocks-none/);
});
