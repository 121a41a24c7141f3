/**
 * Paper, its safe area, and what stands on every page: anchors, the two machine codes, the columns between them.
 * A printer may scale a page by 90 to 110 % about its centre and shift it by 5 mm: what is needed for reading stays inside `safeMargins`.
 */
import type { PaperSize } from '../../exam/exam.ts';
import type { LayoutAnchor } from '../layout.ts';
import { hundredths, type BoxMm } from './shapes.ts';

const largestScale = 1.1;
const largestShiftMm = 5;
export const anchorMm = 6;
/** White around each anchor. */
export const anchorQuietMm = 2.5;
/** White around each code: four modules of the coarsest symbol that is used (21 modules on 16 mm). */
const codeQuietMm = 3.1;
const headCodeMm = 16;
const footCodeMm = 14;
/** Longest gap between anchors that still maps a bent page well. */
const anchorGapMm = 150;
/** The top and bottom of a portrait page have no room for an anchor in the middle, and are short enough without. */
const shortEdgeMm = 190;

export const paperSizes: Readonly<Record<PaperSize, { readonly width: number; readonly height: number; readonly columns: number }>> = {
  A4: { width: 210, height: 297, columns: 1 },
  A3: { width: 420, height: 297, columns: 2 },
  Letter: { width: 215.9, height: 279.4, columns: 1 },
};

function safeMargin(sideMm: number): number {
  const half = sideMm / 2;
  return Math.ceil((half - (half - largestShiftMm) / largestScale + 0.2) * 2) / 2;
}

/** Distance that everything needed for reading keeps from the page's edges, in millimetres. */
export function safeMargins(paper: PaperSize): { readonly x: number; readonly y: number } {
  const { width, height } = paperSizes[paper];
  return { x: safeMargin(width), y: safeMargin(height) };
}

function positions(first: number, last: number): number[] {
  const gap = last - first;
  const steps = gap < shortEdgeMm ? 1 : Math.ceil(gap / anchorGapMm);
  return Array.from({ length: steps + 1 }, (_, i) => hundredths(first + (gap * i) / steps));
}

/** Anchors at the corners and along the edges; the top left one is the ring. */
export function pageAnchors(paper: PaperSize): LayoutAnchor[] {
  const { width, height } = paperSizes[paper];
  const margin = safeMargins(paper);
  const left = margin.x, right = hundredths(width - margin.x - anchorMm);
  const top = margin.y, bottom = hundredths(height - margin.y - anchorMm);
  const spots = [
    ...positions(left, right).flatMap(x => [{ x, y: top }, { x, y: bottom }]),
    ...positions(top, bottom).slice(1, -1).flatMap(y => [{ x: left, y }, { x: right, y }]),
  ];
  return spots
    .sort((a, b) => a.y - b.y || a.x - b.x)
    .map(({ x, y }) => ({ kind: x === left && y === top ? 'ring' as const : 'square' as const, x, y, w: anchorMm, h: anchorMm }));
}

export interface PageFrame {
  readonly paper: PaperSize;
  readonly width: number;
  readonly height: number;
  /** Machine codes: top right, and bottom left. */
  readonly codes: readonly BoxMm[];
  /** Title and what stands below it, centred on the page. */
  readonly head: BoxMm;
  /** Page number and reminder, centred on the page. */
  readonly foot: BoxMm;
  /** Where questions go: filled from left to right. */
  readonly columns: readonly BoxMm[];
}

export function pageFrame(paper: PaperSize): PageFrame {
  const { width, height, columns } = paperSizes[paper];
  const margin = safeMargins(paper);
  const left = margin.x + anchorMm + anchorQuietMm + 0.5;
  const right = width - left;
  const headCode = { x: right - headCodeMm - 0.6, y: margin.y, w: headCodeMm, h: headCodeMm };
  const footCode = { x: left + 0.6, y: height - margin.y - footCodeMm, w: footCodeMm, h: footCodeMm };
  const top = margin.y + headCodeMm + codeQuietMm;
  const bottom = height - margin.y - footCodeMm - codeQuietMm;
  // On wide paper anchors stand in the middle of the top edge: the title stays between them.
  const middle = pageAnchors(paper).filter(anchor => anchor.y === margin.y).map(anchor => anchor.x + anchorMm).filter(x => x < width / 2);
  const headLeft = Math.max(width - headCode.x + codeQuietMm + 0.4, Math.max(...middle) + anchorQuietMm + 0.5);
  const gutter = 8;
  const columnWidth = (right - left - gutter * (columns - 1)) / columns;
  return {
    paper, width, height,
    codes: [headCode, footCode],
    head: { x: headLeft, y: margin.y, w: width - 2 * headLeft, h: headCodeMm },
    foot: { x: headLeft, y: footCode.y, w: width - 2 * headLeft, h: footCodeMm },
    columns: Array.from({ length: columns }, (_, i) => ({ x: left + i * (columnWidth + gutter), y: top, w: columnWidth, h: bottom - top })),
  };
}
