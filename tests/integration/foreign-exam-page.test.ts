/** A page of a sheet that somebody else printed, as the thread reads it for an exam: what it hands on is what our own pages are, also for a machine that reads for another. */
import { mkdir, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';
import { pageReadingSchema } from '../../src/contract/reading.ts';
import { parseExam } from '../../src/exam/exam-file.ts';
import { templateSchema } from '../../src/exam/template.ts';
import { layoutsOf } from '../../src/sheet/layout/layout-exam.ts';
import { resized } from '../../src/sheet/template/printed-size.ts';
import { layoutFileOf, writeLayoutFile } from '../../src/station/store/layout-files.ts';
import { embeddedPicture, withPictures } from '../../src/station/template/embedded-pictures.ts';
import { readPageJob } from '../../src/station/tasks/ocr-processing/read-page.job.ts';
import { card, labels, type Marks, plain, sheetOf } from '../fixtures/foreign-sheet.ts';
import { hardScan } from '../fixtures/hard-scan.ts';

const asked = (template: object, digits = 8) => parseExam({ id: 'x', title: 'X', candidateNumber: { digits }, template, questions: [{ no: '1-20', type: 'single', options: 4, key: 'A'.repeat(20), points: 1 }] });

async function readOf(template: object, scan: Buffer, digits?: number) {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-foreign-exam-'));
  for (const name of ['incoming', 'layouts', 'crops']) await mkdir(path.join(folder.path, name));
  const { blank } = layoutsOf(asked(template, digits));
  await writeLayoutFile(folder.path, 'x', [blank]);
  await writeFile(path.join(folder.path, 'scan.png'), scan);
  const { reading, crops, size } = await readPageJob({ dataFolder: folder.path, file: 'scan.png', pageInFile: 1, pageId: 'p-1', layoutFile: layoutFileOf('x', [blank]) }, AbortSignal.timeout(60_000));
  // Nothing that another machine could not send back.
  expect(pageReadingSchema.parse(JSON.parse(JSON.stringify(reading)))).toEqual(JSON.parse(JSON.stringify(reading)));
  const pictures = await Promise.all(crops.map(async ({ field, kind, file }) => ({ field, kind, width: (await sharp(await readFile(path.join(folder.path, file))).metadata()).width })));
  return { reading, crops: pictures, size, version: blank.version };
}

const answers = Object.fromEntries(Array.from({ length: 20 }, (_, k) => [`q${k + 1}`, 'ABCD'[k % 4]!]));
const numbered = (no: string): Marks => Object.fromEntries([...no].map((digit, i) => [`n${i + 1}`, digit]));

test('a whole sheet has its number, its answers, and where everything lies on the scan', async () => {
  const { reading, crops, size, version } = await readOf(card.template, await hardScan(card.svg({ ...answers, ...numbered('20260101') }), { dpi: 300 }, 1));
  expect(reading).toMatchObject({ identity: { by: 'structure', layoutVersion: version, page: 1 }, candidate: { by: 'bubbles', candidateNo: '20260101', doubt: null }, trouble: null });
  expect(Object.fromEntries(reading.items.filter(({ field }) => !field.startsWith('candidate')).map(({ field, chosen }) => [`q${field}`, chosen.join('')]))).toEqual(answers);
  // What the card has besides is not asked for.
  expect(reading.items).toHaveLength(20 + 8);
  expect(size.sourceWidth).toBeGreaterThan(size.width);
  const [topLeft, , bottomRight] = reading.paper ?? [];
  expect([topLeft, bottomRight].every((corner) => corner !== undefined && corner.x > -40 && corner.x < size.width + 40)).toBe(true);
  expect(crops).toEqual([{ field: 'candidate', kind: 'header', width: expect.any(Number) }]);
});

test('what is in doubt is cut out by the exam\'s name for it; a digit that is missing is a gap', async () => {
  const svg = card.svg({ ...answers, ...numbered('2026010') });
  // A thin line through the mark of question 3, C.
  const struck = svg.replace('</svg>', '<line x1="280" y1="886" x2="360" y2="886" stroke="#222" stroke-width="5"/></svg>');
  const { reading, crops } = await readOf(card.template, await hardScan(struck, {}, 2));
  expect(reading.candidate.candidateNo).toBe('2026010_');
  const doubtful = reading.items.filter(({ doubt }) => doubt !== null).map(({ field }) => field);
  expect(doubtful).toContain('3');
  expect(crops.map(({ field }) => field)).toEqual(expect.arrayContaining(['3', 'candidate']));
});

test('a code may say whose it is; one of another length, or two numbers, say nothing', async () => {
  const region = { kind: 'code', name: 'bar', x: 60, y: 60, w: 320, h: 200 }, coded = { ...card.template, candidate: 'bar', regions: [region] };
  const wasm = await readFile(createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm'));
  await prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) }, fireImmediately: true });
  const scanWith = async (codes: readonly string[]): Promise<Buffer> => {
    const parts = await Promise.all(codes.map(async (code, i) => ({ input: await sharp(Buffer.from((await writeBarcode(code, { format: 'QRCode', scale: 4 })).svg)).resize(130, 130, { kernel: 'nearest' }).png().toBuffer(), left: 80 + i * 150, top: 110 })));
    return sharp(await sharp(Buffer.from(card.svg(answers))).flatten({ background: '#fff' }).png().toBuffer()).composite(parts).png().toBuffer();
  };
  const candidateOf = async (codes: readonly string[]): Promise<unknown> => (await readOf(coded, await scanWith(codes))).reading.candidate;
  expect(await candidateOf(['20260107'])).toMatchObject({ by: 'code', candidateNo: '20260107', doubt: null });
  expect(await candidateOf(['2026010'])).toMatchObject({ by: 'none', candidateNo: null });
  expect(await candidateOf(['20260107', '20260108'])).toMatchObject({ by: 'none', candidateNo: null });
});

