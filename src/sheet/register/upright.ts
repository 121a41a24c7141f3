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

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The middle one: a teacher's ticks beside some rows are no numbers. */
export function usual(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b), half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

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
export function printAt(field: DarknessField, lattice: Lattice, map: Homography, beside: number, side: -1 | 1): number {
  if (lattice.ruled[beside] === 1) return darknessAt(field, lattice, map, beside, side);
  const gap = lattice.cellH[beside]!, thin = 0.3 * gap;
  return darknessAt(field, lattice, map, beside, side) - (darknessAt(field, lattice, map, beside, side, -gap / 2, thin) + darknessAt(field, lattice, map, beside, side, gap / 2, thin)) / 2;
}

/** Mean darkness of the room of one bubble that lies a gap to one side of another; `down`: so much further down, `height`: so high. */
export function darknessAt(field: DarknessField, lattice: Lattice, map: Homography, beside: number, side: -1 | 1, down = 0, height = lattice.h[beside]!): number {
  // Between the lines of a table.
  const share = lattice.ruled[beside] === 1 ? within : 1;
  return darknessIn(field, map, lattice.x[beside]! + side * lattice.cellW[beside]!, lattice.y[beside]! + down, share * lattice.cellW[beside]!, share * height);
}

/** Share of a cell in which its lines are not. */
export const within = 0.7;

/** From the first to the last of a row of strips that have ink: so much of what the darkest has over the paper. */
export function inkSpan(strips: readonly number[], paper: number): { readonly from: number; readonly to: number } {
  const least = paper + inked * (Math.max(...strips) - paper), isInked = (darkness: number): boolean => darkness >= least;
  return { from: strips.findIndex(isInked), to: strips.findLastIndex(isInked) + 1 };
}

const inked = 0.3;

/** Mean darkness of a box of the page around (x, y), in page units. */
export function darknessIn(field: DarknessField, map: Homography, x: number, y: number, w: number, h: number): number {
  const c = applyHomography(map, x, y), j = jacobianAt(map, x, y);
  const hw = (Math.abs(j.ux) * w + Math.abs(j.uy) * h) / 2, hh = (Math.abs(j.vx) * w + Math.abs(j.vy) * h) / 2;
  const x0 = Math.max(0, Math.round(c.x - hw)), x1 = Math.min(field.width, Math.round(c.x + hw)), y0 = Math.max(0, Math.round(c.y - hh)), y1 = Math.min(field.height, Math.round(c.y + hh));
  return meanDarkness(asMade('sums', field.sums), field.width, x0, y0, x1, y1);
}
