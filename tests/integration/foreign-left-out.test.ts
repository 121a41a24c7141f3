/** Templates that have some of a sheet's equal columns: where a part of the page was cut off, or the print lies a column over, other columns lie where theirs should. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leftOut } from '../../src/station/template/left-out-blocks.ts';
import { readTemplateBatch } from '../../src/station/template/template-batch.ts';
import { labels, type Marks, marksFor, questions, type Sheet, sheetOf, truthOf } from '../fixtures/foreign-sheet.ts';
import { hardScan } from '../fixtures/hard-scan.ts';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-left-out-')); });
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

/** Pixels of the drawn page from one column to the next; and to a millimetre. */
const pitch = 216, perMm = 1240 / 210;

/** What a question is called: by its number, which is printed beside it, or by letters, which are not. */
type Naming = (question: number) => string;
const numbered: Naming = (question) => `q${question}`;
const unnumbered: Naming = (question) => `q${String(question).replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!)}`;

/** The columns named of a card that has four, moved aside by some pixels. */
function cardWith(columns: readonly number[], { moved = 0, naming = numbered }: { readonly moved?: number; readonly naming?: Naming } = {}): Sheet {
  const named = (k: number): string[] => Array.from({ length: 20 }, (_, row) => naming(k * 20 + row + 1));
  const blocks = columns.map((k) => ({ name: `column ${k}`, x: 142 + k * pitch + moved, y: 532, fields: named(k), values: 'ABCD', valueGap: 37, fieldGap: 24 }));
  return sheetOf(1240, 1754, { w: 30, h: 17 }, '#555', blocks, columns.flatMap((k) => named(k).map((name) => ({ name, fields: [name] }))), naming(21), '<text x="620" y="160" font-size="44" text-anchor="middle" font-family="sans-serif">数学答题卡</text>');
}

const printed = cardWith([0, 1, 2, 3]);

/** One letter a question, in no two columns the same. */
function marksOf(seed: number, naming = numbered): Marks {
  return Object.fromEntries(Array.from({ length: 80 }, (_, k) => [naming(k + 1), 'ABCD'[(k * k + 3 * Math.floor(k / 20) + seed) % 4]!]));
}

/** Millimetres that are cut off on one side. */
interface Cut { readonly left?: number; readonly foot?: number }

async function scanOf(sheet: Sheet, seed: number, { left = 0, foot = 0 }: Cut = {}, naming = numbered): Promise<string> {
  const whole = await hardScan(sheet.svg(marksOf(seed, naming)), {}, seed), file = path.join(folder, `${seed}.png`), { width = 0, height = 0 } = await sharp(whole).metadata(), px = (mm: number): number => Math.round(mm * width / 210);
  await sharp(whole).extract({ left: px(left), top: 0, width: width - px(left), height: height - px(foot) }).toFile(file);
  return file;
}

/** Of each scan `aside`, or how many answers are not those on the page. */
async function read(scans: readonly string[], naming = numbered): Promise<{ readonly pages: readonly (number | string | null)[]; readonly others: number }> {
  const templateFile = path.join(folder, 'template.json'), drawn = cardWith([1, 2], { naming });
  await writeFile(templateFile, JSON.stringify(drawn.template));
  const read = await readTemplateBatch({ templateFile, files: scans.map((file) => ({ path: file, name: path.basename(file) })), cropFolder: null, workers: 2 });
  const pages = read.map(({ sourceFile, outcome }) => {
    if (outcome.kind === 'failed') return outcome.error.code;
    const truth = truthOf(drawn, marksOf(Number.parseInt(sourceFile, 10), naming));
    return outcome.reading.trouble ?? outcome.reading.columns.filter(({ name, value }) => value !== truth[name]).length;
  });
  return { pages, others: leftOut(read).length };
}

test('whole pages are read, and the columns that were left out are seen; cut off at the left by a column, the page waits', async () => {
  const scans = [await scanOf(printed, 1), await scanOf(printed, 2), await scanOf(printed, 3, { left: pitch / perMm })];
  expect(await read(scans)).toEqual({ pages: [0, 0, 'place-unsure'], others: 2 });
});

