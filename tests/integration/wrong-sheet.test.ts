/** A template and a sheet that is not its own: similar ones, drawn here, must end as exceptions, never as answers. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readAtAnyAngle } from '../../src/sheet/template/askew.ts';
import { expandTemplate } from '../../src/sheet/template/expand.ts';
import { measureImage } from '../../src/sheet/read/image-quality.ts';
import { judgedByPicture } from '../../src/sheet/template/picture-fault.ts';
import { readWithTemplate, templateReader, type PagePlanes, type TemplateReading } from '../../src/sheet/template/read-template.ts';
import { templateSchema } from '../../src/exam/template.ts';
import { decodePlanes } from '../../src/station/images/decode.ts';
import { decodeRasterPlanes } from '../../src/station/images/raster.ts';
import { type BlockSpec, labels, marksFor, questions, type Sheet, sheetOf, truthOf } from '../fixtures/foreign-sheet.ts';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-wrong-sheet-')); });
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

const number: BlockSpec = { name: 'number', x: 690, y: 330, fields: labels('n', 1, 8), values: '0123456789', vertical: true, valueGap: 30, fieldGap: 52 };
const block = (k: number, change: Partial<BlockSpec> = {}): BlockSpec => ({ name: `questions ${k}`, x: 190 + k * 340, y: 800, fields: labels('q', k * 10 + 1, k * 10 + 10), values: 'ABCD', valueGap: 54, fieldGap: 38, ...change });
const exam = (blocks: readonly BlockSpec[]): Sheet => sheetOf(1240, 1754, { w: 34, h: 20 }, '#333', blocks, blocks.flatMap((b) => b.fields.map((name) => ({ name, fields: [name] }))), blocks[0]?.fields[0] ?? '', '<text x="620" y="200" font-size="44" text-anchor="middle" font-family="sans-serif">ANSWERS</text>');

const own = exam([number, block(0), block(1), block(2)]);

async function pageOf(sheet: Sheet, name: string, degrees = 0): Promise<PagePlanes> {
  const file = path.join(folder, `${name}.png`);
  await sharp(Buffer.from(sheet.svg(marksFor(sheet, 1)))).flatten({ background: '#fff' }).rotate(degrees, { background: '#fff' }).png().toFile(file);
  return decodePlanes(file, { page: 1, size: { least: 1_800, most: 1_800 } });
}

function read(page: PagePlanes, sheet: Sheet): TemplateReading {
  return readWithTemplate(page, templateReader(expandTemplate(templateSchema.parse(sheet.template)), null));
}

const answers = (reading: TemplateReading): Record<string, string> => Object.fromEntries(reading.columns.map(({ name, value }) => [name, value]));
const truth = (part: Sheet, drawn: Sheet): Record<string, string> => truthOf(part, marksFor(drawn, 1));

test.each<[string, Sheet, TemplateReading['trouble']?]>([
  ['one option more in every row', exam([number, ...[0, 1, 2].map((k) => block(k, { values: 'ABCDE' }))])],
  ['one option more in one block', exam([number, block(0), block(1), block(2, { values: 'ABCDE' })])],
  ['one option fewer in one block', exam([number, block(0), block(1, { values: 'ABC' }), block(2)])],
  ['one block a row further down', exam([number, block(0), block(1, { y: 838 }), block(2)])],
  ['one block an option further to the right', exam([number, block(0), block(1), block(2, { x: 924 })])],
  ['one block that is not there', exam([number, block(0), block(2)]), 'sheet-not-found'],
  ['other distances between its rows', exam([number, ...[0, 1, 2].map((k) => block(k, { fieldGap: 44 }))]), 'sheet-not-found'],
])('the page of a similar exam is an exception: %s', async (what, other, why = 'other-sheet') => {
  const page = await pageOf(other, what.replaceAll(' ', '-'));
  expect(read(page, other).trouble).toBeNull();
  expect(read(page, own).trouble).toBe(why);
});

/** Two blocks of one column, so that the rows go on from one to the other, and beyond; questions 31 to 40 elsewhere. */
const stacked = (second: Partial<BlockSpec> = {}): Sheet => exam([number, block(0), block(1, { x: 190, y: 800 + 10 * 38, ...second }), block(2, { fields: labels('q', 31, 40) })]);

