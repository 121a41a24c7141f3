/** Sheets without bubbles, whose answers are cells of tables: they are read, and never a row or a column off. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TemplateReading } from '../../src/sheet/template/read-template.ts';
import { loadTemplate } from '../../src/station/template/load-template.ts';
import { readPicture } from '../../src/station/template/read-picture.ts';
import { labels, type Marks, marksFor, type Sheet, truthOf } from '../fixtures/foreign-sheet.ts';
import { type TableSpec, tableSheet } from '../fixtures/table-sheet.ts';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-tables-')); });
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

interface Scan { readonly widthPx?: number; readonly degrees?: number; /** Shares of the sheet that were cut off. */ readonly left?: number; readonly top?: number }

async function read(template: object, svg: string, { widthPx = 1240, degrees = 0.5, left = 0, top = 0 }: Scan = {}): Promise<TemplateReading> {
  const [file, picture] = [path.join(folder, 'template.json'), path.join(folder, 'page.png')];
  await writeFile(file, JSON.stringify(template));
  const page = await sharp(Buffer.from(svg)).flatten({ background: '#fff' }).resize(widthPx).rotate(degrees, { background: '#fff' }).blur(0.8).png({ compressionLevel: 1 }).toBuffer({ resolveWithObject: true });
  const x = Math.round(left * page.info.width), y = Math.round(top * page.info.height);
  await writeFile(picture, await sharp(page.data).extract({ left: x, top: y, width: page.info.width - x, height: page.info.height - y }).png({ compressionLevel: 1 }).toBuffer());
  return (await readPicture(picture, await loadTemplate(file), { page: 1 })).reading;
}

/** Trouble, or the columns that are doubtful or not what was marked. */
function wrongOf(sheet: Sheet, marks: Marks, { trouble, columns }: TemplateReading): unknown {
  const truth = truthOf(sheet, Object.fromEntries(Object.keys(marksFor(sheet, 3)).map((field) => [field, marks[field] ?? ''])));
  return trouble ?? columns.filter(({ name, value, doubtful }) => doubtful || value !== truth[name]).map(({ name }) => name);
}

const number: TableSpec = { name: 'number', x: 760, y: 260, w: 55, h: 37, fields: labels('n', 1, 6), values: '0123456789', vertical: true, head: 'blank' };
const questions = (k: number, change: Partial<TableSpec> = {}): TableSpec => ({ name: `questions ${k}`, x: 190 + k * 360, y: 760, w: 62, h: 41, fields: labels('q', k * 12 + 1, k * 12 + 12), values: 'ABCD', ...change });
const trueOrFalse: TableSpec = { name: 'true or false', x: 280, y: 1400, w: 77, h: 47, fields: labels('q', 37, 46), values: 'TF', vertical: true };
const all = [number, questions(0), questions(1), questions(2), trueOrFalse];
const alone = (change: Partial<TableSpec> = {}): TableSpec => ({ ...questions(0), w: 70, h: 50, x: 420, y: 400, fields: labels('q', 1, 20), ...change });

test.each<[string, Sheet, Scan?]>([
  ['filled in, at 200 dpi, blocks measured 0.4 mm off', tableSheet(all, { off: 2.4, dice: 3 }), { widthPx: 1654 }],
  ['in pencil, at 100 dpi', tableSheet(all, { hand: 'pencil' }), { widthPx: 827, degrees: -1 }],
  ['crosses, a thicker line after every fifth row, header and left side cut off', tableSheet(all, { hand: 'cross', fifth: 5 }), { top: 0.1, left: 0.06 }],
  ['small cells, thick lines', tableSheet([0, 1].map((k) => questions(k, { w: 40, h: 26 })), { line: 3 })],
  ['one block, its letters and numbers beside it, upside down', tableSheet([questions(0, { head: 'beside', x: 420 })]), { degrees: 180.3 }],
])('cells of tables are read: %s', async (_, sheet, scan) => {
  // The template's blocks may be measured wrong, the picture is not.
  const marks = marksFor(sheet, 3);
  expect(wrongOf(sheet, marks, await read(sheet.template, sheet.svg(marks), scan))).toEqual([]);
});

test('ticks that leave their cells are read, and an empty sheet is empty', async () => {
  const ticked = tableSheet(all, { hand: 'tick' }), marks = marksFor(ticked, 3), { trouble, columns } = await read(ticked.template, ticked.svg(marks)), truth = truthOf(ticked, marks);
  expect(trouble).toBeNull();
  expect(columns.filter(({ name, value, doubtful }) => !doubtful && value !== truth[name])).toEqual([]);
  expect(columns.filter(({ doubtful }) => doubtful).length).toBeLessThan(4);
  expect(wrongOf(ticked, {}, await read(ticked.template, ticked.svg({})))).toEqual([]);
});

test('a row of which every cell is ticked is read so', async () => {
  const sheet = tableSheet([number, { ...trueOrFalse, y: 900 }], { hand: 'tick' }), marks: Marks = { ...marksFor(sheet, 3), ...Object.fromEntries(trueOrFalse.fields.map((field) => [field, 'T'])) };
  const { trouble, columns } = await read(sheet.template, sheet.svg(marks)), truth = truthOf(sheet, marks);
  expect(trouble).toBeNull();
  expect(columns.filter(({ name, value }) => value !== truth[name])).toEqual([]);
});

test('a line through one of two cells waits for a person, also where the table ends or the other one is beside it', async () => {
  const marks: Marks = { ...marksFor(tableSheet(all), 3), q2: 'AC', q15: 'AD', q20: 'BC' };
  const line = (question: number, value: number): string => `<path d="M${550 + value * 62 - 8} ${760 + (question - 12.5) * 41}h78" stroke="#222" stroke-width="3"/>`;
  const sheet = tableSheet(all), svg = sheet.svg(marks).replace('</svg>', `${line(15, 3)}${line(20, 1)}<path d="M182 821.5h78" stroke="#222" stroke-width="3"/></svg>`);
  const { columns } = await read(sheet.template, svg, { widthPx: 1654 });
  expect(columns.filter(({ doubtful }) => doubtful).map(({ name }) => name)).toEqual(['q2', 'q15', 'q20']);
});

test.each<[string, readonly TableSpec[], readonly TableSpec[]]>([
  ['an option more in one block', all, [number, questions(0), questions(1), questions(2, { values: 'ABCDE' }), trueOrFalse]],
  ['a row fewer in one block', all, [number, questions(0), questions(1), questions(2, { fields: labels('q', 25, 35) }), trueOrFalse]],
  ['one block a row further down', all, [number, questions(0), questions(1, { y: 801 }), questions(2), trueOrFalse]],
  ['one block, a row fewer', [alone()], [alone({ fields: labels('q', 1, 19) })]],
  ['one block, a row fewer below an empty head', [alone({ head: 'blank' })], [alone({ head: 'blank', fields: labels('q', 1, 19) })]],
  ['one block, a row more and higher', [alone({ head: 'beside' })], [alone({ head: 'beside', y: 350, fields: labels('q', 1, 21) })]],
  ['one block, an option fewer, further to the right', [alone()], [alone({ values: 'ABC', x: 490 })]],
])('a table that is not the template\'s is put aside: %s', async (_, own, other) => {
  const page = tableSheet(other);
  expect((await read(tableSheet(own).template, page.svg(marksFor(page, 3)))).trouble).not.toBeNull();
});
