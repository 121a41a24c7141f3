/**
 * A page in parts, each with its own print: where each of them lies best by itself, where the page lies by most of them, and whether every one of them is seen there. Text is dense, and the nearest ink is never
 * far from anywhere: what a whole page says is there to six tenths may be a wrong place, but not what each of its parts says.
 */
import { applyHomography, fitHomography, type Homography, type PointPair } from '../read/homography.ts';
import type { PixelPoint } from '../read/reading.ts';
import { scaledBy, type InkLevels, type Level } from './ink-match.ts';
import { inkNear, type NearestInk } from './nearest-ink.ts';
import type { PrintedInk } from './printed-ink.ts';

/** Into so many the page's longer and shorter side are cut, and so many points of ink tell where a part lies. */
const parts = { along: 5, beside: 4, points: 15 };
/** Long sides of the pictures in which parts are moved, and looked at in the end. */
const size = { moved: 300, seen: 1000 };
/** Pixels that a part is moved at most; from which ink is no longer near; and by which parts of one page may disagree, for paper bends. */
const reach = { moved: 12, near: 2, agree: 2 };
/** Places of a part that are kept. */
const mostPeaks = 2;
/** Pixels from its place at which ink is seen there, and by which a part may lie beside its own. */
const seen = { within: 1.5, beside: 3 };

/** `x`, `y`: the middle of its ink. */
export interface PagePart { readonly x: number; readonly y: number; readonly edges: readonly PixelPoint[]; readonly bare: readonly PixelPoint[] }

/** Those that have enough ink to tell where they lie. */
export function partsOf({ width, height, edges, bare }: PrintedInk): PagePart[] {
  const [across, down] = width > height ? [parts.along, parts.beside] : [parts.beside, parts.along];
  const cut = (points: Float64Array): Map<number, PixelPoint[]> => Map.groupBy(Array.from({ length: points.length / 2 }, (_, k) => ({ x: points[2 * k]!, y: points[2 * k + 1]! })), ({ x, y }) => Math.floor(x / width * across) + across * Math.floor(y / height * down));
  const besides = cut(bare);
  return [...cut(edges)].filter(([, own]) => own.length >= parts.points).map(([part, own]) => ({ x: mean(own.map(({ x }) => x)), y: mean(own.map(({ y }) => y)), edges: own, bare: besides.get(part) ?? [] }));
}

/** Those of what is printed beside the bubbles, which look the same turned or in a mirror when it does not. */
export function partsBeside(ink: PrintedInk, bubbles: readonly { readonly x: number; readonly y: number; readonly w: number; readonly h: number }[]): PagePart[] {
  const beside = (points: Float64Array): Float64Array => Float64Array.from(Array.from({ length: points.length / 2 }, (_, k) => [points[2 * k]!, points[2 * k + 1]!] as const).filter(([px, py]) => !bubbles.some(({ x, y, w, h }) => Math.abs(px - x - w / 2) < ownRoom * w && Math.abs(py - y - h / 2) < ownRoom * h)).flat());
  return partsOf({ ...ink, edges: beside(ink.edges), bare: beside(ink.bare) });
}

/** Bubbles around their middle that are the bubble's own: its outline may be a little larger than the template has it. */
const ownRoom = 0.7;

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** The place on which most parts agree, each moved a little from where the map has it; null where they do not agree. In pixels of the image. */
export function byItsParts(levels: InkLevels, ink: PrintedInk, all: readonly PagePart[], start: Homography): Homography | null {
  const level = levels.at(size.moved), map = scaledBy(start, 1 / level.factor);
  const votes = all.map((part) => ({ from: { x: part.x, y: part.y }, to: peaksOf(level.near, part, map) })).filter(({ to }) => to.length > 0);
  let best: readonly PointPair[] = [];
  for (const [k, a] of votes.entries()) for (const [m, b] of votes.slice(k + 1).entries()) for (const c of votes.slice(k + m + 2)) {
    if (isFlat(a.from, b.from, c.from, ink)) continue;
    for (const p of a.to) for (const q of b.to) for (const r of c.to) {
      const agreed = agreeing(votes, fitHomography([{ from: a.from, to: p }, { from: b.from, to: q }, { from: c.from, to: r }], false));
      if (agreed.length > best.length) best = agreed;
    }
  }
  if (best.length < Math.max(3, votes.length * leastVotes)) return null;
  const found = fitHomography(best);
  return found && scaledBy(found, level.factor);
}

/** Share of the parts that must agree: lines slide along themselves, and handwriting looks like print to some. */
const leastVotes = 0.5;