test.each<[string, Sheet, Sheet]>([
  ['a block a row further down, where a row is left over above it and others follow', stacked({ fields: labels('q', 11, 24) }), stacked({ y: 800 + 11 * 38 })],
  ['a value left out by a template whose steps are measured a little short', exam([number, block(0), block(1), block(2)]), exam([number, block(0), block(1), block(2, { values: 'ABC', valueGap: 51.5 })])],
  ['a row more than there is, where a line of print stands', own, exam([number, block(0), block(1), block(2, { fields: labels('q', 21, 31) })])],
  ['the only row of a block goes on', exam([number, block(0), block(1), block(2, { fields: ['q21'], values: 'ABCDEF', valueGap: 48 })]), exam([number, block(0), block(1), block(2, { fields: ['q21'], values: 'ABCDE', valueGap: 48 })])],
])('a template that is nearly that of the page is no reason to guess: %s', async (what, drawn, nearly) => {
  const print = '<text x="950" y="1195" font-size="30" font-family="sans-serif" textLength="220">Turn over for more</text>';
  const page = await pageOf({ ...drawn, svg: (marks) => drawn.svg(marks).replace('</svg>', `${what.startsWith('a row') ? print : ''}</svg>`) }, what.replaceAll(' ', '-'));
  if (!what.startsWith('a row')) expect(read(page, drawn).trouble).toBeNull();
  expect(read(page, nearly).trouble).toBe('other-sheet');
});

test('a template of thirteen fields does not find itself among the bubbles of another exam', async () => {
  const page = await pageOf(own, 'own');
  const small = exam([{ name: 'few', x: 300, y: 500, fields: labels('q', 1, 13), values: 'ABCD', valueGap: 54, fieldGap: 38 }]);
  expect(read(page, small).trouble).toBe('sheet-not-found');
});

test('a template that leaves out blocks or rows of its sheet reads what it has, and reads that right', async () => {
  const page = await pageOf(own, 'left-out', 0.4);
  for (const part of [exam([number, block(1)]), exam([number, block(0), block(1), block(2, { fields: labels('q', 21, 27) })])]) {
    const reading = read(page, part);
    expect(reading.trouble).toBeNull();
    expect(answers(reading)).toEqual(truth(part, own));
  }
});

test('a sheet that looks nearly the same upside down or in a mirror is read right however it lies, or not at all', async () => {
  const grid = (count: number, rows: number, x: number, y: number, step: number): Sheet => sheetOf(1240, 1754, { w: 24, h: 24 }, '#222', Array.from({ length: count }, (_, k) => ({ name: `block ${k}`, x: x + k * step, y, fields: labels('q', k * rows + 1, k * rows + rows), values: 'ABCD', valueGap: 56, fieldGap: 56 })), questions(1, count * rows), 'q1', '');
  const ways: Readonly<Record<string, (page: Buffer) => Promise<Buffer>>> = {
    'flat': (page) => Promise.resolve(page), 'upside down': (page) => sharp(page).rotate(180).png().toBuffer(), 'askew and upside down': (page) => sharp(page).rotate(180.8, { background: '#fff' }).png().toBuffer(),
    'mirrored': (page) => sharp(page).flop().png().toBuffer(), 'mirrored and upside down': (page) => sharp(page).flip().png().toBuffer(),
    'a row down': (page) => moved(page, 0, 56), 'a row up': (page) => moved(page, 0, -56), 'a column right': (page) => moved(page, 56, 0), 'a column left': (page) => moved(page, -56, 0),
    'upside down and a row down': async (page) => moved(await sharp(page).rotate(180).png().toBuffer(), 0, 56),
  };
  const outcomes: Record<'right' | 'exception' | 'silent', string[]> = { right: [], exception: [], silent: [] };
  for (const [name, sheet] of Object.entries({ wide: grid(3, 20, 220, 327, 330), small: grid(2, 6, 320, 727, 400) })) {
    const page = await sharp(Buffer.from(sheet.svg(marksFor(sheet, 1)))).flatten({ background: '#fff' }).png().toBuffer(), meant = truth(sheet, sheet);
    for (const [way, lay] of Object.entries(ways)) {
      const { trouble, columns } = read(await decodeRasterPlanes(await lay(page), 'png', { page: 1, about: way }, { least: 1_800, most: 1_800 }), sheet);
      const outcome = trouble !== null ? 'exception' : columns.some(({ name: column, value, doubtful }) => !doubtful && value !== meant[column]) ? 'silent' : 'right';
      outcomes[outcome].push(`${name}, ${way}`);
    }
  }
  console.log(`nearly symmetrical sheets: ${outcomes.right.length} right, ${outcomes.exception.length} exceptions (${outcomes.exception.join('; ')}), ${outcomes.silent.length} silent`);
  expect(outcomes.silent).toEqual([]);
  expect(outcomes.right).toEqual(expect.arrayContaining(['wide, flat', 'wide, upside down', 'wide, mirrored', 'small, flat']));
});

/** The picture moved by so many pixels within its frame. */
async function moved(page: Buffer, x: number, y: number): Promise<Buffer> {
  const wider = await sharp(page).extend({ left: Math.max(0, x), right: Math.max(0, -x), top: Math.max(0, y), bottom: Math.max(0, -y), background: '#fff' }).png().toBuffer();
  return sharp(wider).extract({ left: Math.max(0, -x), top: Math.max(0, -y), width: 1240, height: 1754 }).png().toBuffer();
}

