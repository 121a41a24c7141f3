import { asMade } from '../pixels/memory.ts';
import { applyHomography, jacobianAt, type Homography } from '../read/homography.ts';
import { meanDarkness, type DarknessField } from './darkness.ts';
import type { Fold, Lattice } from './lattice.ts';

/** On which side of the rows something is printed that is no bubble: question numbers, which stand to the left of the first one. Told by the rows' ends beside which no other block stands. Null where neither has clearly more, both in all and in most rows: ticks stand beside some, and a streak of dirt beside all. */
export function numberedSide(field: DarknessField, lattice: Lattice, map: Homography): 'left' | 'right' | null {
  const lefts = lattice.rows.filter(({ leftEnd }) => leftEnd), rights = lattice.rows.filter(({ rightEnd }) => rightEnd);
  if (lefts.length === 0 || rights.length === 0) return null;
  const left = lefts.map(({ first }) => printAt(field, lattice, map, first, -1)), right = rights.map(({ last }) => printAt(field, lattice, map, last, 1));
  const clearly = (more: number, less: number): boolean => more >= 1.6 * Math.max(0, less) + 1.5;
  const sideBy = (of: (all: readonly number[]) => number): 'left' | 'right' | null => (clearly(of(right), of(left)) ? 'right' : clearly(of(left), of(right)) ? 'left' : null);
  const side = sideBy(mean);
  return side === sideBy(usual) ? side : null;
}

/** How much darker the numbers of two digits and more are than those of one, as a share of what all are, where the page lies so; 0 where nothing is printed beside the one or the other, whatever bands the rows lie on; null where there are not several of both. On some sheets they stand to the right of their rows. */
export function numbersFit(field: DarknessField, lattice: Lattice, map: Homography, side: 'left' | 'right' = 'left'): number | null {
  const [short, long] = [lattice.rows.filter(({ digits }) => digits === 1), lattice.rows.filter(({ digits }) => digits > 1)];
  if (Math.min(short.length, long.length) < severalRows) return null;
  const beside = (rows: Lattice['rows'], measure: typeof printAt): number => usual(rows.map(({ first, last }) => (side === 'left' ? measure(field, lattice, map, first, -1) : measure(field, lattice, map, last, 1))));
  if (Math.min(beside(short, printAt), beside(long, printAt)) < leastPrint) return 0;
  const one = beside(short, darknessAt), more = beside(long, darknessAt);
  return (more - one) / Math.max(0.5, (one + more) / 2);
}

/** Grey levels by which it must be darker beside a row than between the rows for a number to be there: pale ones, and of pages that are blurred to 100 dpi, have 1.4 and more, bare paper 0.13 at most, rows on bands less than nothing on either. */
const leastPrint = 0.4;

/** Rows of numbers of which one may be read wrongly. */
export const severalRows = 3;

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The middle one: a teacher's ticks beside some rows are no numbers. */
export function usual(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b), half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Whether its numbers say that the page lies so: on right pages 0.4 and more, beside other numbers 0 and less. */
export function isNumbered(field: DarknessField, lattice: Lattice, map: Homography): boolean {
  return (numbersFit(field, lattice, map) ?? 0) >= leastFit;
}

/** How much darker question numbers of two digits must be than those of one. */
export const leastFit = 0.25;

/** The map of the page folded so. */
export function folded(map: Homography, { x, y, about }: Fold): Homography {
  const out = new Float64Array(9);
  for (let r = 0; r < 9; r += 3) {
    out[r] = x * map[r]!;
    out[r + 1] = y * map[r + 1]!;
    out[r + 2] = (1 - x) * about.x * map[r]! + (1 - y) * about.y * map[r + 1]! + map[r + 2]!;
  }
  return out;
}

/** How much darker it is beside a row than beside the paper between it and the next ones: a frame's line that runs along all rows is no number. */
function printAt(field: DarknessField, lattice: Lattice, map: Homography, beside: number, side: -1 | 1): number {
  if (lattice.ruled[beside] === 1) return darknessAt(field, lattice, map, beside, side);
  const gap = lattice.cellH[beside]!, thin = 0.3 * gap;
  return darknessAt(field, lattice, map, beside, side) - (darknessAt(field, lattice, map, beside, side, -gap / 2, thin) + darknessAt(field, lattice, map, beside, side, gap / 2, thin)) / 2;
}

/** Mean darkness of the room of one bubble that lies a gap to one side of another; `down`: so much further down, `height`: so high. */
function darknessAt(field: DarknessField, lattice: Lattice, map: Homography, beside: number, side: -1 | 1, down = 0, height = lattice.h[beside]!): number {
  // Between the lines of a table.
  const share = lattice.ruled[beside] === 1 ? within : 1;
  return darknessIn(field, map, lattice.x[beside]! + side * lattice.cellW[beside]!, lattice.y[beside]! + down, share * lattice.cellW[beside]!, share * height);
}

/** Share of a cell in which its lines are not. */
const within = 0.7;

/** Mean darkness of a box of the page around (x, y), in page units. */
export function darknessIn(field: DarknessField, map: Homography, x: number, y: number, w: number, h: number): number {
  const c = applyHomography(map, x, y), j = jacobianAt(map, x, y);
  const hw = (Math.abs(j.ux) * w + Math.abs(j.uy) * h) / 2, hh = (Math.abs(j.vx) * w + Math.abs(j.vy) * h) / 2;
  const x0 = Math.max(0, Math.round(c.x - hw)), x1 = Math.min(field.width, Math.round(c.x + hw)), y0 = Math.max(0, Math.round(c.y - hh)), y1 = Math.min(field.height, Math.round(c.y + hh));
  return meanDarkness(asMade('sums', field.sums), field.width, x0, y0, x1, y1);
}
