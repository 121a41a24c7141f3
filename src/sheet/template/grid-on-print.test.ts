import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { GrayImage } from '../read/reading.ts';
import { gridOnPrint, type OnPrint } from './grid-on-print.ts';
import type { TemplateBlock } from '../../exam/template.ts';

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
const laidOf = ({ laid }: OnPrint) => (laid === 'nowhere' ? null : laid);
const [right, bottom] = [printed.x + 7 * printed.gapX + printed.w, printed.y + 9 * printed.gapY + printed.h], unit = { x: 1, y: 1 };

test.each([[0, 0, 0, 0], [-8, 6, 9, -7], [7, -9, -6, 8]])('a grid is laid onto its boxes, and is as large as they are, drawn %i, %i, %i and %i pixels off', async (a, b, c, d) => {
  const { block, size } = drawn(10, [printed.x + a, printed.y + b, right + c, bottom + d]), onPrint = gridOnPrint(await card(), block, size, unit), found = laidOf(onPrint);
  expect(onPrint).toMatchObject({ printed: null, isSure: true });
  expect(found?.seen).toBe(1);
  for (const [value, wanted] of [[found?.block.x, printed.x], [found?.block.y, printed.y], [found?.block.bubble?.w, printed.w], [found?.block.bubble?.h, printed.h]] as const) expect(Math.abs((value ?? 0) - wanted)).toBeLessThan(4);
  for (const [value, wanted] of [[found?.block.fieldGap, printed.gapX], [found?.block.valueGap, printed.gapY]] as const) expect(Math.abs((value ?? 0) - wanted)).toBeLessThan(0.6);
});

test.each([2, 3, 5, 6, 7])('where %i rows are said of ten, each over several, it is laid nowhere, and ten are told', async (said) => {
  const { block, size } = drawn(said, [printed.x + 4, printed.y - 5, right, bottom]);
  expect(gridOnPrint(await card(), block, size, unit)).toEqual({ laid: 'nowhere', printed: { fields: 8, values: 10 }, isSure: true });
});

/** So many columns of the card from its first row on, drawn around as many as `rows`. */
const around = (rows: number, said: number) => {
  const high = (rows - 1) * printed.gapY + printed.h + 6, { block, size } = drawn(10, [printed.x - 4, printed.y - 3, right + 3, bottom]), gap = high / (said - 1 + 0.55);
  return { block: { ...block, y: printed.y - 3, values: [...'0123456789'].slice(0, said), valueGap: gap }, size: { ...size, h: 0.55 * gap } };
};

test.each([[1, 1], [1, 2], [1, 5], [3, 5], [3, 3], [6, 5], [10, 8]])('of %i rows in a frame as many are counted where %i are said, also of a single one with its upper and its lower line', async (rows, said) => {
  const { block, size } = around(rows, said);
  expect(gridOnPrint(await card(), block, size, unit)).toMatchObject({ printed: rows === said ? null : { fields: 8, values: rows }, isSure: true });
});

