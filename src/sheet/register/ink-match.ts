/**
 * Where a printed page lies in an image, by its ink: a first place by chamfer matching (Barrow and others, 1977; Borgefors, 1988) over shifts, turns and sizes, then closest points again and again
 * (Besl and McKay, 1992) to a projective map, more finely each time. It needs no bubbles, and handwriting on the one or the other picture does not disturb it.
 */
import { applyHomography, fitHomography, type Homography, type PointPair } from '../read/homography.ts';
import type { GrayImage, PixelPoint } from '../read/reading.ts';
import { shrink } from '../read/shrink.ts';
import { inkNear, nearestInk, type NearestInk } from './nearest-ink.ts';
import { edgePixels, inkPixels, type PrintedInk } from './printed-ink.ts';

export interface InkMatch {
  /** Page units to pixels of the image. */
  readonly map: Homography;
  /** Share of the printed ink that is there, minus the share of bare paper on which there is ink. */
  readonly share: number;
  /** Root mean square distance of the ink from where one flat page has it, in page units. */
  readonly residual: number;
  readonly mirrored: boolean;
  /** Where the ink around a place lies beside the map, in pixels of the image. */
  shiftAt(x: number, y: number): PixelPoint;
}

/** Long sides of the picture, from the first place to the last look. */
const firstSize = 150, finerSizes = [300, 600, 1000] as const;
/** Reach of the first search: turns in degrees, sizes as shares of the image, shifts as shares of its side. */
const turns = [-9, -6.75, -4.5, -2.25, 0, 2.25, 4.5, 6.75, 9], scales = [0.74, 0.79, 0.84, 0.9, 0.96, 1.03, 1.1], shiftShare = 0.24;
const sampled = 220;
/** Pixels from which ink is no longer near, in the first search. */
const reach = 4;
const closeLooks = 8;
/** A printed page is seen; another one with as much on it has 0.3. */
const leastShare = 0.6;
/** So much that nothing else needs to be tried. */
const sureShare = 0.9;
/** Seen less than this in the smallest picture, a place is not looked at again. */
const worthALook = 0.2;
/** Half of what is asked in the end: what is seen less in a larger picture is not looked at in one that is larger still. */
const leastFiner = leastShare / 2;
/** Share of the page's width in which its ink tells about a local shift, and the most that it shifts as a share of the image. */
const localShare = 0.08, mostShift = 0.012;
const localRounds = 12, leastAround = 12;

export function matchInk(levels: InkLevels, ink: PrintedInk): InkMatch | null {
  let best: InkMatch | null = null;
  for (const mirrored of [false, true]) {
    for (const turn of [0, 2, 1, 3]) {
      const found = matchFrom(levels, ink, turn, mirrored);
      if (found && found.share > (best?.share ?? leastShare)) best = found;
      if (best && best.share >= sureShare) return best;
    }
  }
  return best;
}

export interface Level { readonly factor: number; readonly near: NearestInk }
interface FirstLevel extends Level { readonly nearness: Nearness }

