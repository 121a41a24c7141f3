/** Pages of foreign sheets of which bubbles are not to be seen: under a note, in glare, where lines of a scan were dropped, or because the feeder moved a part of the page aside. */
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { GrayImage } from '../../src/sheet/read/reading.ts';
import { readAtAnyAngle } from '../../src/sheet/template/askew.ts';
import { expandTemplate } from '../../src/sheet/template/expand.ts';
import { templateReader, type PagePlanes, type TemplateReading } from '../../src/sheet/template/read-template.ts';
import { templateSchema } from '../../src/exam/template.ts';
import { labels, type Marks, plain, questions, type Sheet, sheetOf, truthOf } from '../fixtures/foreign-sheet.ts';

/** The page as a scanner sees it: its darkest colour, and its red. */
async function drawn(sheet: Sheet, marks: Marks, over: string): Promise<{ readonly print: GrayImage; readonly mark: GrayImage }> {
  const { data, info: { width, height } } = await sharp(Buffer.from(sheet.svg(marks).replace('</svg>', `${over}</svg>`))).flatten({ background: '#fff' }).blur(0.7).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const of = (grey: (at: number) => number): GrayImage => ({ width, height, pixels: Uint8Array.from({ length: width * height }, (_, k) => grey(3 * k)) });
  return { print: of((at) => Math.min(data[at]!, data[at + 1]!, data[at + 2]!)), mark: of((at) => data[at]!) };
}

function read({ template }: Sheet, planes: PagePlanes): TemplateReading {
  return readAtAnyAngle(planes, templateReader(expandTemplate(templateSchema.parse(template))));
}

async function readDrawn(sheet: Sheet, marks: Marks, over: string): Promise<TemplateReading> {
  return read(sheet, { ...await drawn(sheet, marks, over), coloured: false });
}

/** Columns that are wrong and that nobody would look at; a page that is put aside has none. */
function silent({ columns }: TemplateReading, truth: Record<string, string>): string[] {
  return columns.filter(({ name, value, doubtful }) => !doubtful && value !== truth[name]).map(({ name, value }) => `${name}: ${value}`);
}

function doubts({ columns }: TemplateReading): string[] {
  return columns.filter(({ doubtful }) => doubtful).map(({ name }) => name);
}

const marks: Marks = Object.fromEntries(labels('q', 1, 60).map((name, k) => [name, 'ABCD'[k * 7 % 5] ?? '']));
/** Where the first bubble of a question of `plain` lies. */
const at = (question: number): { x: number; y: number } => ({ x: 220 + Math.floor((question - 1) / 20) * 330, y: 327 + (question - 1) % 20 * 56 });
/** What lies over so many rows of a block, from a question on. */
const strip = (question: number, rows: number, fill: string): string => `<rect x="${at(question).x - 50}" y="${at(question).y - 12}" width="270" height="${rows * 56}" fill="${fill}"/>`;

test.each([
  ['a strip of white paper', strip(6, 2, '#fff')],
  ['a yellow note', strip(6, 2, '#ff8')],
  ['a note with writing on it', `${strip(6, 2, '#fff')}<text x="200" y="650" font-size="44" font-style="italic" fill="#333" font-family="serif">p. 2</text>`],
])('answers under %s are no blanks', async (_, over) => {
  const { print, mark } = await drawn(plain, marks, over), reading = read(plain, { print, mark, coloured: over.includes('#ff8') });
  expect(reading.trouble).toBeNull();
  expect(silent(reading, truthOf(plain, marks))).toEqual([]);
  expect(doubts(reading)).toEqual(['q6', 'q7']);
  expect(reading.fields.find(({ label }) => label === 'q7')?.doubt).toBe('damaged');
});

test('a row that a scan lost all across the page waits in each of its blocks', async () => {
  const reading = await readDrawn(plain, marks, `<rect x="0" y="${at(11).y - 12}" width="1240" height="56" fill="#fff"/>`);
  expect(doubts(reading)).toEqual(['q11', 'q31', 'q51']);
  expect(silent(reading, truthOf(plain, marks))).toEqual([]);
});

