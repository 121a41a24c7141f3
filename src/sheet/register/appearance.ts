import { applyHomography, jacobianAt, type Homography } from '../read/homography.ts';
import type { GrayImage } from '../read/reading.ts';
import { median, type PatchShift } from './align.ts';
import type { Lattice } from './lattice.ts';

const side = 12;
const points = side * side;
/** The window around a bubble, in bubbles. */
const window = 1.5;
/** A window is like the usual bubble when it correlates with it at least this share of how bubbles usually do. */
const alike = 0.42;

/** What the edges of the blocks look like: shares of the bubbles there that look like bubbles, and of the places beyond that do. */
export interface EdgeLook { readonly inside: number; readonly beyond: number }

/**
 * Whether the blocks end where the template says. A row or a column too far, a page has letters, lines or plain paper where its first or last bubbles should be, dark as these may be, and
 * bubbles where none should be.
 */
export function lookAtEdges(image: GrayImage, map: Homography, lattice: Lattice, shifts: readonly PatchShift[]): EdgeLook {
  const patchOf = new Int32Array(lattice.x.length);
  for (const [k, { members }] of lattice.patches.entries()) for (const i of members) patchOf[i] = k;
  const usualOnes = lattice.sample.filter((_, k) => k % 2 === 0);
  const places = [
    ...usualOnes.map((i) => ({ x: lattice.x[i]!, y: lattice.y[i]!, beside: i })),
    ...lattice.edges.map((i) => ({ x: lattice.x[i]!, y: lattice.y[i]!, beside: i })),
    ...lattice.beyond,
  ];
  const windows = new Float32Array(places.length * points);
  for (const [k, { x, y, beside }] of places.entries()) cut(image, map, x, y, lattice.w[beside]!, lattice.h[beside]!, shifts[patchOf[beside]!]!, windows, k * points);
  const sampled = usualOnes.length, edges = lattice.edges.length;
  const usual = usualWindow(windows, sampled);
  const paper = rimMean(usual, 0), usualInk = paper - mean(usual, 0), usualInner = paper - innerMean(usual, 0);
  const length = centred(usual, 0);
  if (length < 1) return { inside: 0, beyond: 0 };
  const likeness = new Float64Array(places.length), marked = new Uint8Array(places.length);
  for (let i = 0; i < places.length; i++) {
    const at = i * points;
    const white = rimMean(windows, at), ink = white - mean(windows, at);
    // Black through and through, as no letter or number is.
    if (white - innerBrightest(windows, at) > Math.max(usualInner * 1.3, white * 0.12)) marked[i] = 1;
    const own = centred(windows, at);
    let product = 0;
    for (let k = 0; k < points; k++) product += windows[at + k]! * usual[k]!;
    // Paper with hardly a speck on it correlates with anything; what has much more or less ink is something else.
    likeness[i] = own < 0.3 * length || ink > usualInk * 2 || ink < usualInk * 0.4 ? 0 : product / (own * length);
  }
  const bound = Math.max(0.15, alike * median([...likeness.subarray(0, sampled)].filter((l, i) => marked[i] === 0 && l > 0)));
  const share = (from: number, to: number): number => {
    let good = 0;
    for (let i = from; i < to; i++) if (marked[i] === 1 || likeness[i]! >= bound) good++;
    return good / Math.max(1, to - from);
  };
  return { inside: share(sampled, sampled + edges), beyond: share(sampled + edges, places.length) };
}

function cut(image: GrayImage, map: Homography, x: number, y: number, w: number, h: number, shift: PatchShift, out: Float32Array, from: number): void {
  const c = applyHomography(map, x, y), j = jacobianAt(map, x, y);
  const dx = w * window / side, dy = h * window / side;
  const half = (side - 1) / 2;
  const { width, pixels } = image, right = width - 1, bottom = image.height - 1;
  const ux = j.ux * dx, vx = j.vx * dx, uy = j.uy * dy, vy = j.vy * dy;
  let u0 = c.x + shift.x - 0.5 - ux * half - uy * half, v0 = c.y + shift.y - 0.5 - vx * half - vy * half;
  for (let r = 0, to = from; r < side; r++, u0 += uy, v0 += vy) {
    let u = u0, v = v0;
    for (let k = 0; k < side; k++, to++, u += ux, v += vx) {
      if (u < 0 || v < 0 || u >= right || v >= bottom) { out[to] = 255; continue; }
      const col = u | 0, row = v | 0, fx = u - col, at = row * width + col;
      const upper = pixels[at]! + (pixels[at + 1]! - pixels[at]!) * fx, lower = pixels[at + width]! + (pixels[at + width + 1]! - pixels[at + width]!) * fx;
      out[to] = upper + (lower - upper) * (v - row);
    }
  }
}

/** Point by point the median of the first windows: neither marks nor plain paper are most of a page. */
function usualWindow(windows: Float32Array, n: number): Float32Array {
  const counts = new Uint16Array(256);
  return Float32Array.from({ length: points }, (_, k) => {
    counts.fill(0);
    for (let i = 0; i < n; i++) counts[windows[i * points + k]! | 0]!++;
    let left = n / 2, v = 0;
    for (; v < 255; v++) { left -= counts[v]!; if (left <= 0) break; }
    return v;
  });
}

/** Takes the mean away; returns the length of what remains. */
function centred(values: Float32Array, from: number): number {
  const middle = mean(values, from);
  let squares = 0;
  for (let k = from; k < from + points; k++) { values[k]! -= middle; squares += values[k]! ** 2; }
  return Math.sqrt(squares);
}

function mean(values: Float32Array, from: number): number {
  let sum = 0;
  for (let k = from; k < from + points; k++) sum += values[k]!;
  return sum / points;
}

/** The middle third. */
function innerMean(values: Float32Array, from: number): number {
  let sum = 0;
  for (let r = 4; r < 8; r++) for (let c = 4; c < 8; c++) sum += values[from + r * side + c]!;
  return sum / 16;
}

/** The third brightest point of the middle third. */
function innerBrightest(values: Float32Array, from: number): number {
  let first = -1, second = -1, third = -1;
  for (let r = 4; r < 8; r++) for (let c = 4; c < 8; c++) {
    const v = values[from + r * side + c]!;
    if (v > first) { third = second; second = first; first = v; } else if (v > second) { third = second; second = v; } else if (v > third) third = v;
  }
  return third;
}

/** The brighter part of the rim: the paper. */
function rimMean(values: Float32Array, from: number): number {
  let sum = 0;
  for (const k of rim) sum += values[from + k]!;
  const usual = sum / rim.length;
  let bright = 0, count = 0;
  for (const k of rim) { const v = values[from + k]!; if (v >= usual) { bright += v; count++; } }
  return bright / Math.max(1, count);
}

const rim = Int32Array.from({ length: points }, (_, k) => k).filter((k) => k < side || k >= points - side || k % side === 0 || k % side === side - 1);
