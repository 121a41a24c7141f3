import { written } from '../pixels/memory.ts';
import { applyHomography, jacobianAt, type Homography } from '../read/homography.ts';
import { fineness, type DarknessField } from './darkness.ts';
import type { Fold, Lattice } from './lattice.ts';

/** On which side of the rows something is printed that is no bubble: question numbers, which stand to the left of the first one. Told by the rows' ends beside which no other block stands. Null where neither has clearly more. */
export function numberedSide(field: DarknessField, lattice: Lattice, map: Homography): 'left' | 'right' | null {
  const lefts = lattice.rows.filter(({ leftEnd }) => leftEnd), rights = lattice.rows.filter(({ rightEnd }) => rightEnd);
  if (lefts.length === 0 || rights.length === 0) return null;
  const left = lefts.reduce((sum, { first }) => sum + printAt(field, lattice, map, first, -1), 0) / lefts.length;
  const right = rights.reduce((sum, { last }) => sum + printAt(field, lattice, map, last, 1), 0) / rights.length;
  const clearly = (more: number, less: number): boolean => more >= 1.6 * Math.max(0, less) + 1.5;
  return clearly(right, left) ? 'right' : clearly(left, right) ? 'left' : null;
}

/** How much darker the numbers of two digits and more are than those of one, as a share of what all are, where the page lies so; null where there are not several of both. */
export function numbersFit(field: DarknessField, lattice: Lattice, map: Homography): number | null {
  const [short, long] = [lattice.rows.filter(({ digits }) => digits === 1), lattice.rows.filter(({ digits }) => digits > 1)];
  if (Math.min(short.length, long.length) < severalRows) return null;
  const mean = (rows: Lattice['rows']): number => rows.reduce((sum, { first }) => sum + darknessAt(field, lattice, map, first, -1), 0) / rows.length;
  const one = mean(short), more = mean(long);
  return (more - one) / Math.max(0.5, (one + more) / 2);
}

const severalRows = 3;

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
  const gap = lattice.cellH[beside]!, thin = 0.3 * gap;
  return darknessAt(field, lattice, map, beside, side) - (darknessAt(field, lattice, map, beside, side, -gap / 2, thin) + darknessAt(field, lattice, map, beside, side, gap / 2, thin)) / 2;
}

/** Mean darkness of the room of one bubble that lies a gap to one side of another; `down`: so much further down, `height`: so high. */
function darknessAt(field: DarknessField, lattice: Lattice, map: Homography, beside: number, side: -1 | 1, down = 0, height = lattice.h[beside]!): number {
  const x = lattice.x[beside]! + side * lattice.cellW[beside]!, y = lattice.y[beside]! + down;
  const c = applyHomography(map, x, y), j = jacobianAt(map, x, y);
  const hw = (Math.abs(j.ux) * lattice.cellW[beside]! + Math.abs(j.uy) * height) / 2, hh = (Math.abs(j.vx) * lattice.cellW[beside]! + Math.abs(j.vy) * height) / 2;
  const x0 = Math.max(0, Math.round(c.x - hw)), x1 = Math.min(field.width, Math.round(c.x + hw)), y0 = Math.max(0, Math.round(c.y - hh)), y1 = Math.min(field.height, Math.round(c.y + hh));
  if (x1 <= x0 || y1 <= y0) return 0;
  const s = field.width + 1, sums = written('sums', field.sums);
  return (sums[y1 * s + x1]! - sums[y0 * s + x1]! - sums[y1 * s + x0]! + sums[y0 * s + x0]!) / ((x1 - x0) * (y1 - y0) * fineness);
}
