/** The map of a page through its patches, each where its bubbles answer best. */
import { applyHomography, fitHomography, type Homography, type PointPair } from '../read/homography.ts';
import { median } from '../read/median.ts';
import type { Lattice } from './lattice.ts';
import { followed } from './maps.ts';
import type { PatchShift } from './response.ts';

/** `gently`: what patches say is not exact enough to tell how the page lies in perspective; that stays as it was. */
export function fitPatches(lattice: Lattice, map: Homography, moved: readonly PatchShift[], { gently = false }: { readonly gently?: boolean } = {}): Homography {
  const usual = median(moved.map((m) => m.response));
  const points = lattice.patches.flatMap((patch, k): (PointPair & { readonly dx: number; readonly dy: number; readonly isClose: boolean })[] => {
    const m = moved[k]!;
    if (m.response < usual * 0.4) return [];
    const at = applyHomography(map, patch.x, patch.y);
    return [{ from: { x: patch.x, y: patch.y }, to: { x: at.x + m.x, y: at.y + m.y }, dx: m.x, dy: m.y, isClose: lattice.close[k]!.across }];
  });
  if (points.length === 0) return map;
  // Rows close together may be seen beside their place, and have their say where the others hold the page only if it fits.
  const loose = points.filter(({ isClose }) => !isClose);
  let kept = loose.length < points.length && standFor(loose, points) ? loose : points;
  let fitted = map;
  for (let round = 0; round < 3; round++) {
    fitted = (gently ? affineChange(map, kept) : kept === loose && hold(lattice, points) ? fitHomography(kept) : fitOnce(lattice, map, kept)) ?? fitted;
    const off = points.map((p) => { const q = applyHomography(fitted, p.from.x, p.from.y); return Math.hypot(q.x - p.to.x, q.y - p.to.y); });
    const limit = Math.max(0.8, 2.5 * median(off));
    kept = points.filter((_, k) => off[k]! <= limit);
  }
  return fitted;
}

/** A full projective fit where the patches hold it; else a gentle affine change of what there was. */
function fitOnce(lattice: Lattice, map: Homography, points: readonly (PointPair & { readonly dx: number; readonly dy: number })[]): Homography | null {
  return hold(lattice, points) ? fitHomography(points) : affineChange(map, points);
}

/** Whether some of the patches are enough, and as far apart as nearly all, to tell where the page lies. */
function standFor(some: readonly PointPair[], all: readonly PointPair[]): boolean {
  return some.length >= 8 && (['x', 'y'] as const).every((axis) => spread(some.map((p) => p.from[axis])) > 0.7 * spread(all.map((p) => p.from[axis])));
}

/** Whether patches are enough, and far enough apart, for a projective map. */
function hold({ width, height }: Lattice, points: readonly PointPair[]): boolean {
  return points.length >= 8 && spread(points.map((p) => p.from.x)) / width > 0.1 && spread(points.map((p) => p.from.y)) / height > 0.1;
}

function spread(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
  return Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / Math.max(1, values.length));
}

/** Ridge regression of the displacements on the place: few patches, or patches in a line, move the page as a whole and turn or stretch it only as far as they say so. */
function affineChange(map: Homography, points: readonly (PointPair & { readonly dx: number; readonly dy: number })[]): Homography {
  const at = points.map((p) => ({ x: p.to.x - p.dx, y: p.to.y - p.dy, dx: p.dx, dy: p.dy }));
  const n = Math.max(1, at.length);
  const mean = (of: (p: (typeof at)[number]) => number): number => at.reduce((s, p) => s + of(p), 0) / n;
  const cx = mean((p) => p.x), cy = mean((p) => p.y), mdx = mean((p) => p.dx), mdy = mean((p) => p.dy);
  let xx = 0, yy = 0, xy = 0, xdx = 0, ydx = 0, xdy = 0, ydy = 0;
  for (const p of at) {
    const x = p.x - cx, y = p.y - cy;
    xx += x * x; yy += y * y; xy += x * y; xdx += x * (p.dx - mdx); ydx += y * (p.dx - mdx); xdy += x * (p.dy - mdy); ydy += y * (p.dy - mdy);
  }
  const ridge = 0.02 * (xx + yy) + n * 16;
  xx += ridge; yy += ridge;
  const det = xx * yy - xy * xy;
  const a = (xdx * yy - ydx * xy) / det, b = (ydx * xx - xdx * xy) / det, c = (xdy * yy - ydy * xy) / det, d = (ydy * xx - xdy * xy) / det;
  return followed(map, 1 + a, b, c, 1 + d, mdx - a * cx - b * cy, mdy - c * cx - d * cy);
}
