/** Maps of the page into a picture, changed. */
import { applyHomography, type Homography } from '../read/homography.ts';
import type { Lattice } from './lattice.ts';

/** Pixels from one bubble to the next, across and down, at the page's middle. */
export function gapPx(lattice: Lattice, map: Homography): { x: number; y: number } {
  const cx = lattice.width / 2, cy = lattice.height / 2;
  const o = applyHomography(map, cx, cy), right = applyHomography(map, cx + lattice.gapX, cy), below = applyHomography(map, cx, cy + lattice.gapY);
  return { x: Math.max(Math.abs(right.x - o.x), Math.abs(below.x - o.x), 2), y: Math.max(Math.abs(right.y - o.y), Math.abs(below.y - o.y), 2) };
}

/** A map with its picture turned and stretched about a point. */
export function changed(map: Homography, about: { x: number; y: number }, degrees: number, sx: number, sy: number): Homography {
  const a = degrees * Math.PI / 180, cos = Math.cos(a), sin = Math.sin(a);
  return followed(map, cos * sx, -sin * sy, sin * sx, cos * sy, about.x - cos * sx * about.x + sin * sy * about.y, about.y - sin * sx * about.x - cos * sy * about.y);
}

/** The map followed by u' = a u + b v + e, v' = c u + d v + f. */
export function followed(m: Homography, a: number, b: number, c: number, d: number, e: number, f: number): Homography {
  const out = new Float64Array(9);
  for (let k = 0; k < 3; k++) {
    out[k] = a * m[k]! + b * m[3 + k]! + e * m[6 + k]!;
    out[3 + k] = c * m[k]! + d * m[3 + k]! + f * m[6 + k]!;
    out[6 + k] = m[6 + k]!;
  }
  return out;
}

/** The map after its page was stretched and moved: x' = a x + e, y' = d y + f. */
export function stretched(m: Homography, a: number, d: number, e: number, f: number): Homography {
  return Float64Array.of(m[0]! * a, m[1]! * d, m[0]! * e + m[1]! * f + m[2]!, m[3]! * a, m[4]! * d, m[3]! * e + m[4]! * f + m[5]!, m[6]! * a, m[7]! * d, m[6]! * e + m[7]! * f + m[8]!);
}

/** The most that two maps differ at the page's corners and middle, in pixels. */
export function apart(a: Homography, b: Homography, lattice: Lattice): number {
  let most = 0;
  for (const [x, y] of [[0.15, 0.15], [0.85, 0.15], [0.85, 0.85], [0.15, 0.85], [0.5, 0.5]] as const) {
    const p = applyHomography(a, x * lattice.width, y * lattice.height), q = applyHomography(b, x * lattice.width, y * lattice.height);
    most = Math.max(most, Math.hypot(p.x - q.x, p.y - q.y));
  }
  return most;
}

/** The map into the same picture made `factor` times as large. */
export function scaled(map: Homography, factor: number): Homography {
  return map.map((v, i) => (i < 6 ? v * factor : v));
}
