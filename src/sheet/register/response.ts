import type { Homography } from '../read/homography.ts';
import { fineness, type DarknessField } from './darkness.ts';
import type { Lattice } from './lattice.ts';

/** Where bubbles should lie in a field of darkness, in its pixels: middle, half sizes of the box and of the room around it. */
export interface Places { readonly count: number; readonly values: Float64Array }

const stride = 6;

/** Lays the bubbles named over the field. The boxes are taken upright: a turned bubble's bounding box is close enough for what is nearly round. */
export function placesOf(lattice: Lattice, map: Homography, indices: readonly number[]): Places {
  const values = new Float64Array(indices.length * stride);
  for (let k = 0, to = 0; k < indices.length; k++, to += stride) {
    const i = indices[k]!, x = lattice.x[i]!, y = lattice.y[i]!;
    const w = map[6]! * x + map[7]! * y + map[8]!;
    const u = (map[0]! * x + map[1]! * y + map[2]!) / w, v = (map[3]! * x + map[4]! * y + map[5]!) / w;
    const ux = Math.abs((map[0]! - u * map[6]!) / w), uy = Math.abs((map[1]! - u * map[7]!) / w);
    const vx = Math.abs((map[3]! - v * map[6]!) / w), vy = Math.abs((map[4]! - v * map[7]!) / w);
    values[to] = u; values[to + 1] = v;
    values[to + 2] = (ux * lattice.w[i]! + uy * lattice.h[i]!) / 2; values[to + 3] = (vx * lattice.w[i]! + vy * lattice.h[i]!) / 2;
    values[to + 4] = Math.max((ux * lattice.cellW[i]! + uy * lattice.cellH[i]!) / 2, values[to + 2]! + 1); values[to + 5] = Math.max((vx * lattice.cellW[i]! + vy * lattice.cellH[i]!) / 2, values[to + 3]! + 1);
    // The outline runs along the box's edge: both of its sides belong in.
    values[to + 2] = withOutline(values[to + 2]!, values[to + 4]!); values[to + 3] = withOutline(values[to + 3]!, values[to + 5]!);
  }
  return { count: indices.length, values };
}

function withOutline(half: number, room: number): number {
  return Math.min(half * 1.08 + 0.4, half + (room - half) * 0.3);
}

/** Sum over the places, all displaced by (dx, dy) pixels, of how much darker a bubble's box is than the room around it; places outside the field count nothing. */
export function response(field: DarknessField, places: Places, dx: number, dy: number): number {
  field.effort.boxes += places.count;
  return sumOver(field, places.values, 0, places.count * stride, dx, dy);
}

/** The same of one place. */
export function responseOf(field: DarknessField, places: Places, k: number, dx: number, dy: number): number {
  return sumOver(field, places.values, k * stride, (k + 1) * stride, dx, dy);
}

/** The same of each place by itself. */
export function responses(field: DarknessField, places: Places, dx: number, dy: number): Float64Array {
  return Float64Array.from({ length: places.count }, (_, k) => responseOf(field, places, k, dx, dy));
}

/** The heart of the search, called some million times a page: everything in one loop. */
function sumOver({ width, height, sums }: DarknessField, p: Float64Array, from: number, to: number, dx: number, dy: number): number {
  const s = width + 1;
  let sum = 0;
  for (let at = from; at < to; at += stride) {
    const x = p[at]! + dx + 0.5, y = p[at + 1]! + dy + 0.5, hw = p[at + 2]!, hh = p[at + 3]!, cw = p[at + 4]!, ch = p[at + 5]!;
    if (x - cw < 0.5 || y - ch < 0.5) continue;
    // Rounded, not cut: half a pixel less on all sides would shift what is found.
    const x1 = (x + cw) | 0, y1 = (y + ch) | 0;
    if (x1 > width || y1 > height) continue;
    const x0 = (x - cw) | 0, y0 = (y - ch) | 0;
    const bx0 = (x - hw) | 0, bx1 = (x + hw) | 0, by0 = (y - hh) | 0, by1 = (y + hh) | 0;
    const inner = (bx1 - bx0) * (by1 - by0), outer = (x1 - x0) * (y1 - y0) - inner;
    if (inner <= 0 || outer <= 0) continue;
    const lower = y1 * s, upper = y0 * s, boxLower = by1 * s, boxUpper = by0 * s;
    const cell = sums[lower + x1]! - sums[upper + x1]! - sums[lower + x0]! + sums[upper + x0]!;
    const box = sums[boxLower + bx1]! - sums[boxUpper + bx1]! - sums[boxLower + bx0]! + sums[boxUpper + bx0]!;
    sum += box / inner - (cell - box) / outer;
  }
  return sum / fineness;
}
