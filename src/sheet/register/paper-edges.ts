/** Where sheets of paper may lie by their edges: where a shadow falls on the page or the desk is as bright as the paper in places, no one grey tells them apart, but the sheet's sides are still long straight steps from dark to bright. */
import type { GrayImage, PixelPoint } from '../read/reading.ts';
import { shrink } from '../read/shrink.ts';
import { closed } from './closing.ts';
import { clockwiseFromTopLeft, type Quad } from './paper-outline.ts';

/** Long side of the picture that edges are looked for in. */
const smallSide = 300;
/** Print is thinner than this, in pixels to each side: it is closed before edges are looked for. */
const printHalf = 3;
/** Logarithm of the step in brightness that counts as an edge, and from which it counts no more. */
const step = { least: 0.045, full: 0.2 };
/** Parts of a turn and pixels that lines are told apart by. */
const angles = 180, keptLines = 26;
/** Degrees by which opposite sides may run apart, and by which neighbouring ones may be off the right angle: a camera looks at the page from 35 degrees aside. */
const apart = { opposite: 36, beside: 38 };
/** Share of a side that must be an edge, and of all sides together. */
const seen = { side: 0.35, all: 0.62 };
/** Share of the picture that a sheet covers. */
const leastArea = 0.06;

/** A line x cos + y sin = rho; brighter where that is more. */
interface Line { readonly angle: number; readonly cos: number; readonly sin: number; readonly rho: number; /** The picture's own edge, beyond which the page may go on. */ readonly border: boolean }
/** A line and, at each pixel of its way, how much of an edge there has been up to there. */
interface Traced extends Line { readonly upTo: Float32Array; readonly far: number }

/**
 * Quadrilaterals whose sides are steps from dark to bright, the best seen first: print is closed (a grey dilation, then an erosion), gradients of the logarithm vote for lines with the side that is bright (Ballard's
 * generalisation of the Hough transform, 1981), and each four lines that could be a sheet's sides are judged by how much of them is an edge.
 */
export function paperQuads(image: GrayImage, most: number): Quad[] {
  const factor = Math.max(1, Math.round(Math.max(image.width, image.height) / smallSide));
  const small = closed(shrink(image, factor), printHalf);
  const slopes = slopesOf(small);
  const lines = linesOf(slopes).map((line) => traced(slopes, line));
  const found: { quad: Quad; sides: readonly Line[]; worth: number }[] = [];
  const across = opposite(lines);
  for (const [a, c] of across) for (const [b, d] of across) {
    if (a === b || a === d || !(turnFrom(a, b) > 90 - apart.beside && turnFrom(a, b) < 90 + apart.beside && turnFrom(a, d) < apart.beside - 90 && turnFrom(a, d) > -90 - apart.beside)) continue;
    const quad = [meet(a, b), meet(b, c), meet(c, d), meet(d, a)] as const;
    const sides = [b, c, d, a], worth = worthOf(slopes, quad, sides);
    if (worth > 0) found.push({ quad, sides, worth });
  }
  const kept: Quad[] = [];
  for (const { quad, sides } of found.sort((p, q) => q.worth - p.worth)) {
    if (kept.length >= most) break;
    // Closer to their edges, sides move by a pixel or two.
    if (kept.some((other) => cornersShared(other, quad, smallSide * sameShare - 2) >= 2)) continue;
    const ordered = clockwiseFromTopLeft(closer(slopes, quad, sides));
    if (kept.every((other) => cornersShared(other, ordered) < 2)) kept.push(ordered);
  }
  return kept.map(([a, b, c, d]) => { const full = (p: PixelPoint): PixelPoint => ({ x: p.x * factor, y: p.y * factor }); return [full(a), full(b), full(c), full(d)]; });
}

/** Corners nearer than this share of the picture are one; with two of them in common, two quadrilaterals differ in one side only. */
const sameShare = 0.03;

function cornersShared(a: Quad, b: Quad, near = smallSide * sameShare): number {
  return a.filter((p) => b.some((q) => Math.hypot(p.x - q.x, p.y - q.y) < near)).length;
}

/** Gradient of the logarithm of brightness, pixel by pixel: how steep it is (0 where it is no edge, 1 at most), and the direction in which it gets brighter, in radians. */
interface Slopes { readonly width: number; readonly height: number; readonly steep: Float32Array; readonly towards: Float32Array }

