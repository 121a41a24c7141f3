import type { GrayImage, PixelPoint } from '../read/reading.ts';
import { shrink } from '../read/shrink.ts';

/** Four corners in reading order as the image shows them: top left, top right, bottom right, bottom left. */
export type Quad = readonly [PixelPoint, PixelPoint, PixelPoint, PixelPoint];

const smallSide = 420;

/**
 * The sheet of paper in a photo: the largest bright area that is one, closed to a quadrilateral by taking away, one after another, the edges of its convex hull whose
 * removal (their neighbours prolonged until they meet) adds the least area; so a folded corner comes back. Null where the bright areas are small or no quadrilaterals.
 */
export function paperOutline(image: GrayImage): Quad | null {
  const factor = Math.max(1, Math.round(Math.max(image.width, image.height) / smallSide));
  const small = shrink(image, factor);
  const threshold = otsu(small);
  for (const bright of brightAreas(small, threshold, leastArea * small.width * small.height)) {
    const quad = paperIn(bright, small);
    if (!quad) continue;
    const [a, b, c, d] = clockwiseFromTopLeft(quad);
    const full = (p: PixelPoint): PixelPoint => ({ x: p.x * factor, y: p.y * factor });
    return [full(a), full(b), full(c), full(d)];
  }
  return null;
}

/** Share of the image that a sheet has at least; and how many bright areas may be larger than it: a window, a bed, the edge of a scan. */
const leastArea = 0.08, mostLarger = 3;
/** Share of a sheet that is paper, not ink: the bright edge around a dark picture encloses all of it. */
const mostlyPaper = 0.3;

function paperIn({ count, filled, edge }: BrightArea, { width, height }: GrayImage): Quad | null {
  if (count < mostlyPaper * filled) return null;
  const quad = toQuad(convexHull(edge));
  if (!quad) return null;
  const area = polygonArea(quad);
  return filled / area < 0.85 || area > 1.25 * width * height ? null : quad;
}

/** Otsu, "A threshold selection method from gray-level histograms", 1979. */
function otsu({ pixels }: GrayImage): number {
  const counts = new Uint32Array(256);
  for (let at = 0; at < pixels.length; at++) counts[pixels[at]!]!++;
  let total = 0, sum = 0;
  for (let v = 0; v < 256; v++) { total += counts[v]!; sum += v * counts[v]!; }
  let below = 0, sumBelow = 0, best = 0, at = 128;
  for (let v = 0; v < 255; v++) {
    below += counts[v]!; sumBelow += v * counts[v]!;
    if (below === 0 || below === total) continue;
    const apart = sumBelow / below - (sum - sumBelow) / (total - below);
    const between = below * (total - below) * apart * apart;
    if (between > best) { best = between; at = v; }
  }
  return at;
}

/** `filled` counts the area with its holes (ink) closed: row by row from its first to its last bright pixel. */
interface BrightArea { readonly count: number; readonly filled: number; readonly edge: readonly PixelPoint[] }

/** Those of at least so many pixels, the largest first. Bright runs of each row are joined to those that they touch in the row above. */
function* brightAreas({ width, height, pixels }: GrayImage, threshold: number, least: number): Generator<BrightArea> {
  const most = ((width + 1) >> 1) * height;
  const starts = new Int32Array(most), ends = new Int32Array(most), parents = new Int32Array(most), rows = new Int32Array(height + 1);
  const rootOf = (run: number): number => { let at = run; while (parents[at] !== at) at = parents[at] = parents[parents[at]!]!; return at; };
  let runs = 0;
  for (let y = 0, above = 0; y < height; y++) {
    above = y === 0 ? 0 : rows[y - 1]!;
    rows[y] = runs;
    for (let x = 0, row = y * width; x < width; x++) {
      if (pixels[row + x]! <= threshold) continue;
      const start = x;
      while (x < width && pixels[row + x]! > threshold) x++;
      starts[runs] = start; ends[runs] = x; parents[runs] = runs;
      while (above < rows[y]! && ends[above]! <= start) above++;
      for (let k = above; k < rows[y]! && starts[k]! < x; k++) { const a = rootOf(k), b = rootOf(runs); if (a < b) parents[b] = a; else parents[a] = b; }
      runs++;
    }
  }
  rows[height] = runs;
  const counts = new Int32Array(runs);
  for (let k = 0; k < runs; k++) counts[rootOf(k)]! += ends[k]! - starts[k]!;
  const large: number[] = [];
  for (let k = 0; k < runs; k++) if (counts[k]! >= least) large.push(k);
  large.sort((a, b) => counts[b]! - counts[a]!);
  for (const root of large.slice(0, mostLarger + 1)) {
    const edge: PixelPoint[] = [];
    let filled = 0;
    for (let y = 0; y < height; y++) {
      let first = -1, last = -1;
      for (let k = rows[y]!; k < rows[y + 1]!; k++) if (rootOf(k) === root) { if (first < 0) first = starts[k]!; last = ends[k]! - 1; }
      if (first < 0) continue;
      filled += last - first + 1;
      edge.push({ x: first, y }, { x: first, y: y + 1 }, { x: last + 1, y }, { x: last + 1, y: y + 1 });
    }
    yield { count: counts[root]!, filled, edge };
  }
}