test('a sheet on which nothing is marked is one thing to look at, another sheet is told as such', async () => {
  expect((await readOf(card.template, await hardScan(card.svg({}), {}, 3))).reading.trouble).toBe('unmarked');
  const other = await readOf(card.template, await hardScan(plain.svg({}), {}, 4));
  expect(other.reading).toMatchObject({ trouble: expect.stringMatching(/^(?:other-sheet|sheet-not-found)$/), items: [], candidate: { candidateNo: null } });
  expect(other.crops).toEqual([{ field: '', kind: 'page', width: expect.any(Number) }]);
});

test('marks are told by what their bubbles mean in the exam', async () => {
  const signs = sheetOf(1240, 1754, { w: 34, h: 24 }, '#222', [0, 1].map((k) => ({ name: `block ${k}`, x: 220 + k * 500, y: 327, fields: labels('q', k * 20 + 1, k * 20 + 20), values: '1234', valueGap: 56, fieldGap: 56 })), Array.from({ length: 40 }, (_, k) => ({ name: `q${k + 1}`, fields: [`q${k + 1}`] })), 'q40', '<text x="620" y="160" font-size="44" text-anchor="middle" font-family="sans-serif">ANSWERS</text>');
  const { candidate: _candidate, ...template } = signs.template as { candidate: string };
  const { reading } = await readOf(template, await hardScan(signs.svg(Object.fromEntries(Array.from({ length: 40 }, (_, k) => [`q${k + 1}`, '1234'[(k * 3) % 4]!]))), {}, 5));
  expect(reading.items.slice(0, 4).map(({ chosen }) => chosen.join(''))).toEqual(['A', 'D', 'C', 'B']);
  expect(reading.items.slice(0, 1)[0]?.fills.map(({ value }) => value)).toEqual(['A', 'B', 'C', 'D']);
});

test('boxes that are much larger than the bubbles are taken as large as these are printed', async () => {
  const wide = resized(templateSchema.parse(plain.template), 1.8), { candidate: _candidate, ...template } = wide;
  const { reading } = await readOf(template, await hardScan(plain.svg(answers), {}, 6));
  expect(reading.trouble).toBeNull();
  expect(reading.items.map(({ field, chosen }) => [`q${field}`, chosen.join('')])).toEqual(Object.entries(answers));
});

test('a marker that the template\'s file names becomes part of the exam, and the page is found by it where its bubbles alone do not say where they are', async () => {
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'zhiyue-marker-'));
  const ring = '<rect width="60" height="60" fill="white"/><circle cx="30" cy="30" r="22" fill="none" stroke="black" stroke-width="10"/><circle cx="30" cy="30" r="7" fill="black"/>';
  await sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60">${ring}</svg>`)).png().toFile(path.join(folder.path, 'marker.png'));
  const { candidate: _candidate, ...template } = { ...templateSchema.parse(plain.template), registration: { frame: 'image' as const, markers: { image: 'marker.png', widthShare: 60 / 1240 }, marks: [], limitMm: 2 } };
  const held = await withPictures(template, path.join(folder.path, 'template.json'));
  expect(held.registration.markers?.image).toMatch(/^data:image\/png;base64,/);
  expect((await embeddedPicture(held.registration.markers?.image))?.width).toBe(60);
  // A file that is not there is named still.
  expect((await withPictures(template, path.join(folder.path, 'elsewhere', 'template.json'))).registration.markers?.image).toBe('marker.png');
  // The page ends in the middles of its markers, and more of the paper is on the scan.
  const rings = ([[0, 0], [1240, 0], [0, 1754], [1240, 1754]] as const).map(([x, y]) => `<g transform="translate(${x + 170} ${y + 150})">${ring}</g>`).join('');
  const inner = plain.svg(answers).replace(/^<svg[^>]*>/, '').replace('</svg>', '');
  const scan = await sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="1640" height="2154"><rect width="100%" height="100%" fill="white"/><g transform="translate(200 180)">${inner}</g>${rings}</svg>`)).png().toBuffer();
  const { reading } = await readOf(held, scan);
  expect(reading.trouble).toBeNull();
  expect(Object.fromEntries(reading.items.map(({ field, chosen }) => [`q${field}`, chosen.join('')]))).toEqual(answers);
});