function slopesOf({ width, height, pixels }: GrayImage): Slopes {
  const logs = Float32Array.from({ length: 256 }, (_, v) => Math.log(v + 16));
  const steep = new Float32Array(width * height), towards = new Float32Array(width * height);
  for (let y = 1; y < height - 1; y++) for (let x = 1, at = y * width + 1; x < width - 1; x++, at++) {
    const g = (dx: number, dy: number): number => logs[pixels[at + dy * width + dx]!]!;
    // Scharr's kernel.
    const gx = (3 * (g(1, -1) - g(-1, -1)) + 10 * (g(1, 0) - g(-1, 0)) + 3 * (g(1, 1) - g(-1, 1))) / 16, gy = (3 * (g(-1, 1) - g(-1, -1)) + 10 * (g(0, 1) - g(0, -1)) + 3 * (g(1, 1) - g(1, -1))) / 16;
    const size = Math.hypot(gx, gy);
    if (size < step.least) continue;
    steep[at] = Math.min(1, size / step.full);
    towards[at] = Math.atan2(gy, gx);
  }
  return { width, height, steep, towards };
}

/** The lines with most votes, and the picture's edges. */
function linesOf({ width, height, steep, towards }: Slopes): Line[] {
  const far = Math.ceil(Math.hypot(width, height)), across = 2 * far + 1;
  const votes = new Float32Array(angles * across);
  const cos = Float64Array.from({ length: angles }, (_, k) => Math.cos(2 * Math.PI * k / angles)), sin = Float64Array.from({ length: angles }, (_, k) => Math.sin(2 * Math.PI * k / angles));
  for (let y = 0, at = 0; y < height; y++) for (let x = 0; x < width; x++, at++) {
    if (steep[at] === 0) continue;
    const middle = Math.round(towards[at]! / (2 * Math.PI) * angles);
    for (let k = middle - 4; k <= middle + 4; k++) {
      const angle = (k + 2 * angles) % angles;
      votes[angle * across + Math.round(x * cos[angle]! + y * sin[angle]!) + far]! += steep[at]!;
    }
  }
  const lines: Line[] = [];
  while (lines.length < keptLines) {
    let best = 0;
    for (let k = 1; k < votes.length; k++) if (votes[k]! > votes[best]!) best = k;
    if (votes[best]! < smallSide * leastVotes) break;
    const angle = Math.floor(best / across), rho = best % across - far;
    lines.push({ angle: angle * 360 / angles, cos: cos[angle]!, sin: sin[angle]!, rho, border: false });
    for (let da = -3; da <= 3; da++) for (let dr = -4; dr <= 4; dr++) { const to = rho + far + dr; if (to >= 0 && to < across) votes[(angle + da + angles) % angles * across + to] = 0; }
  }
  const border = (angle: number, rho: number): Line => ({ angle, cos: Math.cos(angle * Math.PI / 180), sin: Math.sin(angle * Math.PI / 180), rho, border: true });
  return [...lines, border(0, 0), border(90, 0), border(180, -width), border(270, -height)];
}

/** Share of the picture's side that a line must be an edge. */
const leastVotes = 0.09;

/** Degrees from one direction to the other, -180 to 180. */
function turnFrom(a: Line, b: Line): number {
  return (b.angle - a.angle + 540) % 360 - 180;
}

function opposite(lines: readonly Traced[]): (readonly [Traced, Traced])[] {
  return lines.flatMap((a) => lines.flatMap((b): (readonly [Traced, Traced])[] => (Math.abs(turnFrom(a, b)) > 180 - apart.opposite && !(a.border && b.border) ? [[a, b]] : [])));
}

function meet(a: Line, b: Line): PixelPoint {
  const det = a.cos * b.sin - a.sin * b.cos;
  return { x: (a.rho * b.sin - b.rho * a.sin) / det, y: (a.cos * b.rho - b.cos * a.rho) / det };
}

/** Length of the sides that is an edge, less what is none; 0 where that is no sheet. `sides`: the line of each side, from the corner of the same index on. */
function worthOf(slopes: Slopes, quad: Quad, sides: readonly Traced[]): number {
  const { width, height } = slopes;
  const slack = 0.06 * Math.max(width, height);
  if (quad.some(({ x, y }) => !(x > -slack && y > -slack && x < width + slack && y < height + slack))) return 0;
  let area = 0;
  for (const [k, p] of quad.entries()) { const q = quad[(k + 1) % 4]!; area += (p.x * q.y - q.x * p.y) / 2; }
  if (Math.abs(area) < leastArea * width * height) return 0;
  let edge = 0, length = 0;
  for (const [k, p] of quad.entries()) {
    const q = quad[(k + 1) % 4]!, line = sides[k]!, own = Math.hypot(q.x - p.x, q.y - p.y);
    const share = line.border ? borderShare : edgeShare(line, p, q);
    if (share < seen.side || own < shortest * smallSide) return 0;
    edge += share * own; length += own;
  }
  return edge < seen.all * length ? 0 : edge - (length - edge);
}

