/** Codes and texts of sheets that somebody else designed: read through the pool and the text reader as `zhiyue read` does, and held against the roster. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import sharp, { type OverlayOptions } from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';
import { inventNames } from '../../src/simulate/invented-candidates.ts';
import { Random } from '../../src/simulate/random.ts';
import { type Box, faces, type FontName, letteredField } from '../bench/text/lettering.ts';
import { zhiyue } from '../e2e/zhiyue.ts';
import { block, labels, type Marks, questions, sheetOf } from '../fixtures/foreign-sheet.ts';

const pixelsPerMm = 150 / 25.4;
const place = (x: number, y: number, widthMm: number, heightMm: number): { x: number; y: number; w: number; h: number } => ({ x, y, w: widthMm * pixelsPerMm, h: heightMm * pixelsPerMm });
const places = { 姓名: place(140, 330, 60, 10), 班级: place(140, 410, 40, 10), 手写考号: place(140, 500, 48, 7), 判断: place(140, 580, 12, 12), 答: place(140, 680, 60, 10), 条码: place(620, 640, 60, 18) } as const;
const sheet = sheetOf(1240, 1754, { w: 34, h: 20 }, '#333', [
  { name: '考号', x: 690, y: 330, fields: labels('n', 1, 8), values: '0123456789', vertical: true, valueGap: 30, fieldGap: 52 },
  ...[0, 1, 2].map((k) => ({ name: `选择题 ${k}`, x: 190 + k * 340, y: 800, fields: labels('q', k * 10 + 1, k * 10 + 10), values: 'ABCD', valueGap: 54, fieldGap: 38 })),
], [{ name: '考号', fields: labels('n', 1, 8) }, ...questions(1, 30)], '考号', block(60, 60, 45, 30), [
  { name: '姓名', kind: 'text', ...places.姓名, roster: 'name' }, { name: '班级', kind: 'text', ...places.班级, roster: 'class' }, { name: '手写考号', kind: 'text', ...places.手写考号, cells: 8, roster: 'number' },
  { name: '判断', kind: 'text', ...places.判断, options: ['T', 'F'] }, { name: '答', kind: 'text', ...places.答, options: ['photosynthesis', 'gravity', 'water'] }, { name: '条码', kind: 'code', ...places.条码 },
]);
const roster = inventNames(40, 3).map((name, i) => ({ no: `202601${String(i + 1).padStart(2, '0')}`, name, class: `高三（${(i % 4) + 1}）班` }));

interface Filled { readonly file: string; readonly bubbled: string; readonly name: string; readonly class: string; readonly written: string; readonly code: string | null; /** Pixels by which the answer lies beside its box. */ readonly aside?: number }

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-regions-'));
  const wasm = await readFile(createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm'));
  prepareZXingModule({ overrides: { wasmBinary: wasm.slice().buffer } });
  await writeFile(path.join(folder, 'template.json'), JSON.stringify(sheet.template));
  await writeFile(path.join(folder, 'roster.csv'), `candidate_no,name,class\n${roster.map((one) => `${one.no},${one.name},${one.class}`).join('\n')}\n`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function lettered(text: string, font: FontName, at: { x: number; y: number; w: number; h: number }, cells: number | null): Promise<OverlayOptions> {
  const box: Box = { widthMm: at.w / pixelsPerMm, heightMm: at.h / pixelsPerMm, cells };
  const { pixels, width, height } = await letteredField(text, font, box, 0.2, new Random('regions', text));
  return { input: await sharp(pixels, { raw: { width, height, channels: 1 } }).png().toBuffer(), left: Math.round(at.x), top: Math.round(at.y) };
}

async function fill({ file, bubbled, name, class: form, written, code, aside = 0 }: Filled): Promise<string> {
  const marks: Marks = { ...Object.fromEntries([...bubbled].map((digit, i) => [`n${i + 1}`, digit])), q1: 'A', q30: 'BD' };
  const parts = [
    await lettered(name, faces.print[0], places.姓名, null), await lettered(form, faces.print[0], places.班级, null), await lettered(written, faces.latinHand[2], places.手写考号, 8),
    await lettered('T', faces.latinHand[2], places.判断, 1), await lettered('gravity', faces.print[0], { ...places.答, x: places.答.x + aside }, null),
  ];
  if (code !== null) {
    const { svg } = await writeBarcode(code, { format: 'Code128', scale: 2 });
    parts.push({ input: await sharp(Buffer.from(svg), { density: 72 }).resize({ height: 90, width: 300, fit: 'fill', kernel: 'nearest' }).png().toBuffer(), left: places.条码.x + 20, top: places.条码.y + 8 });
  }
  const plain = await sharp(Buffer.from(sheet.svg(marks))).flatten({ background: '#fff' }).png({ compressionLevel: 0 }).toBuffer();
  const scan = path.join(folder, file);
  await sharp(await sharp(plain).composite(parts).png({ compressionLevel: 0 }).toBuffer()).rotate(1, { background: '#fff' }).jpeg({ quality: 88 }).toFile(scan);
  return scan;
}

test('codes and texts become columns; who is not who the number says, and what cannot be read, waits with its crop', async () => {
  const [a, b, c, d, e] = [roster[4]!, roster[17]!, roster[30]!, roster[12]!, roster[35]!];
  const scans = [
    await fill({ file: 'right.jpg', bubbled: a.no, name: a.name, class: a.class, written: a.no, code: 'ROOM-07' }),
    await fill({ file: 'other-name.jpg', bubbled: b.no, name: c.name, class: b.class, written: b.no, code: `${c.no} Li` }),
    await fill({ file: 'no-code.jpg', bubbled: d.no, name: d.name, class: d.class, written: c.no, code: null }),
    await fill({ file: 'stranger.jpg', bubbled: '99999999', name: a.name, class: a.class, written: '', code: '+ROOM-08' }),
    await fill({ file: 'beside.jpg', bubbled: e.no, name: e.name, class: e.class, written: e.no, code: 'ROOM-09', aside: -30 }),
  ];
  const out = path.join(folder, 'out');
  const run = await zhiyue(['read', '--lang', 'en', '--template', path.join(folder, 'template.json'), '--roster', path.join(folder, 'roster.csv'), '--out', out, ...scans]);
  expect(run.code, run.stderr).toBe(0);
  const answers: Record<string, string>[] = parse(await readFile(path.join(out, 'answers.csv')), { columns: true, bom: true });
  const exceptions: Record<string, string>[] = parse(await readFile(path.join(out, 'exceptions.csv')), { columns: true, bom: true });
  const [right, otherName, noCode, stranger, beside] = answers;
  expect(right).toMatchObject({ candidate_no: a.no, status: 'ok', q1: 'A', q30: 'BD', 姓名: a.name, 班级: a.class, 手写考号: a.no, 判断: 'T', 答: 'gravity', 条码: 'ROOM-07' });
  expect(otherName).toMatchObject({ candidate_no: `?${b.no}`, status: 'review', 姓名: `?${c.name}`, 手写考号: b.no, 条码: `?${c.no} Li` });
  expect(noCode).toMatchObject({ status: 'review', 姓名: d.name, 手写考号: `?${c.no}`, 条码: '?' });
  expect(stranger).toMatchObject({ candidate_no: '?99999999', 考号: '?99999999', status: 'review', 姓名: a.name, 手写考号: '', 条码: '\'+ROOM-08' });
  // Its first letters lie over the border of their box.
  expect(beside).toMatchObject({ candidate_no: e.no, status: 'review', 姓名: e.name, 答: expect.stringMatching(/^\?/) });
  // The stranger's class is read off few pixels: it may wait for a person, too.
  const why = exceptions.filter(({ source_file: file, field }) => !(file === 'stranger.jpg' && field === '班级')).map(({ source_file: file, kind, field, crop }) => [file, kind, field, crop]);
  expect(why).toEqual([
    ['other-name.jpg', 'doubtful', '条码', 'crops/other-name-p1-条码.jpg'], ['other-name.jpg', 'doubtful', '姓名', 'crops/other-name-p1-姓名.jpg'],
    ['no-code.jpg', 'doubtful', '手写考号', 'crops/no-code-p1-手写考号.jpg'], ['no-code.jpg', 'doubtful', '条码', 'crops/no-code-p1-条码.jpg'],
    ['stranger.jpg', 'unknown-candidate', '考号', 'crops/stranger-p1-考号.jpg'], ['beside.jpg', 'doubtful', '答', 'crops/beside-p1-答.jpg'],
  ]);
  expect(exceptions.find(({ source_file: file, field }) => file === 'other-name.jpg' && field === '条码')?.['detail']).toBe(`考号 says ${b.no}, and 条码 says ${c.no}: two candidates on one page. Look at the sheet and enter whose it is.`);
  expect((await sharp(path.join(out, 'crops/no-code-p1-条码.jpg')).metadata()).width).toBeGreaterThan(200);

  // Somebody corrects the stranger's number where exceptions.csv says to, first to one that nobody has either.
  const key = path.join(folder, 'key.json'), text = await readFile(path.join(out, 'answers.csv'), 'utf8');
  await writeFile(key, JSON.stringify({ source_type: 'custom', options: { questions_in_order: ['q1'], answers_in_order: ['A'] }, marking_schemes: { DEFAULT: { correct: 1, incorrect: 0, unmarked: 0 } } }));
  const score = async (number: string): Promise<{ readonly stderr: string; readonly row: Record<string, string> | undefined }> => {
    // The first of the two is candidate_no.
    await writeFile(path.join(out, 'answers.csv'), text.replace(/(\?99999999.*?)\?99999999/, `$1${number}`));
    const scored = await zhiyue(['score', '--lang', 'en', '--template', path.join(folder, 'template.json'), '--evaluation', key, '--roster', path.join(folder, 'roster.csv'), '--out', path.join(folder, 'scores'), path.join(out, 'answers.csv')]);
    expect(scored.code, scored.stderr).toBe(0);
    const rows: Record<string, string>[] = parse(await readFile(path.join(folder, 'scores', 'scores.csv')), { columns: true });
    return { stderr: scored.stderr, row: rows.find(({ source_file: file }) => file === 'stranger.jpg') };
  };
  const unknown = await score('88888888');
  expect([unknown.row?.['candidate_no'], unknown.row?.['status'], unknown.row?.['name']]).toEqual(['?88888888', 'review', '']);
  expect(unknown.stderr).toContain('line 5, column 考号: nobody on the roster has the number "88888888": it counts as not sure.');
  const listed = await score(a.no);
  expect([listed.row?.['candidate_no'], listed.row?.['name'], listed.row?.['class'], listed.row?.['s:q1']]).toEqual([a.no, a.name, a.class, '1']);
  expect(listed.stderr).not.toContain('nobody on the roster');
});
