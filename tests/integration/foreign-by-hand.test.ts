/** Templates that somebody measured with a ruler on the screen: each block lies off by itself, up to half a millimetre. And such a template of the whole sheet where the scans are cut. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadTemplate } from '../../src/station/template/load-template.ts';
import { readPicture } from '../../src/station/template/read-picture.ts';
import { measuredBracketCard } from '../fixtures/bracket-card.ts';
import { type BlockSpec, labels, type Marks, marksFor, questions, type Sheet, sheetOf, truthOf } from '../fixtures/foreign-sheet.ts';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-by-hand-')); });
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

interface Scan { readonly widthPx: number; readonly degrees?: number; /** Shares of the sheet that were cut off. */ readonly left?: number; readonly top?: number }

/** What is wrong of a scan of the sheet, read with its template: trouble, or the columns that are doubtful or not what was marked. */
async function wrongOf({ template, svg, width, height }: Sheet, marks: Marks, { widthPx, degrees = 0, left = 0, top = 0 }: Scan): Promise<unknown> {
  const [file, picture] = [path.join(folder, 'template.json'), path.join(folder, 'page.png')];
  await writeFile(file, JSON.stringify(template));
  const page = await sharp(Buffer.from(svg(marks))).flatten({ background: '#fff' }).resize(widthPx).rotate(degrees, { background: '#fff' }).blur(0.8).png({ compressionLevel: 1 }).toBuffer({ resolveWithObject: true });
  const x = Math.round(left * page.info.width), y = Math.round(top * page.info.height);
  await writeFile(picture, await sharp(page.data).extract({ left: x, top: y, width: page.info.width - x, height: page.info.height - y }).png({ compressionLevel: 1 }).toBuffer());
  const { reading } = await readPicture(picture, await loadTemplate(file), { page: 1 });
  const truth = truthOf({ template, svg, width, height }, Object.fromEntries(Object.keys(marksFor({ template, svg, width, height }, 3)).map((field) => [field, marks[field] ?? ''])));
  return reading.trouble ?? reading.columns.filter(({ name, value, doubtful }) => doubtful || value !== truth[name]).map(({ name }) => name);
}

test.each([1, 3, 4, 6])('brackets close beside one another, with their numbers close before them, at 200 dpi, measured in way %i', async (dice) => {
  const card = measuredBracketCard(0.4, dice);
  expect(await wrongOf(card, marksFor(card, 3), { widthPx: 1654, degrees: 0.4 })).toEqual([]);
});

/** Boxes of which one nearly touches the next, as ovals do on many sheets; at `mmPx` pixels a millimetre. */
function closeBoxes(byHand: number, dice: number): Sheet {
  const mmPx = 5.9, printed = [0, 1, 2, 3].map((k): BlockSpec => ({ name: `block ${k}`, x: 160 + k * 258, y: 600, fields: labels('q', k * 15 + 1, k * 15 + 15), values: 'ABCDE', valueGap: 37, fieldGap: 38 }));
  const measured = printed.map((block, k): BlockSpec => ({ ...block, x: block.x + byHand * mmPx * Math.sin(5 * k + dice), y: block.y + byHand * mmPx * Math.cos(3 * k + 2 * dice) }));
  const of = (blocks: readonly BlockSpec[]): Sheet => sheetOf(1240, 1754, { w: 31, h: 21 }, '#222', blocks, questions(1, 60), 'q1', '<rect x="60" y="560" width="1120" height="640" fill="none" stroke="black" stroke-width="2"/><text x="620" y="200" font-size="44" text-anchor="middle" font-family="sans-serif">Placement</text>');
  return { ...of(measured), svg: of(printed).svg };
}

test.each([1, 2, 3])('boxes that nearly touch, measured in way %i', async (dice) => {
  const sheet = closeBoxes(0.4, dice);
  expect(await wrongOf(sheet, marksFor(sheet, 3), { widthPx: 1654, degrees: -0.9 })).toEqual([]);
});

test.each([[0.06, 0.18], [0.08, 0.22], [0.07, 0.15]])('scans of which the left side (%f) and the header (%f) were cut off, with a template of the whole sheet', async (left, top) => {
  const sheet = closeBoxes(0.2, 1);
  expect(await wrongOf(sheet, marksFor(sheet, 3), { widthPx: 1654, degrees: 0.3, left, top })).toEqual([]);
});

/** Twenty wide rows and thirty narrow ones of the same height together: turned over they nearly meet themselves. */
function twoParts(dx: number, dy: number): Sheet {
  const printed: readonly BlockSpec[] = [
    { name: 'part 1', x: 200, y: 437, fields: labels('q', 1, 20), values: 'ABCD', valueGap: 56, fieldGap: 54 },
    { name: 'part 2', x: 780, y: 437, fields: labels('q', 21, 50), values: 'ABCDE', valueGap: 47, fieldGap: 37 },
  ];
  const of = (blocks: readonly BlockSpec[]): Sheet => sheetOf(1240, 1754, { w: 30, h: 21 }, '#222', blocks, questions(1, 50), 'q1', '');
  return { ...of(printed.map((block, k) => (k === 0 ? block : { ...block, x: block.x + dx, y: block.y + dy }))), svg: of(printed).svg };
}

test.each([[0, 0], [2.5, -1], [1.5, 2], [-1, 2.5]])('two blocks, one of which lies off by %f and %f pixels', async (dx, dy) => {
  const sheet = twoParts(dx, dy);
  expect(await wrongOf(sheet, marksFor(sheet, 3), { widthPx: 1654 })).toEqual([]);
});
