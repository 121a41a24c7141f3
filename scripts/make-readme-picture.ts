/** Draws `docs/images/station.png`: a scan of the example as the reader sees it, beside scores and exceptions of `npm run demo` (run that first). `node scripts/make-readme-picture.ts` */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createRequire } from 'node:module';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import { parse } from 'csv-parse/sync';
import PdfDocument from 'pdfkit';
import sharp from 'sharp';
import { parseExamText } from '../src/exam/exam-file.ts';
import { layoutsOf } from '../src/sheet/layout/layout-exam.ts';
import { createCodeReader } from '../src/sheet/read/codes.ts';
import { applyHomography } from '../src/sheet/read/homography.ts';
import { indexLayouts } from '../src/sheet/read/layout-index.ts';
import { readPage } from '../src/sheet/read/read-page.ts';
import { register } from '../src/sheet/read/register.ts';
import { loadFonts } from '../src/sheet/render/fonts.ts';
import { decodePage } from '../src/station/images/decode.ts';

const root = path.resolve(import.meta.dirname, '..');
const scanName = '0039.jpg';
const scan = path.join(root, 'resources/example/scans', scanName);
const green = '#12805c', amber = '#d9480f', blue = '#1864ab';

const exam = parseExamText(await readFile(path.join(root, 'resources/example/exam.json'), 'utf8'));
const layouts = layoutsOf(exam);
const index = indexLayouts([layouts.blank, layouts.personal]);
const codes = createCodeReader(await readFile(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')));
const { image } = await decodePage(scan, { page: 1 });
const reading = await readPage(image, { layouts: index, codes });
const { registration } = await register(image, index, codes);
const known = index.pages.find(({ layout }) => layout.version === reading.identity.layoutVersion);
if (!registration || !known) throw new Error(`${scanName} could not be read`);

const fonts = loadFonts();
const wide = 875, high = 560, scanHigh = 530;
const document = new PdfDocument({ size: [wide, high], margin: 0, compress: true });
const chunks: Buffer[] = [];
document.on('data', (chunk: Buffer) => chunks.push(chunk));
const finished = new Promise<void>((resolve) => { document.on('end', () => { resolve(); }); });
document.registerFont('regular', fonts.regular.bytes);
document.registerFont('bold', fonts.bold.bytes);
document.rect(0, 0, wide, high).fill('#f1f3f5');

const scale = scanHigh / image.height;
const left = 15, top = 15;
document.image(await sharp(scan).jpeg({ quality: 85 }).toBuffer(), left, top, { width: image.width * scale, height: scanHigh });
const quad = (corners: readonly { x: number; y: number }[], colour: string, width: number): void => {
  const points = corners.map(({ x, y }): [number, number] => [left + x * scale, top + y * scale]);
  document.polygon(...points).lineWidth(width).stroke(colour);
};
for (const { field, chosen, doubt } of reading.items) {
  for (const { x, y, w, h } of known.page.bubbles.filter((bubble) => bubble.field === field && chosen.includes(bubble.value))) {
    const corners = [[x, y], [x + w, y], [x + w, y + h], [x, y + h]].map(([cx = 0, cy = 0]) => applyHomography(registration.map, cx, cy));
    quad(corners, doubt === null ? green : amber, 1.1);
  }
}
for (const region of reading.regions) if (region.kind !== 'header') quad(region.corners, region.kind === 'item' ? amber : blue, 0.9);

const rows = async (file: string): Promise<Record<string, string>[]> => parse(await readFile(path.join(root, 'demo-output', file)), { columns: true });
const x = left + image.width * scale + 18, w = wide - x - 15;
let y = 18;
const card = (title: string, lines: readonly (readonly [string, number, string?])[][], rowHigh: number): void => {
  const cardHigh = 30 + lines.length * rowHigh + 6;
  document.roundedRect(x, y, w, cardHigh, 5).fill('#ffffff');
  document.font('bold').fontSize(11).fillColor('#212529').text(title, x + 12, y + 9, { lineBreak: false });
  lines.forEach((line, row) => {
    for (const [text, dx, colour] of line) document.font('regular').fontSize(8.5).fillColor(colour ?? '#343a40').text(text, x + 12 + dx, y + 29 + row * rowHigh, { lineBreak: false });
  });
  y += cardHigh + 12;
};
const status: Record<string, readonly [string, string]> = { 'awaiting-marks': ['已评客观题', green], review: ['有待核对', amber], absent: ['缺考', '#868e96'], graded: ['已评', green] };
const scores = (await rows('scores.csv')).slice(5, 18);
card(`成绩　${exam.title}`, scores.map((row) => {
  const [label, colour] = status[row['status'] ?? ''] ?? [row['status'] ?? '', '#343a40'];
  return [[row['candidate_no'] ?? '', 0], [row['name'] ?? '', 70], [row['class'] ?? '', 125], [row['total'] ?? '', 195], [label, 235, colour]];
}), 16);
const kinds: Record<string, string> = { doubtful: '存疑', 'unknown-candidate': '考号有误', duplicate: '重复', 'blank-page': '白页', 'foreign-page': '别的考试', absent: '缺考', 'missing-page': '缺页', unreadable: '无法识别' };
const exceptions = (await rows('exceptions.csv')).filter((row, at, all) => row['kind'] !== 'doubtful' || all.findIndex((other) => other['detail'] === row['detail']) === at).slice(0, 12);
card('待核对', exceptions.map((row) => [[row['source_file'] ?? '', 0], [row['candidate_no'] ?? '', 52], [kinds[row['kind'] ?? ''] ?? row['kind'] ?? '', 112, amber], [/^\d+$/.test(row['field'] ?? '') ? `第 ${row['field']} 题` : '', 165], [row['detail'] ?? '', 210, '#495057']]), 15.5);
document.end();
await finished;

const pdfium = await PDFiumLibrary.init();
const page = (await pdfium.loadDocument(Buffer.concat(chunks))).getPage(0);
const { data, width, height } = await page.render({ scale: 130 / 72, render: async (options) => options.data });
await sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha().png({ palette: true, colours: 64, effort: 10 }).toFile(path.join(root, 'docs/images/station.png'));
