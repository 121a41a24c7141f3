/** A template and a sheet that is not its own: similar ones, drawn here, must end as exceptions, never as answers. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expandTemplate } from '../../src/sheet/template/expand.ts';
import { readWithTemplate, templateReader, type PagePlanes, type TemplateReading } from '../../src/sheet/template/read-template.ts';
import { templateSchema } from '../../src/sheet/template/template.ts';
import { decodePlanes } from '../../src/station/images/decode.ts';
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
  return decodePlanes(file, { page: 1, longSide: 1_800 });
}

function read(page: PagePlanes, sheet: Sheet): TemplateReading {
  return readWithTemplate(page, templateReader(expandTemplate(templateSchema.parse(sheet.template)), null));
}

const answers = (reading: TemplateReading): Record<string, string> => Object.fromEntries(reading.columns.map(({ name, value }) => [name, value]));
const truth = (part: Sheet, drawn: Sheet): Record<string, string> => truthOf(part, marksFor(drawn, 1));

test.each<[string, Sheet]>([
  ['one option more in every row', exam([number, ...[0, 1, 2].map((k) => block(k, { values: 'ABCDE' }))])],
  ['one option more in one block', exam([number, block(0), block(1), block(2, { values: 'ABCDE' })])],
  ['one option fewer in one block', exam([number, block(0), block(1, { values: 'ABC' }), block(2)])],
  ['one block a row further down', exam([number, block(0), block(1, { y: 838 }), block(2)])],
  ['one block an option further to the right', exam([number, block(0), block(1), block(2, { x: 924 })])],
  ['one block that is not there', exam([number, block(0), block(2)])],
  ['other distances between its rows', exam([number, ...[0, 1, 2].map((k) => block(k, { fieldGap: 44 }))])],
])('the page of a similar exam is an exception: %s', async (what, other) => {
  const page = await pageOf(other, what.replaceAll(' ', '-'));
  expect(read(page, other).trouble).toBeNull();
  expect(read(page, own).trouble).toBe('not-registered');
});

test('a template of thirteen fields does not find itself among the bubbles of another exam', async () => {
  const page = await pageOf(own, 'own');
  const small = exam([{ name: 'few', x: 300, y: 500, fields: labels('q', 1, 13), values: 'ABCD', valueGap: 54, fieldGap: 38 }]);
  expect(read(page, small).trouble).toBe('not-registered');
});

test('a template that leaves out blocks or rows of its sheet reads what it has, and reads that right', async () => {
  const page = await pageOf(own, 'left-out', 0.4);
  for (const part of [exam([number, block(1)]), exam([number, block(0), block(1), block(2, { fields: labels('q', 21, 27) })])]) {
    const reading = read(page, part);
    expect(reading.trouble).toBeNull();
    expect(answers(reading)).toEqual(truth(part, own));
  }
});

test('upside down, a sheet that looks nearly the same is read right or not at all', async () => {
  const plain = sheetOf(1240, 1754, { w: 24, h: 24 }, '#222', [0, 1].map((k) => ({ name: `block ${k}`, x: 320 + k * 400, y: 327, fields: labels('q', k * 20 + 1, k * 20 + 20), values: 'ABCD', valueGap: 56, fieldGap: 56 })), questions(1, 40), 'q1', '');
  for (const degrees of [180, 180.8]) {
    const reading = read(await pageOf(plain, `turned-${degrees}`, degrees), plain);
    if (reading.trouble === null) expect(answers(reading)).toEqual(truth(plain, plain));
  }
});
