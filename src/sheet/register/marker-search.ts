import { bestMatches, resample, type Match, type Patch } from '../pixels/markers.ts';
import { median } from '../read/median.ts';
import type { GrayImage, PixelPoint } from '../read/reading.ts';
import { shrink } from '../read/shrink.ts';
import type { Quad } from './paper-outline.ts';

/** Widths of the marker that are tried, as shares of the one expected. */
const sizes = [0.62, 0.72, 0.83, 0.96, 1.1, 1.27];
/** The same, once the size of others is known. */
const nearSizes = [0.92, 1, 1.08];
/** Pixels across a marker in the picture that is searched, and in the larger one. */
const searchedSize = 7, largerSize = 12;
/** A match from which a marker is sure, looked at finely: rings have 0.85 and more, filled bubbles that were taken for them 0.8 at most. */
const sureMatch = 0.83;
/** Places in a quarter that are looked at more finely. */
const closeLooks = 3;
/** OMRChecker takes a match from 0.3 on; a worse one is left to the bubbles. */
const leastMatch = 0.35;
/** Mean square of the contrast that a marker has. */
const leastVariance = 64;

export interface FoundMarker { readonly centre: PixelPoint; readonly match: number; readonly size: number }

/** The marker's picture, at each size that was asked for: made once, for all pages of a template. */
export class MarkerPicture {
  readonly #image: GrayImage;
  readonly #made = new Map<number, Patch>();
  constructor(image: GrayImage) { this.#image = image; }

  at(size: number): Patch {
    let patch = this.#made.get(size);
    if (!patch) this.#made.set(size, patch = patchOf(this.#image, size));
    return patch;
  }
}

/**
 * Looks for four equal markers, one in each quarter of the frame: zero-mean normalised cross-correlation (Lewis, "Fast normalized cross-correlation", 1995) with the marker's picture at
 * several sizes, in a picture made small, then more finely. Null for a quarter without one. Rings look alike when turned, so the picture is not.
 */
export function findMarkers(image: GrayImage, marker: MarkerPicture, frame: Quad, widthShare: number): (FoundMarker | null)[] {
  const width = (Math.hypot(frame[1].x - frame[0].x, frame[1].y - frame[0].y) + Math.hypot(frame[2].x - frame[3].x, frame[2].y - frame[3].y)) / 2;
  const expected = Math.max(4, width * widthShare);
  const quick = inQuarters(image, marker, frame, frame, expected, sizes, searchedSize);
  const sizesOfSure = quick.flatMap((found) => (isSure(found) ? [found.size] : []));
  if (sizesOfSure.length === quick.length) return quick;
  // In a picture so small rings are blots, as filled bubbles are: where no marker is sure it is looked for in a larger one, in the size of those that are.
  const [usual, shares] = sizesOfSure.length > 0 ? [median(sizesOfSure), nearSizes] : [expected, sizes];
  const again = inQuarters(image, marker, frame, frame.filter((_, quarter) => !isSure(quick[quarter] ?? null)), usual, shares, largerSize).values();
  return quick.map((found) => (isSure(found) ? found : better(found, again.next().value ?? null)));
}

function isSure(found: FoundMarker | null): found is FoundMarker {
  return found !== null && found.match >= sureMatch;
}

function better(one: FoundMarker | null, other: FoundMarker | null): FoundMarker | null {
  return one && (!other || one.match >= other.match) ? one : other;
}

/** The best place in each of these corners' quarters of the frame, for markers of about `expected` pixels that are searched with `across` pixels. */
function inQuarters(image: GrayImage, marker: MarkerPicture, frame: Quad, corners: readonly PixelPoint[], expected: number, shares: readonly number[], across: number): (FoundMarker | null)[] {
  const scale = Math.min(1, across / expected);
  // Whole factors are quick; what remains is resampled.
  const factor = Math.max(1, Math.floor(1 / scale));
  const small = smaller(shrink(image, factor), scale * factor);
  const patches = [...new Set(shares.map((share) => Math.max(4, Math.round(expected * scale * share))))].map((size) => marker.at(size));
  const centre = { x: frame.reduce((s, p) => s + p.x, 0) / 4, y: frame.reduce((s, p) => s + p.y, 0) / 4 };
  const asked = corners.flatMap((corner) => patches.map((patch) => {
    const area = { x0: Math.min(corner.x, centre.x) * scale, x1: Math.max(corner.x, centre.x) * scale, y0: Math.min(corner.y, centre.y) * scale, y1: Math.max(corner.y, centre.y) * scale }, half = patch.size / 2;
    return { patch, area: { x0: Math.floor(area.x0 - half), x1: Math.ceil(area.x1 - half), y0: Math.floor(area.y0 - half), y1: Math.ceil(area.y1 - half) } };
  }));
  const matches = bestMatches(small, asked, leastVariance);
  return corners.map((_, quarter) => {
    const found = matches.slice(quarter * patches.length, (quarter + 1) * patches.length).flatMap((match) => (match && match.match >= leastMatch ? [{ ...match, x: match.x + match.size / 2, y: match.y + match.size / 2 }] : [])).sort((a, b) => b.match - a.match);
    const apart = found.filter((one, k) => found.slice(0, k).every((other) => Math.hypot(other.x - one.x, other.y - one.y) > other.size / 2)).slice(0, closeLooks);
    return apart.map(({ x, y, size }) => finer(image, marker, { x: x / scale, y: y / scale }, size / scale)).reduce<FoundMarker | null>(better, null);
  });
}

/** Once more around what was found, at twice the resolution. */
function finer(image: GrayImage, marker: MarkerPicture, at: PixelPoint, size: number): FoundMarker {
  const scale = Math.min(1, 2.2 * searchedSize / size);
  const reach = size * 0.85;
  const cut = crop(image, at, reach);
  const small = smaller(cut.image, scale), area = { x0: 0, x1: small.width, y0: 0, y1: small.height };
  const sizesNear = new Set([0.88, 0.94, 1, 1.06, 1.12].map((share) => Math.max(4, Math.round(size * scale * share))));
  let best: Match = { x: 0, y: 0, match: -1, size: 1 };
  for (const found of bestMatches(small, [...sizesNear].map((each) => ({ patch: marker.at(each), area })), leastVariance)) if (found && found.match > best.match) best = found;
  return { centre: { x: cut.x + (best.x + best.size / 2) / scale, y: cut.y + (best.y + best.size / 2) / scale }, match: best.match, size: best.size / scale };
}

/** The marker at a size, minus its mean, with length 1. */
function patchOf(marker: GrayImage, size: number): Patch {
  const values = new Float32Array(size * size);
  const sx = marker.width / size, sy = marker.height / size;
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) {
    let sum = 0, n = 0;
    for (let v = Math.floor(y * sy); v < Math.max(Math.floor(y * sy) + 1, Math.floor((y + 1) * sy)); v++) for (let u = Math.floor(x * sx); u < Math.max(Math.floor(x * sx) + 1, Math.floor((x + 1) * sx)); u++) { sum += marker.pixels[Math.min(marker.height - 1, v) * marker.width + Math.min(marker.width - 1, u)]!; n++; }
    values[y * size + x] = sum / n;
  }
  let mean = 0, length = 0;
  for (const v of values) mean += v / values.length;
  for (let i = 0; i < values.length; i++) { values[i]! -= mean; length += values[i]! ** 2; }
  length = Math.sqrt(length) || 1;
  for (let i = 0; i < values.length; i++) values[i]! /= length;
  return { size, values };
}

/** The image at a share of its size. */
function smaller(image: GrayImage, scale: number): GrayImage {
  return scale >= 1 ? image : resample(image, scale);
}

function crop(image: GrayImage, at: PixelPoint, reach: number): { image: GrayImage; x: number; y: number } {
  const x = Math.max(0, Math.floor(at.x - reach)), y = Math.max(0, Math.floor(at.y - reach));
  const width = Math.max(1, Math.min(image.width, Math.ceil(at.x + reach)) - x), height = Math.max(1, Math.min(image.height, Math.ceil(at.y + reach)) - y);
  const pixels = new Uint8Array(width * height);
  for (let r = 0; r < height; r++) pixels.set(image.pixels.subarray((y + r) * image.width + x, (y + r) * image.width + x + width), r * width);
  return { image: { width, height, pixels }, x, y };
}