test('what was painted over beside an answer does not wait, and does where there is none', async () => {
  const painted = (question: number, value: number): string => `<rect x="${at(question).x + value * 56 - 8}" y="${at(question).y - 8}" width="40" height="40" rx="9" fill="#fcfcfa"/>`;
  expect(marks).toMatchObject({ q2: 'C', q22: 'C', q44: 'B', q28: '' });
  const reading = await readDrawn(plain, marks, painted(2, 0) + painted(22, 1) + painted(44, 3) + painted(28, 1));
  expect(doubts(reading)).toEqual(['q28']);
  expect(silent(reading, truthOf(plain, marks))).toEqual([]);
});

test('blank rows of print that drops out do not wait, whatever the grain of the paper looks like', async () => {
  const red = sheetOf(1240, 1754, { w: 30, h: 22 }, '#ff3030', [0, 1, 2].map((k) => ({ name: `block ${k}`, x: 220 + k * 330, y: 327, fields: labels('q', k * 20 + 1, k * 20 + 20), values: 'ABCD', valueGap: 56, fieldGap: 56 })), questions(1, 60), 'q1', '');
  const { print, mark } = await drawn(red, marks, '');
  for (const grain of [0, 6, 16]) {
    const grained = { ...mark, pixels: mark.pixels.map((grey, k) => Math.max(0, grey - (k * 7919 % 1009) % (grain + 1))) };
    const reading = read(red, { print, mark: grained, coloured: true });
    expect(reading.trouble).toBeNull();
    expect(doubts(reading), `${grain}`).toEqual([]);
    expect(silent(reading, truthOf(red, marks)), `${grain}`).toEqual([]);
  }
});

/** What is above, or below, a row of pixels moved to the side. */
function moved({ width, height, pixels }: GrayImage, from: number, to: number, by: number): GrayImage {
  return { width, height, pixels: pixels.map((grey, k) => { const y = Math.floor(k / width), x = k % width - by; return y < from || y >= to ? grey : x < 0 || x >= width ? 255 : pixels[y * width + x]!; }) };
}

test('the first rows, a column beside the others where the feeder slipped, wait', async () => {
  const { print } = await drawn(plain, marks, ''), page = moved(print, at(4).y - 16, print.height, 56);
  const reading = read(plain, { print: page, mark: page, coloured: false });
  expect(reading.trouble).toBeNull();
  expect(silent(reading, truthOf(plain, marks))).toEqual([]);
  expect(doubts(reading)).toEqual([1, 21, 41].flatMap((first) => labels('q', first, first + 2)));
});

test('a page whose feeder slipped by a column is not read in a mirror, where its blocks look whole', async () => {
  const columns = [0, 1, 2].map((k) => ({ name: `block ${k}`, x: 224 + k * 331, y: 354, fields: labels('q', k * 20 + 1, k * 20 + 20), values: 'ABCD', valueGap: 48, fieldGap: 54 }));
  const sheet = sheetOf(1240, 1754, { w: 30, h: 30 }, '#444', columns, questions(1, 60), 'q1', '<text x="89" y="90" font-size="36" font-family="sans-serif">Geography</text>'), { print } = await drawn(sheet, marks, '');
  const straight = read(sheet, { print, mark: print, coloured: false });
  expect([straight.trouble, silent(straight, truthOf(sheet, marks)), doubts(straight)]).toEqual([null, [], []]);
  for (const rows of [5, 7]) {
    const page = moved(print, 342 + rows * 54, print.height, 48);
    expect(silent(read(sheet, { print: page, mark: page, coloured: false }), truthOf(sheet, marks)), `${rows}`).toEqual([]);
  }
});

test('marks that fill the first bubble of several rows, so that nothing is seen of its print, do not wait', async () => {
  const same: Marks = { ...marks, ...Object.fromEntries(labels('q', 4, 9).map((name) => [name, 'A'])) };
  const reading = await readDrawn(plain, same, labels('q', 4, 9).map((_, k) => `<rect x="${at(k + 4).x - 1}" y="${at(k + 4).y - 1}" width="26" height="26" fill="#222"/>`).join(''));
  expect([reading.trouble, doubts(reading), silent(reading, truthOf(plain, same))]).toEqual([null, [], []]);
});
