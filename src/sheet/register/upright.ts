import { applyHomography, jacobianAt, type Homography } from '../read/homography.ts';
import { fineness, type DarknessField } from './darkness.ts';
import type { Lattice } from './lattice.ts';

/** Which way up a page lies whose bubbles look the same half turned around, as its question numbers tell: they are printed to the left of the first bubble. Null where there are none, or the bubbles tell it anyway. */
export function upByNumbers(field: DarknessField, lattice: Lattice, map: Homography): 'upright' | 'around' | null {
  if (lattice.rows.length === 0 || lattice.turnsAbout === null) return null;
  let left = 0, right = 0;
  for (const { first, last } of lattice.rows) {
    left += darknessAt(field, lattice, map, first, -1);
    right += darknessAt(field, lattice, map, last, 1);
  }
  const clearly = (more: number, less: number): boolean => more >= 1.6 * less + 1.5 * lattice.rows.length;
  return clearly(right, left) ? 'around' : clearly(left, right) ? 'upright' : null;
}

/** The map of the page turned half around a point of it. */
export function halfTurned(map: Homography, centre: { readonly x: number; readonly y: number }): Homography {
  return Float64Array.of(-map[0]!, -map[1]!, 2 * (map[0]! * centre.x + map[1]! * centre.y) + map[2]!, -map[3]!, -map[4]!, 2 * (map[3]! * centre.x + map[4]! * centre.y) + map[5]!, -map[6]!, -map[7]!, 2 * (map[6]! * centre.x + map[7]! * centre.y) + map[8]!);
}

/** Mean darkness of the room of one bubble that lies a gap to one side of another. */
function darknessAt(field: DarknessField, lattice: Lattice, map: Homography, beside: number, side: -1 | 1): number {
  const x = lattice.x[beside]! + side * lattice.cellW[beside]!, y = lattice.y[beside]!;
  const c = applyHomography(map, x, y), j = jacobianAt(map, x, y);
  const hw = (Math.abs(j.ux) * lattice.cellW[beside]! + Math.abs(j.uy) * lattice.h[beside]!) / 2, hh = (Math.abs(j.vx) * lattice.cellW[beside]! + Math.abs(j.vy) * lattice.h[beside]!) / 2;
  const x0 = Math.max(0, Math.round(c.x - hw)), x1 = Math.min(field.width, Math.round(c.x + hw)), y0 = Math.max(0, Math.round(c.y - hh)), y1 = Math.min(field.height, Math.round(c.y + hh));
  if (x1 <= x0 || y1 <= y0) return 0;
  const s = field.width + 1;
  return (field.sums[y1 * s + x1]! - field.sums[y0 * s + x1]! - field.sums[y1 * s + x0]! + field.sums[y0 * s + x0]!) / ((x1 - x0) * (y1 - y0) * fineness);
}
