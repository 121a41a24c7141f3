/** Pages with white bubbles on tinted ground (bands behind every other row, a coloured field): there a bubble is lighter than what is around it, and is found nowhere (decision 0168). */
import type { GrayImage } from '../read/reading.ts';

/** Shares of the paper's brightness between which a ground may be, and of the picture that it covers at least. */
const ground = { darkest: 0.55, lightest: 0.96, least: 0.05 };
/** Grey levels of 255 by which a ground's grain lies beside it; and share of it from which what is between it and the paper is a slope of light, not another ground. */
const grain = 5, slope = 0.5;

/** The grey of the tinted ground on a picture, the darkest that it has; null without one. */
export function tintOn({ pixels }: GrayImage): number | null {
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

/** The picture with that ground as white as its paper. */
export function withoutTint({ width, height, pixels }: GrayImage, tint: number): GrayImage {
  const shown = Uint8Array.from({ length: 256 }, (_, grey) => Math.min(255, Math.round(grey * 255 / Math.max(1, tint - grain))));
  return { width, height, pixels: pixels.map((grey) => shown[grey]!) };
}
