/** In a pool thread: a page by which somebody checks with a ruler that a printer keeps the size of what it prints. */
import PDFDocument from 'pdfkit';
import { z } from 'zod';
import { paperSizes, safeMargins } from '../../sheet/layout/paper.ts';
import { drawText, pointsPerMm } from '../../sheet/render/draw-ink.ts';
import { loadFonts, registerFonts, type SheetFonts } from '../../sheet/render/fonts.ts';

const inputSchema = z.strictObject({ page: z.enum(['A4', 'A3', 'Letter']) });
export type TestPageInput = z.infer<typeof inputSchema>;

const texts = [
  { text: '打印比例测试页', sizePt: 18, bold: true },
  { text: 'Printer scale test page', sizePt: 12, bold: false },
  { text: '打印时请选择“实际大小”或“100%”，不要选“适合页面”。', sizePt: 11, bold: false },
  { text: 'Print at “Actual size” or “100 %”, never “Fit to page”.', sizePt: 10, bold: false },
  { text: '用直尺量：横、竖两条标尺的 100 mm 都应在 99–101 mm 之间；四角的角标应完整可见。', sizePt: 11, bold: false },
  { text: 'With a ruler: 100 mm on both scales should measure 99 to 101 mm, and all four corner marks should be there.', sizePt: 10, bold: false },
  { text: '量得 90–110 mm 时答题卡仍能识别；超出此范围请先更正打印设置。', sizePt: 11, bold: false },
  { text: 'Sheets are still read from 90 to 110 mm; beyond that, mend the settings of the printer first.', sizePt: 10, bold: false },
];

export async function testPageJob(input: unknown): Promise<{ readonly pdf: Uint8Array }> {
  const { page } = inputSchema.parse(input);
  const { width, height } = paperSizes[page];
  const fonts = loadFonts();
  const doc = new PDFDocument({
    size: [width * pointsPerMm, height * pointsPerMm], margin: 0, pdfVersion: '1.7', lang: 'zh-CN',
    info: { Title: `打印比例测试页 Printer scale test page ${page}`, Producer: 'Zhiyue Station', Creator: 'Zhiyue Station', CreationDate: new Date(Date.UTC(2020, 0, 1)) },
  });
  registerFonts(doc);
  const chunks: Uint8Array[] = [];
  const finished = new Promise<void>((resolve, reject) => {
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  drawPage(doc, fonts, page);
  doc.end();
  await finished;
  return { pdf: new Uint8Array(Buffer.concat(chunks)) };
}

function drawPage(doc: PDFKit.PDFDocument, fonts: SheetFonts, page: TestPageInput['page']): void {
  const { width, height } = paperSizes[page];
  const margin = safeMargins(page);
  for (const x of [margin.x, width - margin.x]) for (const y of [margin.y, height - margin.y]) drawCorner(doc, x, y, x < width / 2 ? 1 : -1, y < height / 2 ? 1 : -1);
  const across = { x: margin.x + 15, y: margin.y + 22 };
  drawRuler(doc, fonts, across, Math.floor((width - 2 * margin.x - 30) / 10) * 10, 'across');
  drawRuler(doc, fonts, { x: margin.x + 8, y: margin.y + 35 }, Math.floor((height - 2 * margin.y - 50) / 10) * 10, 'down');
  const left = margin.x + 28;
  let y = margin.y + 45;
  for (const { text, sizePt, bold } of texts) {
    drawText(doc, fonts, { x: left, y, w: width - left - margin.x - 5, h: 14, text, sizePt, bold, top: true, maxLines: 2 }, '#000000');
    y += bold ? 11 : 14;
  }
  drawText(doc, fonts, { x: left, y: y + 4, w: 80, h: 6, text: `${page} · ${width} × ${height} mm`, sizePt: 9, top: true, maxLines: 1 }, '#444444');
  // What a sheet's own squares measure.
  doc.rect(left * pointsPerMm, (y + 16) * pointsPerMm, 50 * pointsPerMm, 50 * pointsPerMm).lineWidth(0.5).strokeColor('#000000').stroke();
  drawText(doc, fonts, { x: left, y: y + 16, w: 50, h: 50, text: '50 × 50 mm', sizePt: 10, align: 'center', maxLines: 1 }, '#000000');
}

function drawCorner(doc: PDFKit.PDFDocument, x: number, y: number, right: 1 | -1, down: 1 | -1): void {
  const mm = (value: number): number => value * pointsPerMm;
  doc.moveTo(mm(x + right * 10), mm(y)).lineTo(mm(x), mm(y)).lineTo(mm(x), mm(y + down * 10)).lineWidth(mm(0.4)).strokeColor('#000000').stroke();
}

/** A tick each millimetre, a longer one every five, a figure every ten. */
function drawRuler(doc: PDFKit.PDFDocument, fonts: SheetFonts, from: { readonly x: number; readonly y: number }, lengthMm: number, way: 'across' | 'down'): void {
  const mm = (value: number): number => value * pointsPerMm;
  const line = (x1: number, y1: number, x2: number, y2: number): PDFKit.PDFDocument => doc.moveTo(mm(from.x + x1), mm(from.y + y1)).lineTo(mm(from.x + x2), mm(from.y + y2));
  doc.lineWidth(mm(0.15)).strokeColor('#000000');
  for (let at = 0; at <= lengthMm; at++) {
    const tick = at % 10 === 0 ? 6 : at % 5 === 0 ? 4 : 2.5;
    if (way === 'across') line(at, 0, at, tick).stroke();
    else line(0, at, tick, at).stroke();
  }
  if (way === 'across') line(0, 0, lengthMm, 0).stroke();
  else line(0, 0, 0, lengthMm).stroke();
  for (let at = 0; at <= lengthMm; at += 10) {
    const box = way === 'across' ? { x: from.x + at - 5, y: from.y + 6.5, w: 10, h: 4 } : { x: from.x + 6.5, y: from.y + at - 2, w: 9, h: 4 };
    drawText(doc, fonts, { ...box, text: String(at), sizePt: 7, align: way === 'across' ? 'center' : 'left', maxLines: 1 }, '#000000');
  }
}