test('a page that was printed a column over waits', async () => {
  const scans = [await scanOf(printed, 1), await scanOf(cardWith([0, 1, 2, 3], { moved: pitch }), 2), await scanOf(printed, 3), await scanOf(printed, 4)];
  expect((await read(scans)).pages).toEqual([0, 'place-unsure', 0, 0]);
});

test('a page whose foot was cut off is not read upside down', async () => {
  const sheet = cardWith([0, 1, 2, 3], { naming: unnumbered }), scans = await Promise.all([45, 55, 60, 70].map((foot, seed) => scanOf(sheet, seed + 1, { foot }, unnumbered)));
  for (const page of (await read(scans, unnumbered)).pages) expect(['place-unsure', 'picture-shape', 0]).toContain(page);
});

test.each(['right', 'left'])('a sheet whose number has a digit more on the %s is none of the template\'s', async (side) => {
  const numbered = (digits: number): Sheet => sheetOf(1240, 1754, { w: 30, h: 20 }, '#444', [
    { name: 'number', x: 640 - (side === 'left' ? (digits - 8) * 52 : 0), y: 330, fields: labels('n', 1, digits), values: '0123456789', vertical: true, valueGap: 32, fieldGap: 52 },
    ...[0, 1].map((k) => ({ name: `answers ${k}`, x: 190 + k * 420, y: 800, fields: labels('q', k * 12 + 1, k * 12 + 12), values: 'ABCD', valueGap: 54, fieldGap: 44 })),
  ], [{ name: 'number', fields: labels('n', 1, digits) }, ...questions(1, 24)], 'number', '');
  const templateFile = path.join(folder, 'number.json'), eight = numbered(8);
  await writeFile(templateFile, JSON.stringify(eight.template));
  const files = await Promise.all([8, 9].map(async (digits) => {
    const sheet = numbered(digits), file = path.join(folder, `${digits} digits ${side}.jpg`);
    await writeFile(file, await hardScan(sheet.svg(marksFor(sheet, 2)), {}, digits));
    return { path: file, name: path.basename(file) };
  }));
  const read = await readTemplateBatch({ templateFile, files, cropFolder: null, workers: 2 });
  expect(read.map(({ outcome }) => (outcome.kind === 'failed' ? outcome.error.code : outcome.reading.trouble))).toEqual([null, 'other-sheet']);
});

test.each([
  ['a row above its first question', (more: 0 | 1) => ({ fields: labels('q', 1 - more, 20), values: 'ABCD', y: 500 - more * 44, valueGap: 60, fieldGap: 44 })],
  ['an option more below the others', (more: 0 | 1) => ({ fields: labels('q', 1, 12), values: 'ABCDEF'.slice(0, 5 + more), y: 500, vertical: true, valueGap: 44, fieldGap: 60 })],
])('nor one with %s', async (_, spec) => {
  const withMore = (more: 0 | 1): Sheet => { const block = { name: 'answers', x: 300, ...spec(more) }; return sheetOf(1240, 1754, { w: 30, h: 22 }, '#444', [block], block.fields.map((name) => ({ name, fields: [name] })), 'q1', ''); };
  const templateFile = path.join(folder, 'more.json');
  await writeFile(templateFile, JSON.stringify(withMore(0).template));
  const files = await Promise.all(([0, 1] as const).map(async (more) => {
    const file = path.join(folder, `${more} more.jpg`);
    await writeFile(file, await hardScan(withMore(more).svg(marksFor(withMore(more), 2)), {}, more + 3));
    return { path: file, name: path.basename(file) };
  }));
  const read = await readTemplateBatch({ templateFile, files, cropFolder: null, workers: 2 });
  expect(read.map(({ outcome }) => (outcome.kind === 'failed' ? outcome.error.code : outcome.reading.trouble))).toEqual([null, 'other-sheet']);
});
