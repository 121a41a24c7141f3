import { side } from './net.ts';

/** Characters are fitted into a box of this many pixels within the 28, as in MNIST. */
const fitted = 20;

/**
 * Brings ink (0 to 1, any size) into the form that the network knows: the character's longer side is 20 pixels, its centre of mass is in the middle of 28 × 28.
 * The stroke's darkness is stretched to 1. Returns null where there is no ink.
 */
export function normaliseGlyph(ink: Float32Array, width: number, height: number): Float32Array | null {
  let left = width, right = -1, top = height, bottom = -1, most = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = ink[y * width + x]!;
      most = Math.max(most, value);
      if (value < 0.25) continue;
      left = Math.min(left, x); right = Math.max(right, x); top = Math.min(top, y); bottom = Math.max(bottom, y);
    }
  }
  if (right < left || most === 0) return null;
  const scale = fitted / Math.max(right - left + 1, bottom - top + 1);
  const boxW = Math.max(1, (right - left + 1) * scale), boxH = Math.max(1, (bottom - top + 1) * scale);
  const fit = resample(ink, width, height, { left, top, scale }, Math.ceil(boxW), Math.ceil(boxH));
  let mass = 0, mx = 0, my = 0, peak = 0;
  const w = Math.ceil(boxW), h = Math.ceil(boxH);
  for (let i = 0; i < fit.length; i++) {
    const value = fit[i]!;
    mass += value; mx += value * (i % w); my += value * Math.floor(i / w);
    peak = Math.max(peak, value);
  }
  if (mass === 0) return null;
  const dx = Math.max(0, Math.min(side - w, Math.round((side - 1) / 2 - mx / mass)));
  const dy = Math.max(0, Math.min(side - h, Math.round((side - 1) / 2 - my / mass)));
  const out = new Float32Array(side * side);
  for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) out[(y + dy) * side + x + dx] = Math.min(1, fit[y * w + x]! / peak);
  return out;
}

/** Area averages when it shrinks, bilinear when it grows. */
function resample(ink: Float32Array, width: number, height: number, { left, top, scale }: { left: number; top: number; scale: number }, w: number, h: number): Float32Array {
  const out = new Float32Array(w * h);
  const steps = Math.max(1, Math.ceil(1 / scale));
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      let sum = 0;
      for (let sy = 0; sy < steps; sy++) for (let sx = 0; sx < steps; sx++) sum += at(ink, width, height, left + (x + (sx + 0.5) / steps) / scale - 0.5, top + (y + (sy + 0.5) / steps) / scale - 0.5);
      out[y * w + x] = sum / steps ** 2;
    }
  }
  return out;
}

function at(ink: Float32Array, width: number, height: number, x: number, y: number): number {
  const x0 = Math.max(0, Math.min(width - 1, Math.floor(x))), y0 = Math.max(0, Math.min(height - 1, Math.floor(y)));
  const x1 = Math.min(width - 1, x0 + 1), y1 = Math.min(height - 1, y0 + 1);
  const fx = Math.max(0, Math.min(1, x - x0)), fy = Math.max(0, Math.min(1, y - y0));
  const upper = ink[y0 * width + x0]! * (1 - fx) + ink[y0 * width + x1]! * fx;
  const lower = ink[y1 * width + x0]! * (1 - fx) + ink[y1 * width + x1]! * fx;
  return upper + (lower - upper) * fy;
}