/** Andrew's monotone chain. */
function convexHull(points: readonly PixelPoint[]): PixelPoint[] {
  const sorted = points.toSorted((a, b) => a.x - b.x || a.y - b.y);
  const half = (list: readonly PixelPoint[]): PixelPoint[] => {
    const out: PixelPoint[] = [];
    for (const p of list) {
      while (out.length >= 2 && cross(out[out.length - 2]!, out[out.length - 1]!, p) <= 0) out.pop();
      out.push(p);
    }
    out.pop();
    return out;
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

function cross(o: PixelPoint, a: PixelPoint, b: PixelPoint): number {
  return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

function polygonArea(points: readonly PixelPoint[]): number {
  let sum = 0;
  for (const [i, p] of points.entries()) { const q = points[(i + 1) % points.length]!; sum += p.x * q.y - q.x * p.y; }
  return Math.abs(sum) / 2;
}

function toQuad(hull: readonly PixelPoint[]): [PixelPoint, PixelPoint, PixelPoint, PixelPoint] | null {
  const points = [...hull];
  while (points.length > 4) {
    let least = Infinity, which = -1, meet: PixelPoint | null = null;
    for (let i = 0; i < points.length; i++) {
      const n = points.length;
      const before = points[(i + n - 1) % n]!, a = points[i]!, b = points[(i + 1) % n]!, behind = points[(i + 2) % n]!;
      const p = intersection(before, a, b, behind);
      if (!p) continue;
      const added = Math.abs(cross(a, b, p)) / 2;
      if (added < least) { least = added; which = i; meet = p; }
    }
    if (which < 0 || !meet) return null;
    points[which] = meet;
    points.splice((which + 1) % points.length, 1);
  }
  const [a, b, c, d] = points;
  return a && b && c && d ? [a, b, c, d] : null;
}

/** Where the line before→a, prolonged beyond a, meets the line behind→b, prolonged beyond b; null where they run apart. */
function intersection(before: PixelPoint, a: PixelPoint, b: PixelPoint, behind: PixelPoint): PixelPoint | null {
  const ux = a.x - before.x, uy = a.y - before.y, vx = b.x - behind.x, vy = b.y - behind.y;
  const det = ux * vy - uy * vx;
  if (Math.abs(det) < 1e-9) return null;
  const t = ((b.x - a.x) * vy - (b.y - a.y) * vx) / det, s = ((b.x - a.x) * uy - (b.y - a.y) * ux) / det;
  return t < 0 || s < 0 ? null : { x: a.x + t * ux, y: a.y + t * uy };
}

/** Reading order: clockwise from the corner nearest to the image's top left. */
export function clockwiseFromTopLeft(quad: Quad): Quad {
  const clockwise = cross(quad[0], quad[1], quad[2]) > 0 ? quad : [quad[3], quad[2], quad[1], quad[0]] as const;
  let first = 0;
  for (let i = 1; i < 4; i++) if (clockwise[i]!.x + clockwise[i]!.y < clockwise[first]!.x + clockwise[first]!.y) first = i;
  const at = (k: number): PixelPoint => clockwise[(first + k) % 4] ?? clockwise[0];
  return [at(0), at(1), at(2), at(3)];
}