/** Whether three parts are too nearly on one line to tell where the others are. */
function isFlat(a: PixelPoint, b: PixelPoint, c: PixelPoint, { width, height }: PrintedInk): boolean {
  return Math.abs((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)) < leastTriangle * width * height;
}

const leastTriangle = 0.05;

function agreeing(votes: readonly { readonly from: PixelPoint; readonly to: readonly PixelPoint[] }[], map: Homography | null): PointPair[] {
  return map === null ? [] : votes.flatMap(({ from, to }) => {
    const at = applyHomography(map, from.x, from.y), near = to.find(({ x, y }) => Math.hypot(x - at.x, y - at.y) <= reach.agree);
    return near ? [{ from, to: near }] : [];
  });
}

/** Where a part may lie: most of its ink near ink, and little of its paper. */
function peaksOf(near: NearestInk, { x, y, edges, bare }: PagePart, map: Homography): PixelPoint[] {
  const there = edges.map((point) => applyHomography(map, point.x, point.y)), paper = bare.map((point) => applyHomography(map, point.x, point.y)), { width, height } = near;
  const nearness = (at: PixelPoint, dx: number, dy: number): number => {
    const column = Math.floor(at.x + dx), row = Math.floor(at.y + dy);
    return column < 0 || row < 0 || column >= width || row >= height ? 0 : Math.max(0, 1 - near.distance(row * width + column) / reach.near);
  };
  const scores: { readonly dx: number; readonly dy: number; readonly score: number }[] = [];
  for (let dy = -reach.moved; dy <= reach.moved; dy++) for (let dx = -reach.moved; dx <= reach.moved; dx++) {
    let ink = 0, cluttered = 0;
    for (const at of there) ink += nearness(at, dx, dy);
    for (const at of paper) cluttered += nearness(at, dx, dy);
    scores.push({ dx, dy, score: ink / there.length - cluttered / Math.max(1, paper.length) });
  }
  scores.sort((a, b) => b.score - a.score || Math.hypot(a.dx, a.dy) - Math.hypot(b.dx, b.dy));
  const peaks: typeof scores = [];
  for (const one of scores) {
    if (peaks.length >= mostPeaks || one.score < leastScore) break;
    if (peaks.every(({ dx, dy }) => Math.hypot(dx - one.dx, dy - one.dy) > 2 * reach.near)) peaks.push(one);
  }
  const at = applyHomography(map, x, y);
  return peaks.map(({ dx, dy }) => ({ x: at.x + dx, y: at.y + dy }));
}

/** What is seen less than this is not there. */
const leastScore = 0.3;

/** How much of a page's ink is seen, more than there is on bare paper, in the part of the page in which that is least: each part may lie a little beside where the map has it, for paper bends. */
export function leastSeen(levels: InkLevels, all: readonly PagePart[], map: Homography): number {
  return all.length === 0 ? 0 : Math.min(...seenOfEach(levels, all, map));
}

/** The same of all its parts in the mean: lines of text look alike upside down, and a heading does not. */
export function meanSeen(levels: InkLevels, all: readonly PagePart[], map: Homography): number {
  return mean(seenOfEach(levels, all, map));
}

function seenOfEach(levels: InkLevels, all: readonly PagePart[], map: Homography): number[] {
  const level = levels.at(size.seen), there = scaledBy(map, 1 / level.factor);
  return all.map((part) => seenOf(level, part, there));
}

function seenOf({ near }: Level, { edges, bare }: PagePart, map: Homography): number {
  const inPicture = (points: readonly PixelPoint[]): PixelPoint[] => points.map(({ x, y }) => applyHomography(map, x, y)).filter(({ x, y }) => x >= 0 && y >= 0 && x < near.width && y < near.height);
  const there = inPicture(edges), paper = inPicture(bare);
  // What was cut off tells nothing, unless it is most of a part.
  if (there.length < edges.length / 2) return 0;
  const share = (points: readonly PixelPoint[], dx: number, dy: number): number => points.filter(({ x, y }) => {
    const at = { x: x + dx, y: y + dy }, to = inkNear(near, at);
    return to !== null && Math.hypot(to.x - at.x, to.y - at.y) <= seen.within;
  }).length / Math.max(1, points.length);
  let best = 0;
  for (let dy = -seen.beside; dy <= seen.beside; dy++) for (let dx = -seen.beside; dx <= seen.beside; dx++) {
    const ink = share(there, dx, dy);
    if (ink > best) best = Math.max(best, ink - share(paper, dx, dy));
  }
  return best;
}