/** Three panels of an A3 page, four units a millimetre: boxes of 4.4 × 2.2 mm, digits 3 mm below one another, and the frame of a panel where a fifth option would be. */
const panels = sheetOf(1680, 1188, { w: 17.6, h: 8.8 }, '#111', [
  { name: 'number', x: 71, y: 180, fields: labels('n', 1, 11), values: '0123456789', vertical: true, valueGap: 12, fieldGap: 32 },
  ...[0, 1, 2, 3, 4, 5].map((k): BlockSpec => ({ name: `questions ${k}`, x: 104 + (k % 3) * 168, y: 352 + Math.floor(k / 3) * 88, fields: labels('q', k * 5 + 1, k * 5 + 5), values: 'ABCD', valueGap: 28, fieldGap: 15.2 })),
], [{ name: 'number', fields: labels('n', 1, 11) }, ...labels('q', 1, 30).map((name) => ({ name, fields: [name] }))], 'number', '<path d="M48 60V1140H560V60ZM584 60V1140H1096V60Z" fill="none" stroke="#000" stroke-width="1.4"/>');

test.each([1_900, 2_200, 2_400])('a wide page whose boxes stand close and end at a frame is read at %i pixels', async (longSide) => {
  const file = path.join(folder, `panels-${longSide}.png`);
  await sharp(Buffer.from(panels.svg(marksFor(panels, 1))), { density: 72 * longSide / 1680 }).flatten({ background: '#fff' }).png().toFile(file);
  const reading = read(await decodePlanes(file, { page: 1, size: { least: longSide, most: longSide } }), panels);
  expect(reading.trouble).toBeNull();
  expect(answers(reading)).toEqual(truth(panels, panels));
  // Units are a quarter of a millimetre: no block lies a part of a row off.
  expect(reading.registration?.residual).toBeLessThan(0.6);
});

/** The right sheet, in a picture that somebody or the scanner spoilt. */
async function spoilt(change: (page: Sharp) => Promise<Sharp> | Sharp): Promise<TemplateReading> {
  const page = sharp(Buffer.from(own.svg(marksFor(own, 1)))).flatten({ background: '#fff' });
  const picture = await (await change(page)).png().toBuffer();
  const planes = await decodeRasterPlanes(picture, 'png', { page: 1, about: 'spoilt' }, { least: 1_800, most: 1_800 });
  const reader = templateReader(expandTemplate(templateSchema.parse(own.template)), null);
  return judgedByPicture(readAtAnyAngle(planes, reader), planes.print, reader, measureImage(planes.print));
}

const below = async (page: Sharp, other: Buffer): Promise<Sharp> => sharp(await page.extend({ bottom: 1_754, background: '#fff' }).png().toBuffer()).composite([{ input: other, left: 0, top: 1_754 }]);
/** Each on the lid of the glass, which is black. */
const besides = async (page: Sharp, other: Buffer): Promise<Sharp> => sharp(await page.extend({ top: 30, bottom: 30, left: 30, right: 1_300, background: '#222' }).png().toBuffer()).composite([{ input: other, left: 1_300, top: 30 }]);
const cut = async (page: Sharp): Promise<Sharp> => sharp(await page.png().toBuffer()).extract({ left: 0, top: 0, width: 700, height: 1_754 });
const inPng = (sheet: Sheet): Promise<Buffer> => sharp(Buffer.from(sheet.svg(marksFor(sheet, 2)))).flatten({ background: '#fff' }).png().toBuffer();

test('what the picture itself shows comes before what its bubbles leave open', async () => {
  expect((await spoilt((page) => page.blur(14))).trouble).toBe('picture-blurred');
  expect((await spoilt((page) => page.linear(0.3, 0))).trouble).toBe(null);
  expect((await spoilt(cut)).trouble).toBe('picture-shape');
  expect((await spoilt(async (page) => (await cut(page)).linear(0.3, 0))).trouble).toBe('picture-dark');
  // As long as it is read, it does not matter.
  expect((await spoilt((page) => page.blur(3))).trouble).toBe(null);
});

test('of two sheets in one picture neither is taken; a sheet with nothing behind it is', async () => {
  const second = await inPng(own);
  for (const put of [below, besides]) expect((await spoilt((page) => put(page, second))).trouble).toBe('picture-long');
  const empty = await sharp({ create: { width: 1_240, height: 1_754, channels: 3, background: '#fff' } }).png().toBuffer();
  expect((await spoilt((page) => below(page, empty))).trouble).toBe(null);
});
