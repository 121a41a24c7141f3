import type { GrayImage, ImageQuality } from './reading.ts';

/** Rows that are looked at for streaks, and pixels between those that are looked at for brightness. */
const streakRows = 144;
const stride = 8;
/** A streak is darker than the paper beside it by so many grey levels, in so many of the rows, the page's outer margins included. */
const streakDepth = 14;
const streakShare = 0.9;
/** Of the first rows, and of the last ones, so many must be darker as well: frames and binding lines are printed, and no printer prints to the paper's edge. */
const streakEnds = { rows: 3, least: 2 };
const mostStreaks = 8;

/**
 * What the image itself shows, wherever the page is in it: brightness, lines of dirt in the direction of the feed, and moiré. About 2 ms for A4 at 200 dpi.
 * Positions are shares of the image's width, for the resolution may not be known.
 */
export function measureImage(image: GrayImage): ImageQuality {
  const { paper, darkest } = brightness(image);
  return { paperLevel: paper / 255, darkLevel: darkest / 255, streaks: findStreaks(image), moire: moire(image, paper) };
}

/** Grey of the paper (nine of ten sampled pixels are darker or the same) and of the darkest hundredth. */
function brightness({ width, height, pixels }: GrayImage): { paper: number; darkest: number } {
  const histogram = new Uint32Array(256);
  let count = 0;
  // A picture that is hardly any pixels high has a middle row, too.
  for (let y = Math.min(stride, height) >> 1; y < height; y += 2 * stride) for (let x = (y >> 4) % stride; x < width; x += stride, count++) histogram[pixels[y * width + x]!]!++;
  const at = (share: number): number => {
    let left = count * share;
    for (let value = 0; value < 256; value++) if ((left -= histogram[value]!) <= 0) return value;
    return 255;
  };
  return { paper: at(0.9), darkest: at(0.01) };
}

/** Columns that are darker than both sides all the way down, from edge to edge: dirt on the glass of a feeder. */
function findStreaks({ width, height, pixels }: GrayImage): number[] {
  const beside = Math.max(3, Math.round(width / 270));
  const counts = new Uint16Array(width), heads = new Uint8Array(width), feet = new Uint8Array(width);
  const step = Math.max(1, Math.floor(height / streakRows));
  const last = Math.ceil((height - (step >> 1)) / step) - streakEnds.rows;
  let rows = 0;
  for (let y = step >> 1; y < height; y += step, rows++) {
    const row = y * width;
    for (let x = beside; x < width - beside; x++) {
      const value = pixels[row + x]! + streakDepth;
      if (value < pixels[row + x - beside]! && value < pixels[row + x + beside]!) {
        counts[x]!++;
        if (rows < streakEnds.rows) heads[x]!++;
        if (rows >= last) feet[x]!++;
      }
    }
  }
  const streaks: number[] = [];
  for (let x = 0; x < width && streaks.length < mostStreaks; x++) {
    if (counts[x]! < rows * streakShare) continue;
    const from = x;
    while (x + 1 < width && counts[x + 1]! >= rows * streakShare * 0.8) x++;
    if (Math.max(...heads.subarray(from, x + 1)) >= streakEnds.least && Math.max(...feet.subarray(from, x + 1)) >= streakEnds.least) streaks.push((from + x + 1) / 2 / width);
  }
  return streaks;
}

const patch = 36;
const lags = 14;

/** Amplitude (0 to 1, peak to peak) of a fine periodic pattern on bare paper, as a photographed screen or a halftone under a scanner has; 0 where there is none. By autocorrelation. */
function moire(image: GrayImage, paper: number): number {
  const { width, height } = image;
  const bare: { left: number; top: number; range: number }[] = [];
  for (let row = 0; row < 10; row++) {
    for (let column = 0; column < 8; column++) {
      const left = Math.floor(((column + 0.5) / 8) * width - patch / 2), top = Math.floor(((row + 0.5) / 10) * height - patch / 2);
      if (left < 0 || top < 0 || left + patch > width || top + patch > height) continue;
      const range = rangeIn(image, left, top, paper);
      if (range !== null) bare.push({ left, top, range });
    }
  }
  const found = bare.sort((a, b) => a.range - b.range).slice(0, 4).map(({ left, top }) => Math.max(periodic(image, left, top, 1, width), periodic(image, left, top, width, 1))).sort((a, b) => a - b);
  // Most of the bare places must show it.
  return found.length < 3 ? 0 : found[1]!;
}

/** Null where something is printed or written. */
function rangeIn({ width, pixels }: GrayImage, left: number, top: number, paper: number): number | null {
  let least = 255, most = 0;
  for (let y = top; y < top + patch; y += 3) {
    for (let x = left; x < left + patch; x += 3) {
      const value = pixels[y * width + x]!;
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return least < paper * 0.55 ? null : most - least;
}

/** Peak to peak amplitude along one direction when the pattern comes again after a few pixels, having been its opposite in between. */
function periodic({ width, pixels }: GrayImage, left: number, top: number, along: number, across: number): number {
  const start = top * width + left;
  let sum = 0, squares = 0;
  for (let i = 0; i < patch; i++) for (let k = 0; k < patch; k++) { const value = pixels[start + i * across + k * along]!; sum += value; squares += value * value; }
  const count = patch * patch;
  const mean = sum / count, variance = squares / count - mean * mean;
  if (variance < 9) return 0;
  let opposite = false, best = 0;
  for (let lag = 1; lag <= lags; lag++) {
    let product = 0;
    for (let i = 0; i < patch; i += 2) for (let k = 0; k + lag < patch; k++) product += (pixels[start + i * across + k * along]! - mean) * (pixels[start + i * across + (k + lag) * along]! - mean);
    const r = product / ((patch / 2) * (patch - lag)) / variance;
    if (r < -0.15) opposite = true;
    else if (opposite && r > best) best = r;
  }
  return best < 0.35 ? 0 : Math.min(1, (best * Math.sqrt(variance) * 2 * Math.SQRT2) / 255);
}