/** Nothing is seen of a side that lies beyond the picture. */
const borderShare = 0.7;
/** Share of the picture's side that a sheet's side is long. */
const shortest = 0.15;

/** How much of an edge a line is along its way, a pixel or two to either side allowed. */
function traced(slopes: Slopes, line: Line): Traced {
  const { width, height } = slopes, far = Math.ceil(Math.hypot(width, height)), upTo = new Float32Array(2 * far + 2);
  for (let t = -far; t <= far; t++) {
    const at = edgeAt(slopes, line, line.rho * line.cos - t * line.sin, line.rho * line.sin + t * line.cos);
    upTo[t + far + 1] = upTo[t + far]! + (at === null ? 0 : Math.min(1, 0.5 + at.steep));
  }
  return { ...line, upTo, far };
}

/** The steepest edge across a line at a place, and how far beside it that lies; null where there is none. */
function edgeAt({ width, height, steep, towards }: Slopes, { cos, sin, angle }: Line, x: number, y: number): { steep: number; off: number } | null {
  let best: { steep: number; off: number } | null = null;
  for (let off = -2; off <= 2; off++) {
    const u = Math.round(x + off * cos), v = Math.round(y + off * sin);
    if (u < 0 || v < 0 || u >= width || v >= height) continue;
    const here = steep[v * width + u]!;
    if (here > (best?.steep ?? 0) && Math.cos(towards[v * width + u]! - angle * Math.PI / 180) > sameDirection) best = { steep: here, off };
  }
  return best;
}

/** Cosine of the angle by which an edge may lie askew to its line. */
const sameDirection = 0.9;

/** Share of the way from p to q that is an edge. */
function edgeShare({ cos, sin, upTo, far }: Traced, p: PixelPoint, q: PixelPoint): number {
  const along = ({ x, y }: PixelPoint): number => Math.max(0, Math.min(upTo.length - 1, Math.round(y * cos - x * sin) + far));
  const a = along(p), b = along(q);
  return (upTo[Math.max(a, b)]! - upTo[Math.min(a, b)]!) / Math.max(1, Math.abs(b - a));
}

/** The corners where the sides run along the edges that were seen, not along the few directions that votes are for. */
function closer(slopes: Slopes, quad: Quad, sides: readonly Line[]): Quad {
  const [a, b, c, d] = sides.map((line, k) => (line.border ? line : fitted(slopes, line, quad[k]!, quad[(k + 1) % 4]!)));
  if (!a || !b || !c || !d) return quad;
  return [meet(d, a), meet(a, b), meet(b, c), meet(c, d)];
}

/** The line through the edges between two points: offsets by linear regression. */
function fitted(slopes: Slopes, line: Line, p: PixelPoint, q: PixelPoint): Line {
  let fit = line;
  for (let round = 0; round < 2; round++) {
    let n = 0, st = 0, stt = 0, so = 0, sto = 0;
    const from = p.y * fit.cos - p.x * fit.sin, to = q.y * fit.cos - q.x * fit.sin;
    for (let k = 0; k < fitPoints; k++) {
      const t = from + (k + 0.5) / fitPoints * (to - from), at = edgeAt(slopes, fit, fit.rho * fit.cos - t * fit.sin, fit.rho * fit.sin + t * fit.cos);
      if (!at) continue;
      n++; st += t; stt += t * t; so += at.off; sto += t * at.off;
    }
    const det = n * stt - st * st;
    if (n < 8 || det < 1e-6) return fit;
    const slope = (n * sto - st * so) / det, turn = Math.atan(slope), angle = fit.angle - turn * 180 / Math.PI;
    fit = { ...fit, angle, cos: Math.cos(angle * Math.PI / 180), sin: Math.sin(angle * Math.PI / 180), rho: (fit.rho + (so - slope * st) / n) * Math.cos(turn) };
  }
  return fit;
}

const fitPoints = 80;
