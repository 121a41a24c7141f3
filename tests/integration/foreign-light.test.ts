/** Foreign sheets on which a shadow lies whose edge runs through their bubbles: of whatever stands beside the sheet, or of the hand or the phone that takes the photo. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTemplateBatch } from '../../src/station/template/template-batch.ts';
import { card, marksFor, plain, type Sheet, truthOf } from '../fixtures/foreign-sheet.ts';
import { type HardScan, hardScan } from '../fixtures/hard-scan.ts';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-light-')); });
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

const shadows: readonly HardScan[] = [
  { shadow: 0.65 }, { shadow: 0.45, turn: 2 }, { shadow: 0.38, dpi: 200 },
  { hand: { left: 45, right: 120, top: 90, softMm: 12, light: 0.55 } }, { hand: { left: 90, right: 215, top: 60, softMm: 18, light: 0.45 }, tilt: [12, 8], onDesk: true },
  { hand: { left: 60, right: 150, top: 70, softMm: 25, light: 0.5 }, tilt: [14, 10], turn: 8, onDesk: true },
];

test.each<readonly [string, Sheet]>([['a card in pale red with a number grid', card], ['a sheet of nothing but bubbles', plain]])('%s is read as if all of it were in one light', async (what, sheet) => {
  const templateFile = path.join(folder, `${what}.json`);
  await writeFile(templateFile, JSON.stringify(sheet.template));
  const files = await Promise.all(shadows.map(async (scan, seed) => {
    const name = `${what} ${seed}.jpg`, file = path.join(folder, name);
    await writeFile(file, await hardScan(sheet.svg(marksFor(sheet, seed)), scan, seed + 1));
    return { path: file, name };
  }));
  const read = await readTemplateBatch({ templateFile, files, cropFolder: null, workers: 2 });
  expect(read.length).toBe(shadows.length);
  for (const [seed, { outcome }] of read.entries()) {
    if (outcome.kind !== 'read') throw new Error(outcome.error.code);
    const { trouble, columns } = outcome.reading, truth = truthOf(sheet, marksFor(sheet, seed));
    expect(trouble, `${seed}`).toBeNull();
    expect(columns.filter(({ name, value, doubtful }) => !doubtful && value !== truth[name]), `${seed}`).toEqual([]);
    expect(columns.filter(({ doubtful }) => doubtful).length, `${seed}: for a person`).toBeLessThanOrEqual(0.05 * columns.length);
  }
});
