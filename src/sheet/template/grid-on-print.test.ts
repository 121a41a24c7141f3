import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { GrayImage } from '../read/reading.ts';
import { gridOnPrint } from './grid-on-print.ts';
import type { TemplateBlock } from './template.ts';

/** Eight columns of ten digits in boxes of 40 by 24 pixels, 70 and 36 apart, beside a line and a heading. */
const printed = { x: 200, y: 150, w: 40, h: 24, gapX: 70, gapY: 36, columns: 8, rows: 10 };
const boxes = Array.from({ length: printed.columns * printed.rows }, (_, k) => {
  const x = printed.x + k % printed.columns * printed.gapX, y = printed.y + Math.floor(k / printed.columns) * printed.gapY;
  return `<rect x="${x}" y="${y}" width="${printed.w}" height="${printed.h}" fill="none" stroke="#333" stroke-width="2"/><text x="${x + 20}" y="${y + 19}" font-size="18" text-anchor="middle" fill="#444">${Math.floor(k / printed.columns)}</text>`;
}).join('');

async function card(): Promise<GrayImage> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="700"><rect width="100%" height="100%" fill="#fbfbf8"/><text x="300" y="90" font-size="40">Number</text><path d="M100 640H800" stroke="black"/>${boxes}</svg>`;
  const { data, info } = await sharp(Buffer.from(svg)).blur(0.6).toColourspace('b-w').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: new Uint8Array(data) };
}

/** As somebody draws it: from about the first box to about the last, its boxes a share of the way to the next. */
function drawn(values: number, [left, top, right, bottom]: readonly [number, number, number, number]): { readonly block: TemplateBlock; readonly size: { w: number; h: number } } {
  const gapX = (right - left) / (printed.columns - 1 + 0.62), gapY = (bottom - top) / (values - 1 + 0.55);
  return { size: { w: 0.62 * gapX, h: 0.55 * gapY }, block: { name: 'number', x: left, y: top, fields: ['n1..8'], values: [...'0123456789'].slice(0, values), direction: 'vertical', valueGap: gapY, fieldGap: gapX, empty: '' } };
}
const [right, bottom] = [printed.x + 7 * printed.gapX + printed.w, printed.y + 9 * printed.gapY + printed.h], unit = { x: 1, y: 1 };

test.each([[0, 0, 0, 0], [-8, 6, 9, -7], [7, -9, -6, 8]])('a grid is laid onto its boxes, and is as large as they are, drawn %i, %i, %i and %i pixels off', async (a, b, c, d) => {
  const { block, size } = drawn(10, [printed.x + a, printed.y + b, right + c, bottom + d]), { laid: found, printed: other } = gridOnPrint(await card(), block, size, unit);
  expect(other).toBeNull();
  expect(found?.seen).toBe(1);
  for (const [value, wanted] of [[found?.block.x, printed.x], [found?.block.y, printed.y], [found?.block.bubble?.w, printed.w], [found?.block.bubble?.h, printed.h]] as const) expect(Math.abs((value ?? 0) - wanted)).toBeLessThan(4);
  for (const [value, wanted] of [[found?.block.fieldGap, printed.gapX], [found?.block.valueGap, printed.gapY]] as const) expect(Math.abs((value ?? 0) - wanted)).toBeLessThan(0.6);
});

test.each([2, 3, 5, 6, 7])('where %i rows are said of ten, each over several, it is laid nowhere, and ten are told', async (said) => {
  const { block, size } = drawn(said, [printed.x + 4, printed.y - 5, right, bottom]);
  expect(gridOnPrint(await card(), block, size, unit)).toEqual({ laid: null, printed: { fields: 8, values: 10 }, isTooFew: true });
});

test('where half as many columns are said, all are told; and where nothing is printed, nothing is', async () => {
  const nowhere = drawn(10, [150, 530, 750, 620]), { block, size } = drawn(10, [printed.x, printed.y, right, bottom]);
  const fieldGap = (right - printed.x) / 3.62;
  expect(gridOnPrint(await card(), { ...block, fields: ['n1..4'], fieldGap }, { ...size, w: 0.62 * fieldGap }, unit)).toMatchObject({ laid: null, printed: { fields: 8, values: 10 } });
  expect(gridOnPrint(await card(), nowhere.block, nowhere.size, unit)).toMatchObject({ laid: null, printed: null });
});

test('circles in the cells of a table are found in its lines, which have more ink than they', async () => {
  const at = { x: 210, y: 160, size: 26, gapX: 90, gapY: 60 }, cells = Array.from({ length: 40 }, (_, k) => {
    const x = at.x + k % 4 * at.gapX, y = at.y + Math.floor(k / 4) * at.gapY;
    return `<rect x="${x - 32}" y="${y - 17}" width="${at.gapX}" height="${at.gapY}" fill="none" stroke="black" stroke-width="3"/><circle cx="${x + 13}" cy="${y + 13}" r="12" fill="${k % 7 === 0 ? '#333' : 'none'}" stroke="#333" stroke-width="2"/>`;
  }).join('');
  const { data, info } = await sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="800" height="900"><rect width="100%" height="100%" fill="#fbfbf8"/>${cells}</svg>`)).blur(0.6).toColourspace('b-w').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const gapX = (3 * at.gapX + at.size) / 3.62, gapY = (9 * at.gapY + at.size) / 9.55;
  const { laid: found } = gridOnPrint({ width: info.width, height: info.height, pixels: new Uint8Array(data) }, { name: 'answers', x: at.x, y: at.y, fields: ['q1..10'], values: [...'ABCD'], direction: 'horizontal', valueGap: gapX, fieldGap: gapY, empty: '' }, { w: 0.62 * gapX, h: 0.55 * gapY }, unit);
  expect(found?.seen).toBe(1);
  const { x = 0, y = 0, bubble } = found?.block ?? {}, { w = 0, h = 0 } = bubble ?? {};
  for (const [value, wanted] of [[x + w / 2, at.x + 13], [y + h / 2, at.y + 13], [w, at.size], [h, at.size]] as const) expect(Math.abs(value - wanted)).toBeLessThan(4);
});
