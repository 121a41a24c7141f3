/** Sheets on a scanner's glass that is larger than they are, below a white lid: nothing shows where the paper ends. */
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { expandTemplate } from '../../src/sheet/template/expand.ts';
import { templateReader } from '../../src/sheet/template/read-template.ts';
import { templateSchema } from '../../src/exam/template.ts';
import { readPicture } from '../../src/station/template/read-picture.ts';
import { card, marksFor, plain, type Sheet, truthOf } from '../fixtures/foreign-sheet.ts';
import { hardScan } from '../fixtures/hard-scan.ts';

/** Of the glass, in pixels at 200 dpi, and where on it the sheet lies, as shares of what is left. */
const glasses: readonly (readonly [string, Sheet, { readonly width: number; readonly height: number }, { readonly x: number; readonly y: number }])[] = [
  ['A3 on its side, a card at the left', card, { width: 3308, height: 2339 }, { x: 0, y: 0 }],
  ['A3 on its side, a card at the right', card, { width: 3308, height: 2339 }, { x: 1, y: 0 }],
  ['A3 upright, a card in a corner', card, { width: 2339, height: 3308 }, { x: 0, y: 0 }],
  ['A3 upright, a plain sheet in the corner beyond', plain, { width: 2339, height: 3308 }, { x: 1, y: 1 }],
  ['a square', card, { width: 2400, height: 2400 }, { x: 0, y: 0 }],
];

test.for(glasses)('%s', async ([, sheet, glass, at]) => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-glass-'));
  const file = path.join(folder.path, 'scan.png'), marks = marksFor(sheet, 2), scan = await sharp(await hardScan(sheet.svg(marks), { dpi: 200 }, 3)).resize({ width: 1654, height: 2339, fit: 'fill' }).toBuffer();
  await writeFile(file, await sharp({ create: { ...glass, channels: 3, background: '#fbfbfb' } }).composite([{ input: scan, left: Math.round(at.x * (glass.width - 1654)), top: Math.round(at.y * (glass.height - 2339)) }]).png().toBuffer());
  const { reading } = await readPicture(file, templateReader(expandTemplate(templateSchema.parse(sheet.template))), { page: 1 });
  expect(reading.trouble).toBeNull();
  expect(Object.fromEntries(reading.columns.map(({ name, value }) => [name, value]))).toEqual(truthOf(sheet, marks));
});
