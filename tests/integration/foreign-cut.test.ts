/** Foreign sheets of which a part is not on the picture: what is there is read, what is not waits for a person, and what could be one part of the sheet as well as another is not read. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTemplateBatch } from '../../src/station/template/template-batch.ts';
import type { TemplatePage } from '../../src/station/template/template-page.ts';
import { templateExceptions } from '../../src/station/template/template-tables.ts';
import { expandTemplate } from '../../src/sheet/template/expand.ts';
import { templateSchema } from '../../src/exam/template.ts';
import { card, labels, marksFor, plain, questions, sheetOf, type Sheet, truthOf } from '../fixtures/foreign-sheet.ts';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-cut-')); });
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

/** Five rows, three times one below the other and three times side by side; of a number nobody knows where it stood once it is cut off. */
const groups = sheetOf(1240, 1754, { w: 30, h: 18 }, '#333', [
  { name: '考号', x: 690, y: 160, fields: labels('n', 1, 8), values: '0123456789', vertical: true, valueGap: 28, fieldGap: 50 },
  ...Array.from({ length: 9 }, (_, k) => ({ name: `组 ${k}`, x: 190 + (k % 3) * 330, y: 560 + Math.floor(k / 3) * 220, fields: labels('q', k * 5 + 11, k * 5 + 15), values: 'ABCD', valueGap: 52, fieldGap: 36 })),
], [{ name: '考号', fields: labels('n', 1, 8) }, ...questions(11, 55)], '考号', '<rect x="100" y="1280" width="1040" height="400" fill="none" stroke="black" stroke-width="2"/>');

/** Groups of five rows, five side by side: one group further they lie just as well, but for what is beside them and at the page's edges. */
const wide = sheetOf(1240, 1754, { w: 27, h: 17 }, '#222', Array.from({ length: 12 }, (_, k) => ({ name: `组 ${k}`, x: 142 + (k % 5) * 213, y: 632 + Math.floor(k / 5) * 148, fields: labels('q', k * 5 + 1, k * 5 + 5), values: 'ABCD', valueGap: 34, fieldGap: 25 })), questions(1, 60), 'q1', '<rect x="92" y="610" width="1080" height="460" fill="none" stroke="black" stroke-width="3"/><rect x="92" y="1120" width="1080" height="520" fill="none" stroke="black" stroke-width="3"/>');

/** Shares of the picture's sides that are cut off. */
interface Cut { readonly top?: number; readonly bottom?: number; readonly left?: number; readonly right?: number }

interface Case { readonly cut: Cut; /** Degrees by which it lies askew. */ readonly askew?: number; /** Which fields are on the picture. */ readonly there: (field: string) => boolean }

async function cutScan(sheet: Sheet, seed: number, { cut: { top = 0, bottom = 0, left = 0, right = 0 }, askew = 0 }: Omit<Case, 'there'>): Promise<Buffer> {
  const { width, height } = sheet, page = await sharp(Buffer.from(sheet.svg(marksFor(sheet, seed)))).flatten({ background: '#fff' }).affine(turning(askew), { background: '#fff' }).resize({ width, height }).blur(0.8).png().toBuffer();
  return await sharp(page).extract({ left: Math.round(left * width), top: Math.round(top * height), width: Math.round(width * (1 - left - right)), height: Math.round(height * (1 - top - bottom)) }).jpeg({ quality: 85 }).toBuffer();
}

const turning = (degrees: number): [[number, number], [number, number]] => { const a = degrees * Math.PI / 180; return [[Math.cos(a), -Math.sin(a)], [Math.sin(a), Math.cos(a)]]; };
const no = (field: string): number => Number(field.replace(/\D/g, ''));
/** Which of the groups side by side. */
const groupOf = (field: string): number => Math.floor((no(field) - 1) / 5) % 5;
const isQuestion = (field: string): boolean => field.startsWith('q');

async function readAll(name: string, sheet: Sheet, pages: Readonly<Record<string, Omit<Case, 'there'>>>): Promise<TemplatePage[]> {
  const templateFile = path.join(folder, `${name}.json`);
  await writeFile(templateFile, JSON.stringify(sheet.template));
  const files = await Promise.all(Object.entries(pages).map(async ([page, how], k) => {
    const file = path.join(folder, `${name}-${k}.jpg`);
    await writeFile(file, await cutScan(sheet, k + 1, how));
    return { path: file, name: page };
  }));
  return await readTemplateBatch({ templateFile, files, cropFolder: null, workers: 2 });
}

const cases: readonly (readonly [string, Sheet, Readonly<Record<string, Case>>])[] = [
  ['a card with a number grid', card, {
    'its header gone': { cut: { top: 0.36 }, there: isQuestion },
    'its header gone, askew': { cut: { top: 0.34 }, askew: 1.5, there: isQuestion },
  }],
  ['a card of groups', groups, { 'its header gone': { cut: { top: 0.29 }, there: isQuestion }, 'half of its number gone': { cut: { top: 0.15 }, there: isQuestion }, 'the first of three groups gone with it': { cut: { top: 0.43 }, there: (field) => no(field) > 25 && isQuestion(field) } }],
  ['a sheet of three columns', plain, {
    'five rows gone': { cut: { top: 0.35 }, there: (field) => (no(field) - 1) % 20 > 5 },
    'a column gone': { cut: { right: 0.3 }, there: (field) => no(field) <= 40 },
  }],
  ['a sheet of groups side by side', wide, {
    'the last group gone': { cut: { right: 0.2395 }, askew: -0.4, there: (field) => groupOf(field) < 4 },
    'the last group gone, askew': { cut: { right: 0.2443 }, askew: 0.8, there: (field) => groupOf(field) < 4 },
    'the first group gone': { cut: { left: 0.2508 }, askew: 0.4, there: (field) => groupOf(field) > 0 },
    'the last two groups gone': { cut: { right: 0.4153 }, there: (field) => groupOf(field) < 3 },
  }],
];

test.each(cases)('%s that was cut off is read where it is there, and the rest waits for a person', async (name, sheet, pages) => {
  const read = await readAll(name, sheet, pages), expanded = expandTemplate(templateSchema.parse(sheet.template));
  const exceptions = templateExceptions(expanded, read, 'en').rows;
  for (const [k, [page, { there }]] of Object.entries(pages).entries()) {
    const outcome = read.find(({ sourceFile }) => sourceFile === page)?.outcome;
    if (outcome?.kind !== 'read') throw new Error(`${page}: ${outcome?.kind}`);
    const { trouble, columns, fields } = outcome.reading, truth = truthOf(sheet, marksFor(sheet, k + 1));
    expect(trouble, page).toBeNull();
    expect(fields.filter(({ label, doubt }) => (doubt === 'not-on-picture') === there(label)).map(({ label }) => label), page).toEqual([]);
    expect(columns.filter(({ name: column, value, doubtful }) => !doubtful && value !== truth[column]), page).toEqual([]);
    const onPicture = columns.filter(({ name: column }) => there(column));
    expect(onPicture.filter(({ doubtful }) => doubtful).length, page).toBeLessThanOrEqual(0.05 * onPicture.length);
    expect(exceptions.filter(([file, , , , , , detail]) => file === page && String(detail).includes('not on the picture')).length, page).toBe(fields.filter(({ label }) => !there(label)).length);
  }
});

test('a part that could be one as well as another is not read', async () => {
  const read = await readAll('unsure', groups, { page: { cut: { top: 0.43, bottom: 0.3 } } });
  expect(read.map(({ outcome }) => (outcome.kind === 'read' ? outcome.reading.trouble : outcome.error))).toEqual(['place-unsure']);
});
