/** Pages with white bubbles on tinted ground (bands behind every other row, a coloured field): there a bubble is lighter than what is around it, and is found nowhere (decision 0168). */
import type { GrayImage } from '../read/reading.ts';
import { evenlyLit } from './even-light.ts';

/** Shares of the paper's brightness between which a ground may be, and of the picture that it covers at least. */
const ground = { darkest: 0.55, lightest: 0.96, least: 0.05 };
/** Grey levels of 255 by which a ground's grain lies beside it; and share of it from which what is between it and the paper is a slope of light, not another ground. */
const grain = 5, slope = 0.5;

/** Parts of a picture, each of which has some of its white paper. */
const parts = { across: 6, down: 8 };
/** Share of a part's pixels that are as bright as its paper or brighter. */
const whitest = 0.03;

/** The picture with its white paper equally bright everywhere: a lamp's slope is as steep as a tint. */
function evenWhite(image: GrayImage): GrayImage {
  const { width, height, pixels } = image, counts = new Uint32Array(256), whites = new Uint8Array(parts.across * parts.down);
  for (const part of whites.keys()) {
    const column = part % parts.across, row = Math.floor(part / parts.across), left = Math.floor(column * width / parts.across), right = Math.floor((column + 1) * width / parts.across), top = Math.floor(row * height / parts.down), bottom = Math.floor((row + 1) * height / parts.down);
    counts.fill(0);
    for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) counts[pixels[y * width + x]!]!++;
    let above = 0, white = 255;
    while (white > 1 && (above += counts[white]!) < whitest * (right - left) * (bottom - top)) white--;
    whites[part] = white;
  }
  return evenlyLit(image, { width: parts.across, height: parts.down, pixels: whites });
}

/** The grey of the tinted ground on a picture, the one that covers most; null without one. */
function tintOn({ pixels }: GrayImage): number | null {
  const counts = new Uint32Array(256);
  for (const grey of pixels) counts[grey]!++;
  let above = 0, white = 255;
  while (white > 0 && (above += counts[white]!) < pixels.length / 20) white--;
  const around = (grey: number): number => { let sum = 0; for (let k = grey - grain; k <= grey + grain; k++) sum += counts[k] ?? 0; return sum; };
  let best: number | null = null;
  for (let grey = Math.round(ground.darkest * white); grey <= ground.lightest * white; grey++) if (around(grey) >= ground.least * pixels.length && around(grey) > around(best ?? 0)) best = grey;
  if (best === null) return null;
  // From there up to the paper there must be a gap.
  let lowest = Infinity;
  for (let grey = best; grey <= white; grey++) lowest = Math.min(lowest, around(grey));
  return lowest < slope * around(best) ? best : null;
}

/** The picture with a tinted ground as white as its paper; null where it has none. */
export function withoutTint(image: GrayImage): GrayImage | null {
  const even = evenWhite(image), tint = tintOn(even);
  if (tint === null) return null;
  const { width, height, pixels } = even, shown = Uint8Array.from({ length: 256 }, (_, grey) => Math.min(255, Math.round(grey * 255 / Math.max(1, tint - grain))));
  return { width, height, pixels: pixels.map((grey) => shown[grey]!) };
}