/** The picture's ink at each size; what is larger than the first is made when a place is worth a look in it. */
export class InkLevels {
  readonly first: FirstLevel;
  readonly #image: GrayImage;
  readonly #finer = new Map<number, Level>();
  constructor(image: GrayImage) { const level = levelOf(image, firstSize); this.#image = image; this.first = { ...level, nearness: nearnessOf(level.near) }; }

  at(size: number): Level {
    const known = this.#finer.get(size);
    if (known) return known;
    const made = levelOf(this.#image, size);
    this.#finer.set(size, made);
    return made;
  }
}

function levelOf(image: GrayImage, size: number): Level {
  const factor = Math.max(1, Math.round(Math.max(image.width, image.height) / size));
  const small = shrink(image, factor);
  return { factor, near: nearestInk(edgePixels(inkPixels(small), small.width, small.height), small.width, small.height) };
}

function matchFrom(levels: InkLevels, ink: PrintedInk, turn: number, mirrored: boolean): InkMatch | null {
  const { first } = levels;
  const places = firstPlaces(first, ink, turn, mirrored).map((map) => {
    const close = closer(first.near, ink, map, [6, 5, 4, 3], false) ?? map;
    return { map: close, share: judged(first.near, ink, close, 1.5).share };
  }).toSorted((a, b) => b.share - a.share);
  let best: InkMatch | null = null;
  for (const place of places.slice(0, 2).filter((one) => one.share > worthALook)) {
    const found = moreFinely(levels, ink, first, { map: place.map, mirrored }, finerSizes);
    if (found && !(best && best.share >= found.share)) best = found;
  }
  return best;
}

/** The first places of the whole search for a page that is so turned and mirrored, the likeliest first; in pixels of the image. */
export function firstPlacesIn({ first }: InkLevels, ink: PrintedInk, turn: number, mirrored: boolean): Homography[] {
  return firstPlaces(first, ink, turn, mirrored).map((map) => scaledBy(map, first.factor));
}

/** The ink of a page that lies here but for a few millimetres; null where it is not there. */
export function matchNear(levels: InkLevels, ink: PrintedInk, place: Pick<InkMatch, 'map' | 'mirrored'>): InkMatch | null {
  return moreFinely(levels, ink, { factor: 1 }, place, finerSizes.slice(1));
}

/** From where a page may lie, in a picture of one size, to where its ink is in pictures of other sizes, one after the other; null where it is not there. */
function moreFinely(levels: InkLevels, ink: PrintedInk, from: Pick<Level, 'factor'>, { map: start, mirrored }: Pick<InkMatch, 'map' | 'mirrored'>, sizes: readonly number[]): InkMatch | null {
  let map = start, { factor: before } = from, last: Level = levels.first, seen = { share: 0, residual: 0 };
  for (const size of sizes) {
    last = levels.at(size);
    map = closer(last.near, ink, scaledBy(map, before / last.factor), [8, 6, 4, 3, 2.5], true) ?? scaledBy(map, before / last.factor);
    before = last.factor;
    seen = judged(last.near, ink, map, 3);
    if (seen.share < leastFiner) return null;
  }
  const found = map, { share, residual } = seen, { near, factor } = last;
  const perUnit = Math.hypot(near.width, near.height) / Math.hypot(ink.width, ink.height);
  return { map: scaledBy(found, factor), share, residual: residual / perUnit, mirrored, shiftAt: (x, y) => shiftOf(near, factor, ink, found, x, y) };
}

/** The likeliest similarities in reach of the whole image, so turned and mirrored. */
function firstPlaces({ near, nearness }: FirstLevel, ink: PrintedInk, turn: number, mirrored: boolean): Homography[] {
  const { width, height } = near, { across, rows, left, top, score } = nearness;
  const step = Math.max(1, Math.floor(ink.edges.length / 2 / sampled));
  const upright = turn % 2 === 0;
  const fit = Math.min(width / (upright ? ink.width : ink.height), height / (upright ? ink.height : ink.width));
  const found: { map: Homography; score: number }[] = [];
  for (const scale of scales) for (const degrees of turns) {
    const angle = (turn * 90 + degrees) * Math.PI / 180, s = fit * scale / 0.92;
    const a = s * Math.cos(angle), b = s * Math.sin(angle), flip = mirrored ? -1 : 1;
    const reachX = Math.round(width * shiftShare), reachY = Math.round(height * shiftShare), places: number[] = [];
    for (let i = 0; i < ink.edges.length; i += 2 * step) {
      const x = (ink.edges[i]! - ink.width / 2) * flip, y = ink.edges[i + 1]! - ink.height / 2;
      const u = Math.round(a * x - b * y + width / 2) + left, v = Math.round(b * x + a * y + height / 2) + top;
      // Shifted as far as may be, it stays where there is a score; further out is none.
      if (u >= reachX && v >= reachY && u < across - reachX && v < rows - reachY) places.push(v * across + u);
    }
    const at = Int32Array.from(places);
    let best = -1, atX = 0, atY = 0;
    for (let dy = -reachY; dy <= reachY; dy += 2) for (let dx = -reachX; dx <= reachX; dx += 2) {
      const shift = dy * across + dx;
      let sum = 0;
      for (let i = 0; i < at.length; i++) sum += score[at[i]! + shift]!;
      if (sum > best) { best = sum; atX = dx; atY = dy; }
    }
    const cx = width / 2 + atX, cy = height / 2 + atY;
    found.push({ score: best, map: Float64Array.of(a * flip, -b, cx - a * flip * ink.width / 2 + b * ink.height / 2, b * flip, a, cy - b * flip * ink.width / 2 - a * ink.height / 2, 0, 0, 1) });
  }
  return found.toSorted((x, y) => y.score - x.score).slice(0, closeLooks).map(({ map }) => map);
}

/** How near each pixel is to ink, 1 on it and 0 from `reach` on, in a picture with so much room around it, where nothing is near. */
interface Nearness { readonly across: number; readonly rows: number; readonly left: number; readonly top: number; readonly score: Float32Array }

/** As much room as places are shifted by from one edge to beyond the other, and half of the picture more. */
function nearnessOf(near: NearestInk): Nearness {
  const { width, height } = near, left = 2 * Math.round(width * shiftShare) + (width >> 1), top = 2 * Math.round(height * shiftShare) + (height >> 1), across = width + 2 * left, rows = height + 2 * top, score = new Float32Array(across * rows);
  for (let y = 0, at = 0; y < height; y++) for (let x = 0, to = (y + top) * across + left; x < width; x++, at++, to++) score[to] = Math.max(0, 1 - near.distance(at) / reach);
  return { across, rows, left, top, score };
}

/** The map drawn to the nearest ink again and again, strays beyond each of the distances dropped; null where too little is near. */
function closer(near: NearestInk, ink: PrintedInk, start: Homography, distances: readonly number[], perspective: boolean): Homography | null {
  let map = start;
  for (const most of distances) for (let round = 0; round < 3; round++) {
    const pairs = pairsNear(near, ink.edges, map, most);
    const next = pairs.length < 30 ? null : fitHomography(pairs, perspective);
    if (!next) return null;
    map = next;
  }
  return map;
}

function pairsNear(near: NearestInk, points: Float64Array, map: Homography, most: number): PointPair[] {
  const pairs: PointPair[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const from = { x: points[i]!, y: points[i + 1]! }, to = applyHomography(map, from.x, from.y);
    const ink = inkNear(near, to);
    if (ink && Math.hypot(ink.x - to.x, ink.y - to.y) <= most) pairs.push({ from, to: ink });
  }
  return pairs;
}

function judged(near: NearestInk, ink: PrintedInk, map: Homography, most: number): { share: number; residual: number } {
  const pairs = pairsNear(near, ink.edges, map, most);
  const there = pairs.length / (ink.edges.length / 2), cluttered = ink.bare.length === 0 ? 0 : pairsNear(near, ink.bare, map, Math.min(most, 1.5)).length / (ink.bare.length / 2);
  const squares = pairs.reduce((sum, { from, to }) => { const at = applyHomography(map, from.x, from.y); return sum + (at.x - to.x) ** 2 + (at.y - to.y) ** 2; }, 0);
  return { share: there - cluttered, residual: Math.sqrt(squares / Math.max(1, pairs.length)) };
}

/** How far the ink around a place lies beside the map, in pixels of the full image: paper bends. By closest points, moved together until they rest. */
function shiftOf(near: NearestInk, factor: number, ink: PrintedInk, map: Homography, x: number, y: number): PixelPoint {
  const around = localShare * ink.width, most = mostShift * Math.hypot(near.width, near.height);
  const points: PixelPoint[] = [];
  for (let i = 0; i < ink.edges.length; i += 2) if (Math.abs(ink.edges[i]! - x) < around && Math.abs(ink.edges[i + 1]! - y) < around) points.push(applyHomography(map, ink.edges[i]!, ink.edges[i + 1]!));
  let dx = 0, dy = 0;
  for (let round = 0; round < localRounds; round++) {
    let sumX = 0, sumY = 0, count = 0;
    for (const point of points) {
      const at = { x: point.x + dx, y: point.y + dy }, to = inkNear(near, at);
      if (!to || Math.hypot(to.x - at.x, to.y - at.y) > most) continue;
      sumX += to.x - at.x; sumY += to.y - at.y; count++;
    }
    if (count < leastAround) return { x: 0, y: 0 };
    dx += sumX / count; dy += sumY / count;
  }
  return Math.hypot(dx, dy) > most ? { x: 0, y: 0 } : { x: dx * factor, y: dy * factor };
}

/** The map to pixels that are so many times smaller. */
export function scaledBy(map: Homography, factor: number): Homography {
  return map.map((value, i) => (i < 6 ? value * factor : value));
}
