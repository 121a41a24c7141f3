import { type Runs, runsOf } from '../pixels/kernels.ts';

/** A connected area of dark pixels: its bounding box and moments, in pixels. */
export interface Component {
  readonly area: number;
  /** Centroid. */
  readonly x: number;
  readonly y: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Second central moments divided by area: spread along x, along y, and together. */
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
}

/**
 * Connected components (8-neighbours) of a binary image whose bounding box sides lie between the two limits, in pixels.
 * Runs of each row are joined by union-find in one pass (He, Chao, Suzuki, "A Run-Based Two-Scan Labeling Algorithm", 2008); moments are summed by run.
 */
export function findComponents(dark: Uint8Array, width: number, height: number, minSidePx: number, maxSidePx: number): Component[] {
  return measure(runsOf(dark, width, height), minSidePx, maxSidePx);
}

function root(parent: Int32Array, index: number): number {
  let at = index;
  while (parent[at] !== at) { parent[at] = parent[parent[at]!]!; at = parent[at]!; }
  return at;
}

function measure(runs: Runs, minSide: number, maxSide: number): Component[] {
  const { count, row, from, to, parent } = runs;
  const left = new Int32Array(count).fill(0x7fffffff);
  const right = new Int32Array(count).fill(-1);
  const bottom = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const r = root(parent, i);
    if (from[i]! < left[r]!) left[r] = from[i]!;
    if (to[i]! > right[r]!) right[r] = to[i]!;
    bottom[r] = row[i]!;
  }
  const wanted = new Int32Array(count).fill(-1);
  const roots: number[] = [];
  for (let i = 0; i < count; i++) {
    if (parent[i] !== i) continue;
    const w = right[i]! - left[i]! + 1;
    const h = bottom[i]! - row[i]! + 1;
    if (w >= minSide && w <= maxSide && h >= minSide && h <= maxSide) { wanted[i] = roots.length; roots.push(i); }
  }
  const sums = new Float64Array(roots.length * 6);
  for (let i = 0; i < count; i++) {
    const r = root(parent, i);
    const slot = wanted[r]!;
    if (slot < 0) continue;
    // Around the component's corner, so that the squares stay small and exact.
    const y = row[i]! - row[r]!;
    const a = from[i]! - left[r]!;
    const b = to[i]! - left[r]!;
    const n = b - a + 1;
    const sx = n * (a + b) / 2;
    const sxx = squares(b) - squares(a - 1);
    const o = slot * 6;
    sums[o]! += n; sums[o + 1]! += sx; sums[o + 2]! += n * y; sums[o + 3]! += sxx; sums[o + 4]! += n * y * y; sums[o + 5]! += sx * y;
  }
  return roots.map((r, slot) => {
    const o = slot * 6;
    const area = sums[o]!;
    const x = sums[o + 1]! / area;
    const y = sums[o + 2]! / area;
    return {
      area, x: x + left[r]!, y: y + row[r]!, left: left[r]!, top: row[r]!, right: right[r]!, bottom: bottom[r]!,
      xx: sums[o + 3]! / area - x * x, yy: sums[o + 4]! / area - y * y, xy: sums[o + 5]! / area - x * y,
    };
  });
}

/** 0² + 1² + … + n². */
function squares(n: number): number {
  return n < 0 ? 0 : n * (n + 1) * (2 * n + 1) / 6;
}
