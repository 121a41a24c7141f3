import type { GrayImage, PixelPoint } from '../read/reading.ts';
import { shrink } from '../read/shrink.ts';
import type { Quad } from './paper-outline.ts';

/** Widths of the marker that are tried, as shares of the one expected. */
const sizes = [0.62, 0.72, 0.83, 0.96, 1.1, 1.27];
/** Pixels across a marker in the picture that is searched. */
const searchedSize = 7;
/** Places in a quarter that are looked at more finely. */
const closeLooks = 3;
/** OMRChecker takes a match from 0.3 on; a worse one is left to the bubbles. */
const leastMatch = 0.35;

export interface FoundMarker { readonly centre: PixelPoint; readonly match: number }

/**
 * Looks for four equal markers, one in each quarter of the frame: zero-mean normalised cross-correlation (Lewis, "Fast normalized cross-correlation", 1995) with the marker's picture at
 * several sizes, in a picture made small, then more finely. Null for a quarter without one. Rings look alike when turned, so the picture is not.
 */
export function findMarkers(image: GrayImage, marker: GrayImage, frame: Quad, widthShare: number): (FoundMarker | null)[] {
  const width = (Math.hypot(frame[1].x - frame[0].x, frame[1].y - frame[0].y) + Math.hypot(frame[2].x - frame[3].x, frame[2].y - frame[3].y)) / 2;
  const expected = Math.max(4, width * widthShare);
  const scale = Math.min(1, searchedSize / expected);
  // Whole factors are quick; what remains is resampled.
  const factor = Math.max(1, Math.floor(1 / scale));
  const small = resample(shrink(image, factor), scale * factor);
  const patches = sizes.map((share) => patchOf(marker, Math.max(4, Math.round(expected * scale * share))));
  const centre = { x: frame.reduce((s, p) => s + p.x, 0) / 4, y: frame.reduce((s, p) => s + p.y, 0) / 4 };
  return frame.map((corner) => {
    const area = { x0: Math.min(corner.x, centre.x) * scale, x1: Math.max(corner.x, centre.x) * scale, y0: Math.min(corner.y, centre.y) * scale, y1: Math.max(corner.y, centre.y) * scale };
    const found = patches.flatMap((patch) => { const match = bestMatch(small, patch, area); return match && match.match >= leastMatch ? [{ match: match.match, size: patch.size, x: match.x + patch.size / 2, y: match.y + patch.size / 2 }] : []; }).sort((a, b) => b.match - a.match);
    const apart = found.filter((one, k) => found.slice(0, k).every((other) => Math.hypot(other.x - one.x, other.y - one.y) > other.size / 2)).slice(0, closeLooks);
    return apart.map(({ x, y, size }) => finer(image, marker, { x: x / scale, y: y / scale }, size / scale)).reduce<FoundMarker | null>((best, one) => (best && best.match >= one.match ? best : one), null);
  });
}

/** Once more around what was found, at twice the resolution. */
function finer(image: GrayImage, marker: GrayImage, at: PixelPoint, size: number): FoundMarker {
  const scale = Math.min(1, 2.2 * searchedSize / size);
  const reach = size * 0.85;
  const cut = crop(image, at, reach);
  const small = resample(cut.image, scale);
  let best = { x: 0, y: 0, match: -1, size: 1 };
  for (const share of [0.88, 0.94, 1, 1.06, 1.12]) {
    const patch = patchOf(marker, Math.max(4, Math.round(size * scale * share)));
    const found = bestMatch(small, patch, { x0: 0, x1: small.width, y0: 0, y1: small.height });
    if (found && found.match > best.match) best = { ...found, size: patch.size };
  }
  return { centre: { x: cut.x + (best.x + best.size / 2) / scale, y: cut.y + (best.y + best.size / 2) / scale }, match: best.match };
}

interface Patch { readonly size: number; readonly values: Float32Array }

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

function bestMatch(image: GrayImage, patch: Patch, area: { x0: number; x1: number; y0: number; y1: number }): { x: number; y: number; match: number } | null {
  const { size, values } = patch;
  const { width, pixels } = image;
  const x0 = Math.max(0, Math.floor(area.x0 - size / 2)), x1 = Math.min(width - size, Math.ceil(area.x1 - size / 2));
  const y0 = Math.max(0, Math.floor(area.y0 - size / 2)), y1 = Math.min(image.height - size, Math.ceil(area.y1 - size / 2));
  const n = size * size;
  let best: { x: number; y: number; match: number } | null = null;
  const sums = new Float64Array(width), squares = new Float64Array(width);
  for (let y = y0; y <= y1; y++) {
    // Sums down the columns of this strip: plain paper and dark cloth have no contrast to match, and most of a page is that.
    for (let x = Math.max(0, x0); x < Math.min(width, x1 + size); x++) {
      let sum = 0, square = 0;
      for (let r = 0, at = y * width + x; r < size; r++, at += width) { const v = pixels[at]!; sum += v; square += v * v; }
      sums[x] = sum; squares[x] = square;
    }
    for (let x = x0; x <= x1; x++) {
      let sum = 0, square = 0;
      for (let c = x; c < x + size; c++) { sum += sums[c]!; square += squares[c]!; }
      const variance = square - sum * sum / n;
      if (variance < n * 64) continue;
      let product = 0;
      for (let r = 0, k = 0; r < size; r++) for (let c = 0, at = (y + r) * width + x; c < size; c++, k++, at++) product += pixels[at]! * values[k]!;
      const match = product / Math.sqrt(variance);
      if (!best || match > best.match) best = { x, y, match };
    }
  }
  return best;
}

/** The image at a share of its size, each pixel the mean of what it covers. */
function resample(image: GrayImage, scale: number): GrayImage {
  if (scale >= 1) return image;
  const width = Math.max(1, Math.floor(image.width * scale)), height = Math.max(1, Math.floor(image.height * scale));
  const pixels = new Uint8Array(width * height);
  const sums = new Float64Array(width), counts = new Uint32Array(width);
  const column = Int32Array.from({ length: image.width }, (_, x) => Math.min(width - 1, Math.floor(x * scale)));
  let row = 0;
  const flush = (): void => { for (let x = 0; x < width; x++) pixels[row * width + x] = counts[x]! > 0 ? sums[x]! / counts[x]! : 255; sums.fill(0); counts.fill(0); };
  for (let y = 0; y < image.height; y++) {
    const r = Math.min(height - 1, Math.floor(y * scale));
    if (r !== row) { flush(); row = r; }
    for (let x = 0, at = y * image.width; x < image.width; x++, at++) { const c = column[x]!; sums[c]! += image.pixels[at]!; counts[c]!++; }
  }
  flush();
  return { width, height, pixels };
}

function crop(image: GrayImage, at: PixelPoint, reach: number): { image: GrayImage; x: number; y: number } {
  const x = Math.max(0, Math.floor(at.x - reach)), y = Math.max(0, Math.floor(at.y - reach));
  const width = Math.max(1, Math.min(image.width, Math.ceil(at.x + reach)) - x), height = Math.max(1, Math.min(image.height, Math.ceil(at.y + reach)) - y);
  const pixels = new Uint8Array(width * height);
  for (let r = 0; r < height; r++) pixels.set(image.pixels.subarray((y + r) * image.width + x, (y + r) * image.width + x + width), r * width);
  return { image: { width, height, pixels }, x, y };
}
