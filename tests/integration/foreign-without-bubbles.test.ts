/** Photos of sheets without bubbles, which only their black blocks or their print place: read as `zhiyue read` does, from where they lie, or put aside. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyHomography, fitHomography } from '../../src/sheet/read/homography.ts';
import { redrawnPlanes } from '../../src/sheet/template/redrawn.ts';
import { greyPlanes } from '../../src/station/images/planes.ts';
import { zhiyue } from '../e2e/zhiyue.ts';
import { block, sheetOf } from '../fixtures/foreign-sheet.ts';

const width = 1240, height = 1754, pixelsPerMm = 150 / 25.4;
const marks = [{ x: 60, y: 60, w: 36, h: 36 }, { x: 1144, y: 60, w: 36, h: 36 }, { x: 60, y: 1660, w: 36, h: 36 }, { x: 886, y: 1660, w: 72, h: 24 }];
const places = { 准考证号: [354, 236], 座位号: [886, 236], 日期: [886, 296], 房间: [354, 356] } as const;
type Field = keyof typeof places;
const fields = Object.keys(places) as Field[];
const text = (x: number, y: number, size: number, words: string, anchor = 'start'): string => `<text x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}" font-family="sans-serif">${words}</text>`;
const print = [
  text(620, 140, 40, '主观题答题卡', 'middle'), ...fields.map((field) => text(places[field][0] - 12, places[field][1] + 34, 25, `${field}：`, 'end')), text(342, 330, 25, '姓名：', 'end'), text(342, 450, 25, '备注：', 'end'),
  '<rect x="118" y="531" width="1004" height="1063" fill="none" stroke="black" stroke-width="2"/>', ...Array.from({ length: 12 }, (_, k) => `<path d="M142 ${614 + k * 83}h956" stroke="#888"/>`),
].join('');
const blocks = marks.map(({ x, y, w, h }) => block(x, y, w, h)).join('');
const regions = fields.map((name) => ({ name, kind: 'text', x: places[name][0], y: places[name][1], w: 45 * pixelsPerMm, h: 8 * pixelsPerMm, language: 'digits' }));

const written = [{ 准考证号: '20260107', 座位号: '26', 日期: '20261113', 房间: '3018' }, { 准考证号: '20260338', 座位号: '94', 日期: '20260425', 房间: '1207' }] as const;
/** Where the page's corners are in the photo, in hundredths of the page's width and height from where they were straight ahead; and by how many quarters the camera was turned. */
const photos = [{ corners: [[2, -2], [-2, 2], [1, 2], [-2, -1]], turns: 0 }, { corners: [[-2, 2], [2, 1], [-2, -2], [1, 2]], turns: 2 }, { corners: [[1, 1], [-1, 2], [2, -2], [2, 1]], turns: 0 }] as const;

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-no-bubbles-')); });
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The sheet on a desk, as a camera sees it that is held a little askew. */
async function photo(svg: string, { corners, turns }: (typeof photos)[number]): Promise<Buffer> {
  const { data, info } = await sharp(Buffer.from(svg)).flatten({ background: '#fff' }).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  const page = [[0, 0], [1, 0], [1, 1], [0, 1]] as const, wide = Math.round(width * 1.12), tall = Math.round(height * 1.1);
  const back = fitHomography(page.map(([x, y], k) => { const [dx, dy] = corners[k]!; return { from: { x: width * (0.06 + x + dx / 100), y: height * (0.05 + y + dy / 100) }, to: { x: x * width, y: y * height } }; }))!;
  const row = (y: number, us: Float64Array, vs: Float64Array): void => { for (let x = 0; x < us.length; x++) { const at = applyHomography(back, x, y); us[x] = at.x; vs[x] = at.y; } };
  const { print: drawn } = redrawnPlanes(greyPlanes({ width: info.width, height: info.height, pixels: new Uint8Array(data) }), { width: wide, height: tall, row }, () => 80);
  return sharp(drawn.pixels, { raw: { width: wide, height: tall, channels: 1 } }).rotate(turns * 90).jpeg({ quality: 80 }).toBuffer();
}

test.each([
  ['its black blocks', blocks, { marks }],
  ['all that is printed on an empty one', '', { reference: 'empty.png' }],
])('photos of a sheet without bubbles are read where %s say they lie', async (by, extra, registration) => {
  const own = path.join(folder, by.replaceAll(' ', '-')), file = (name: string): string => `${own}-${name}`;
  const sheet = sheetOf(width, height, { w: 1, h: 1 }, '#333', [], [], '准考证号', print + extra, regions);
  await writeFile(file('template.json'), JSON.stringify({ ...sheet.template, page: { width, height, widthMm: 210 }, registration: 'reference' in registration ? { reference: path.basename(file('empty.png')) } : registration }));
  await writeFile(file('empty.png'), await sharp(Buffer.from(sheet.svg({}))).flatten({ background: '#fff' }).png().toBuffer());
  const scans = await Promise.all(photos.map(async (one, k) => {
    const answers = written[k % written.length]!, lines = Array.from({ length: 5 }, (_, line) => text(165 + 9 * line, 590 + 83 * line, 36, '解：由题意可知该函数在区间上单调递增'));
    const filled = sheet.svg({}).replace('</svg>', `${fields.map((field) => text(places[field][0] + 12, places[field][1] + 34, 27, answers[field])).join('')}${lines.join('')}</svg>`);
    await writeFile(file(`${k}.jpg`), await photo(filled, one));
    return file(`${k}.jpg`);
  }));
  const run = await zhiyue(['read', '--lang', 'en', '--template', file('template.json'), '--out', file('out'), ...scans]);
  expect(run.code, run.stderr).toBe(0);
  const rows: Record<string, string>[] = parse(await readFile(path.join(file('out'), 'answers.csv')), { columns: true, bom: true });
  expect(rows.map((row) => Object.fromEntries(fields.map((field) => [field, row[field]])))).toEqual(photos.map((_, k) => written[k % written.length]));
});