test('half brackets are no columns, and how many there are is then not sure', async () => {
  const brackets = Array.from({ length: 20 }, (_, k) => { const x = 200 + k % 4 * 66, y = 150 + Math.floor(k / 4) * 41; return `<path d="M${x + 9} ${y + 2}H${x + 3}V${y + 26}H${x + 9}M${x + 41} ${y + 2}H${x + 47}V${y + 26}H${x + 41}" fill="none" stroke="#333" stroke-width="2"/><text x="${x + 25}" y="${y + 21}" font-size="18" text-anchor="middle">${'ABCD'[k % 4]}</text>`; }).join('');
  const { data, info } = await sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="900" height="700"><rect width="100%" height="100%" fill="#fbfbf8"/>${brackets}</svg>`)).blur(0.6).toColourspace('b-w').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const block: TemplateBlock = { name: 'q', x: 202, y: 151, fields: ['q1..5'], values: [...'ABCD'], direction: 'horizontal', valueGap: 66, fieldGap: 41, empty: '' };
  expect(gridOnPrint({ width: info.width, height: info.height, pixels: new Uint8Array(data) }, block, { w: 46, h: 26 }, unit)).toMatchObject({ laid: { seen: 1 }, printed: null, isSure: false });
});

test('where half as many columns are said, all are told; and where nothing is printed, nothing is', async () => {
  const nowhere = drawn(10, [150, 530, 750, 620]), { block, size } = drawn(10, [printed.x, printed.y, right, bottom]);
  const fieldGap = (right - printed.x) / 3.62;
  expect(gridOnPrint(await card(), { ...block, fields: ['n1..4'], fieldGap }, { ...size, w: 0.62 * fieldGap }, unit)).toMatchObject({ laid: 'nowhere', printed: { fields: 8, values: 10 }, isSure: true });
  expect(gridOnPrint(await card(), nowhere.block, nowhere.size, unit)).toMatchObject({ laid: null, printed: null });
});

test('circles in the cells of a table are found in its lines, which have more ink than they', async () => {
  const at = { x: 210, y: 160, size: 26, gapX: 90, gapY: 60 }, cells = Array.from({ length: 40 }, (_, k) => {
    const x = at.x + k % 4 * at.gapX, y = at.y + Math.floor(k / 4) * at.gapY;
    return `<rect x="${x - 32}" y="${y - 17}" width="${at.gapX}" height="${at.gapY}" fill="none" stroke="black" stroke-width="3"/><circle cx="${x + 13}" cy="${y + 13}" r="12" fill="${k % 7 === 0 ? '#333' : 'none'}" stroke="#333" stroke-width="2"/>`;
  }).join('');
  const { data, info } = await sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="800" height="900"><rect width="100%" height="100%" fill="#fbfbf8"/>${cells}</svg>`)).blur(0.6).toColourspace('b-w').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const gapX = (3 * at.gapX + at.size) / 3.62, gapY = (9 * at.gapY + at.size) / 9.55;
  const found = laidOf(gridOnPrint({ width: info.width, height: info.height, pixels: new Uint8Array(data) }, { name: 'answers', x: at.x, y: at.y, fields: ['q1..10'], values: [...'ABCD'], direction: 'horizontal', valueGap: gapX, fieldGap: gapY, empty: '' }, { w: 0.62 * gapX, h: 0.55 * gapY }, unit));
  expect(found?.seen).toBe(1);
  const { x = 0, y = 0, bubble } = found?.block ?? {}, { w = 0, h = 0 } = bubble ?? {};
  for (const [value, wanted] of [[x + w / 2, at.x + 13], [y + h / 2, at.y + 13], [w, at.size], [h, at.size]] as const) expect(Math.abs(value - wanted)).toBeLessThan(4);
});

/** Nine empty circles of 28 pixels, 66 apart, with a letter before each and a line behind them; in a row or in a column. */
async function circles(isRow: boolean): Promise<GrayImage> {
  const each = Array.from({ length: 9 }, (_, k) => { const [x, y] = isRow ? [214 + k * 66, 214] : [214, 114 + k * 66]; return `<circle cx="${x}" cy="${y}" r="13" fill="none" stroke="#555" stroke-width="1.5"/><text x="${isRow ? x : x - 48}" y="${isRow ? y - 42 : y + 8}" font-size="24" text-anchor="middle">${'MNPRSTUVW'[k]}</text>`; }).join('');
  const { data, info } = await sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="900" height="750"><rect width="100%" height="100%" fill="#fbfbf8"/><path d="${isRow ? 'M100 274H800' : 'M274 60V700'}" stroke="black" stroke-width="4"/>${each}</svg>`)).blur(0.6).toColourspace('b-w').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: new Uint8Array(data) };
}

test.each([['as large as they are', 28, 70], ['with no word of the next row', 28, 0], ['tightly', 23, 42], ['generously', 48, 87]])('a single row, and a single column, is as high as its bubbles are and stays on them, drawn %s', async (_, size, fieldGap) => {
  for (const isRow of [true, false]) {
    const [long, first] = [200, isRow ? 214 : 114], place = { x: isRow ? long : 214 - size / 2, y: isRow ? first - size / 2 : first - 14 };
    const block: TemplateBlock = { name: 'c', ...place, fields: ['c'], values: [...'MNPRSTUVW'], direction: isRow ? 'horizontal' : 'vertical', valueGap: 66, fieldGap, empty: '' };
    const onPrint = gridOnPrint(await circles(isRow), block, isRow ? { w: 28, h: size } : { w: size, h: 28 }, unit), { x = 0, y = 0, bubble } = laidOf(onPrint)?.block ?? {}, { w = 0, h = 0 } = bubble ?? {};
    expect(onPrint).toMatchObject({ laid: { seen: 1 }, printed: null });
    for (const [value, wanted] of [[x + w / 2, 214], [y + h / 2, first]] as const) expect(Math.abs(value - wanted)).toBeLessThan(2.8);
    for (const value of [w, h]) expect(Math.abs(value - 28)).toBeLessThan(5);
  }
});
