/** Draws planned ink and bubbles with pdfkit; coordinates come in millimetres from the top left corner. */
import type { LayoutAnchor, LayoutBubble } from '../layout.ts';
import type { BoxMm, Ink, SampleInk } from '../layout/shapes.ts';
import type { CodeModules } from './code-modules.ts';
import { fitText, printable } from './fit-text.ts';
import { type SheetFonts, chooseFont } from './fonts.ts';

export const pointsPerMm = 72 / 25.4;
const pt = (mm: number): number => Math.round(mm * pointsPerMm * 1000) / 1000;

/** The centre of Chinese characters and figures lies about this far above the baseline, in ems. */
const centreEm = 0.37;
const bubbleLine = { widthMm: 0.2, color: '#555555' } as const;
const bubbleValue = { sizePt: 6.5, color: '#999999' } as const;

function grey(level: number): string {
  const byte = Math.round(level * 255).toString(16).padStart(2, '0');
  return `#${byte}${byte}${byte}`;
}

interface TextBox extends BoxMm {
  readonly text: string;
  readonly sizePt: number;
  readonly bold?: boolean;
  readonly align?: 'left' | 'center' | 'right';
  readonly top?: boolean;
  readonly maxLines?: number;
  readonly leading?: number;
  /** Print that is smaller helps nobody: then it is cut. */
  readonly leastPt?: number;
}

export function drawText(doc: PDFKit.PDFDocument, fonts: SheetFonts, box: TextBox, color: string): void {
  const metrics = box.bold === true ? fonts.bold : fonts.regular;
  const text = printable(box.maxLines === 1 ? box.text.replaceAll('\n', ' ') : box.text, metrics);
  const { lines, sizePt, lineHeightPt } = fitText(text, {
    widthPt: pt(box.w), heightPt: pt(box.h), sizePt: box.sizePt, maxLines: box.maxLines ?? 50, ...(box.leading === undefined ? {} : { leading: box.leading }), ...(box.leastPt === undefined ? {} : { leastPt: box.leastPt }),
  }, metrics);
  const blockPt = lines.length * lineHeightPt;
  const topPt = pt(box.y) + (box.top === true ? 0 : (pt(box.h) - blockPt) / 2);
  doc.fontSize(sizePt).fillColor(color);
  lines.forEach((line, i) => {
    if (line === '') return;
    const spare = pt(box.w) - metrics.width(line) * sizePt;
    let x = pt(box.x) + (box.align === 'center' ? spare / 2 : box.align === 'right' ? spare : 0);
    for (const run of metrics.runs(line)) {
      chooseFont(doc, run);
      // Named features, even none, keep pdfkit from laying out each word by itself.
      doc.text(run.text, x, topPt + (i + 0.5) * lineHeightPt + centreEm * sizePt, { lineBreak: false, baseline: 'alphabetic', ...(run.shaped ? { features: [] } : {}) });
      x += run.widthEm * sizePt;
    }
  });
}

function capsule(doc: PDFKit.PDFDocument, box: BoxMm): void {
  // The line's outer edge, not its middle, is the box.
  const inset = bubbleLine.widthMm / 2;
  const h = box.h - 2 * inset;
  doc.roundedRect(pt(box.x + inset), pt(box.y + inset), pt(box.w - 2 * inset), pt(h), pt(h / 2)).lineWidth(pt(bubbleLine.widthMm)).strokeColor(bubbleLine.color).stroke();
}

export function drawBubble(doc: PDFKit.PDFDocument, fonts: SheetFonts, bubble: LayoutBubble): void {
  capsule(doc, bubble);
  drawText(doc, fonts, { ...bubble, text: bubble.value, sizePt: bubbleValue.sizePt, align: 'center', maxLines: 1 }, bubbleValue.color);
}

export function drawAnchor(doc: PDFKit.PDFDocument, anchor: LayoutAnchor): void {
  doc.rect(pt(anchor.x), pt(anchor.y), pt(anchor.w), pt(anchor.h)).fillColor('#000000').fill();
  if (anchor.kind === 'square') return;
  const hole = anchor.w * 0.4;
  doc.rect(pt(anchor.x + (anchor.w - hole) / 2), pt(anchor.y + (anchor.h - hole) / 2), pt(hole), pt(hole)).fillColor('#ffffff').fill();
}

/** The symbol fills the box; rows of modules are drawn as one path, so that no seams show between them. */
export function drawCode(doc: PDFKit.PDFDocument, code: CodeModules, box: BoxMm): void {
  const module = box.w / code.size;
  for (const { x, y, length } of code.runs) doc.rect(pt(box.x + x * module), pt(box.y + y * module), pt(length * module), pt(module));
  doc.fillColor('#000000').fill();
}

function drawSample(doc: PDFKit.PDFDocument, sample: SampleInk): void {
  const { x, y, w, h } = sample;
  capsule(doc, sample);
  doc.lineWidth(pt(0.45)).strokeColor('#000000').lineCap('round').lineJoin('round');
  if (sample.mark === 'filled') doc.roundedRect(pt(x + 0.1), pt(y + 0.1), pt(w - 0.2), pt(h - 0.2), pt(h / 2 - 0.1)).fillColor('#111111').fill();
  else if (sample.mark === 'tick') doc.moveTo(pt(x + 1.3), pt(y + 1.7)).lineTo(pt(x + 2.2), pt(y + 2.7)).lineTo(pt(x + 3.9), pt(y + 0.5)).stroke();
  else if (sample.mark === 'cross') doc.moveTo(pt(x + 1.4), pt(y + 0.6)).lineTo(pt(x + 3.6), pt(y + 2.8)).moveTo(pt(x + 3.6), pt(y + 0.6)).lineTo(pt(x + 1.4), pt(y + 2.8)).stroke();
  else if (sample.mark === 'dot') doc.circle(pt(x + w / 2), pt(y + h / 2), pt(0.6)).fillColor('#111111').fill();
  else doc.moveTo(pt(x + 1), pt(y + h / 2)).lineTo(pt(x + w - 1), pt(y + h / 2)).stroke();
}

/** Draws everything that is the same on every candidate's sheet; `person` ink is left out. */
export function drawInk(doc: PDFKit.PDFDocument, fonts: SheetFonts, ink: Ink): void {
  switch (ink.kind) {
    case 'person': return;
    case 'text': drawText(doc, fonts, ink, grey(ink.grey ?? 0)); return;
    case 'sample': drawSample(doc, ink); return;
    case 'line':
      doc.moveTo(pt(ink.x1), pt(ink.y1)).lineTo(pt(ink.x2), pt(ink.y2)).lineWidth(pt(ink.widthMm)).strokeColor(grey(ink.grey ?? 0)).stroke();
      return;
    case 'frame': {
      doc.roundedRect(pt(ink.x), pt(ink.y), pt(ink.w), pt(ink.h), pt(ink.radius ?? 0)).lineWidth(pt(ink.widthMm)).strokeColor(grey(ink.grey ?? 0));
      if (ink.fill === undefined) doc.stroke();
      else doc.fillColor(grey(ink.fill)).fillAndStroke();
    }
  }
}
