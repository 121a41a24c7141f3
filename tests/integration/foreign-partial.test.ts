/** Sheets with more bubbles than their template reads: their rows, and the numbers on both sides of these, go on where the template ends, so that they fit nearly as well a column further, turned or mirrored. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTemplateBatch } from '../../src/station/template/template-batch.ts';
import { block, labels, marksFor, questions, type Sheet, sheetOf, truthOf } from '../fixtures/foreign-sheet.ts';
import { type HardScan, hardScan } from '../fixtures/hard-scan.ts';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-partial-')); });
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

/** Four columns of forty questions, of which an exam has as many as are asked for; the last column of these is not full. */
function columnsOf(count: number): Sheet {
  const blocks = Array.from({ length: Math.ceil(count / 40) }, (_, k) => ({ name: `column ${k}`, x: 300 + k * 210, y: 640, fields: labels('q', k * 40 + 1, Math.min(count, k * 40 + 40)), values: 'ABCD', valueGap: 42, fieldGap: 23 }));
  const sheet = sheetOf(1240, 1754, { w: 15, h: 15 }, '#333', blocks, questions(1, count), 'q1', [block(80, 310, 12, 12), block(1150, 310, 12, 12), '<rect x="90" y="600" width="1080" height="1000" fill="none" stroke="#555"/>'].join(''));
  return { ...sheet, template: { ...sheet.template, registration: { frame: 'paper' } } };
}

const printed = columnsOf(160), asked = columnsOf(100);

/** Which way the page lies, or what is wrong with it. */
const pages: Readonly<Record<string, HardScan>> = {
  'a streak of dirt from top to bottom': { covers: [{ x: 75, y: 0, w: 0.9, h: 297, grey: 90 }] },
  'half in a shadow': { shadow: 0.55 },
  'upside down': { turn: 180 },
  'on its side': { turn: 90 },
  'mirrored': { mirrored: true },
  'turned by 203 on a desk': { turn: 203, onDesk: true },
  'its left edge folded away': { covers: [{ x: 0, y: 0, w: 11, h: 297, grey: 70 }] },
};

test('are read however they lie, with a streak or in a shadow', async () => {
  const templateFile = path.join(folder, 'template.json'), own = Object.entries(pages);
  await writeFile(templateFile, JSON.stringify(asked.template));
  const files = await Promise.all(own.map(async ([name, scan], seed) => {
    const file = path.join(folder, `${name}.jpg`);
    await writeFile(file, await hardScan(printed.svg(marksFor(asked, seed)), scan, seed + 1));
    return { path: file, name };
  }));
  const read = await readTemplateBatch({ templateFile, files, cropFolder: null, workers: 2 });
  for (const [seed, [name, { shadow }]] of own.entries()) {
    const outcome = read.find(({ sourceFile }) => sourceFile === name)?.outcome;
    if (outcome?.kind !== 'read') throw new Error(`${name}: ${outcome?.kind}`);
    const { trouble, columns } = outcome.reading, truth = truthOf(asked, marksFor(asked, seed));
    expect(trouble, name).toBeNull();
    expect(columns.filter(({ name: column, value, doubtful }) => !doubtful && value !== truth[column]), name).toEqual([]);
    expect(columns.filter(({ doubtful }) => doubtful).length, `${name}: for a person`).toBeLessThanOrEqual(columns.length * (shadow === undefined ? 0.05 : 0.3));
  }
});
