/** Foreign sheets whose pages are hard to find (issue: registration that does not give up): whatever is read is right, and these are read. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTemplateBatch } from '../../src/station/template/template-batch.ts';
import { card, marksFor, plain, type Sheet, truthOf } from '../fixtures/foreign-sheet.ts';
import { type Cover, type HardScan, hardScan } from '../fixtures/hard-scan.ts';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-hard-')); });
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

const topLeft: Cover = { x: 8, y: 8, w: 12, h: 10, grey: 255 }, bottomLeft: Cover = { x: 8, y: 279, w: 12, h: 10, grey: 255 };
const holesAndStaple: readonly Cover[] = [{ x: 8, y: 105, w: 6, h: 6, grey: 20 }, { x: 8, y: 185, w: 6, h: 6, grey: 20 }, { x: 15, y: 12, w: 12, h: 0.7, grey: 60 }];

/** `marks`: which answers are filled in. */
const pages: Readonly<Record<string, { readonly sheet: Sheet; readonly marks: number; readonly scan: HardScan }>> = {
  'photographed at 35 degrees': { sheet: card, marks: 1, scan: { tilt: [35, 0], onDesk: true, dpi: 220 } },
  'photographed at 25 degrees two ways, turned by 40': { sheet: plain, marks: 2, scan: { tilt: [25, 25], turn: 40, onDesk: true, dpi: 200 } },
  // Two fields of it were read wrongly while it was read as it lies.
  'photographed at 20 degrees, turned by 40': { sheet: card, marks: 9, scan: { tilt: [20, 10], turn: 40, onDesk: true, dpi: 200 } },
  'turned by 45': { sheet: card, marks: 3, scan: { turn: 45, onDesk: true } },
  'turned by 123': { sheet: plain, marks: 4, scan: { turn: 123, onDesk: true } },
  'turned by 203 on a dark desk': { sheet: card, marks: 14, scan: { turn: 203, onDesk: true } },
  'turned by 33, no paper to be seen': { sheet: plain, marks: 15, scan: { turn: 33 } },
  'photographed at 20 degrees, half in a shadow': { sheet: plain, marks: 17, scan: { tilt: [20, 0], turn: 12, onDesk: true, shadow: 0.5 } },
  'askew at 100 dpi': { sheet: card, marks: 5, scan: { turn: 3, dpi: 100 } },
  'askew at 600 dpi': { sheet: plain, marks: 6, scan: { turn: 1, dpi: 600 } },
  'stretched by 2 % and squeezed by 2 %': { sheet: card, marks: 7, scan: { stretch: [1.02, 0.98], turn: 1 } },
  'mirrored': { sheet: card, marks: 8, scan: { mirrored: true } },
  'mirrored and upside down': { sheet: plain, marks: 10, scan: { mirrored: true, turn: 181 } },
  'bent by 3 mm': { sheet: card, marks: 11, scan: { bendMm: 3 } },
  'two corners folded over their blocks': { sheet: card, marks: 12, scan: { covers: [topLeft, bottomLeft], turn: 2 } },
  'punched and stapled': { sheet: plain, marks: 13, scan: { covers: holesAndStaple, turn: -2 } },
};

test.each([['a card with corner blocks', card], ['a sheet of nothing but bubbles', plain]])('%s is found however it was scanned, and read without a silent error', async (what, sheet) => {
  const templateFile = path.join(folder, `${what}.json`);
  await writeFile(templateFile, JSON.stringify(sheet.template));
  const own = Object.entries(pages).filter(([, page]) => page.sheet === sheet);
  const files = await Promise.all(own.map(async ([name, { marks, scan }]) => {
    const file = path.join(folder, `${name}.jpg`);
    await writeFile(file, await hardScan(sheet.svg(marksFor(sheet, marks)), scan, marks + 1));
    return { path: file, name };
  }));
  const read = await readTemplateBatch({ templateFile, files, cropFolder: null, workers: 2 });
  for (const [name, { marks, scan }] of own) {
    const outcome = read.find(({ sourceFile }) => sourceFile === name)?.outcome;
    if (outcome?.kind !== 'read') throw new Error(`${name}: ${outcome?.kind}`);
    const { trouble, columns } = outcome.reading;
    expect(trouble, name).toBeNull();
    const truth = truthOf(sheet, marksFor(sheet, marks));
    expect(columns.filter(({ name: column, value, doubtful }) => !doubtful && value !== truth[column]), name).toEqual([]);
    expect(columns.filter(({ doubtful }) => doubtful).length, `${name}: for a person`).toBeLessThanOrEqual(columns.length * (scan.shadow === undefined ? 0.05 : 0.2));
  }
});
