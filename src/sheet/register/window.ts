import { applyHomography, jacobianAt, type Homography } from '../read/homography.ts';
import type { GrayImage } from '../read/reading.ts';
import { lieInside, sampleInside } from '../read/sampling.ts';

/** Points across and down the window around a bubble. */
const side = 12;
export const points = side * side;
/** The window around a bubble, in bubbles. */
const window = 1.5;

/** Samples the window around a place of the page, in page units, displaced by `shift` pixels; returns the share of it that lies outside the image. */
export function cutWindow(image: GrayImage, map: Homography, x: number, y: number, w: number, h: number, shift: { readonly x: number; readonly y: number }, out: Float32Array, from: number): number {
  const c = applyHomography(map, x, y), j = jacobianAt(map, x, y);
  const dx = w * window / side, dy = h * window / side;
  const half = (side - 1) / 2;
  const { width, pixels } = image, right = width - 1, bottom = image.height - 1;
  const ux = j.ux * dx, vx = j.vx * dx, uy = j.uy * dy, vy = j.vy * dy;
  let u0 = c.x + shift.x - 0.5 - ux * half - uy * half, v0 = c.y + shift.y - 0.5 - vx * half - vy * half;
  // Nearly every window lies inside, and no point of it needs to be asked.
  if (lieInside(u0, v0, ux * (side - 1), vx * (side - 1), uy * (side - 1), vy * (side - 1), width, image.height)) {
    for (let r = 0, to = from; r < side; r++, u0 += uy, v0 += vy) sampleInside(pixels, width, out, to, to += side, u0, v0, ux, vx);
    return 0;
  }
  let missed = 0;
  for (let r = 0, to = from; r < side; r++, u0 += uy, v0 += vy) {
    let u = u0, v = v0;
    for (let k = 0; k < side; k++, to++, u += ux, v += vx) {
      if (u < 0 || v < 0 || u >= right || v >= bottom) { out[to] = 255; missed++; continue; }
      const col = u | 0, row = v | 0, fx = u - col, at = row * width + col;
      const upper = pixels[at]! + (pixels[at + 1]! - pixels[at]!) * fx, lower = pixels[at + width]! + (pixels[at + width + 1]! - pixels[at + width]!) * fx;
      out[to] = upper + (lower - upper) * (v - row);
    }
  }
  return missed / points;
}

/** Point by point the median of the first windows: neither marks nor plain paper are most of a page. */
export function usualWindow(windows: Float32Array, n: number): Float32Array {
  const counts = new Uint16Array(256), usual = new Float32Array(points);
  // Enough of them, evenly.
  const step = Math.max(1, Math.floor(n / enough)), asked = Math.ceil(n / step);
  for (let k = 0; k < points; k++) {
    counts.fill(0);
    for (let i = 0, at = k; i < asked; i++, at += step * points) counts[windows[at]! | 0]!++;
    let left = asked / 2, v = 0;
    for (; v < 255; v++) { left -= counts[v]!; if (left <= 0) break; }
    usual[k] = v;
  }
  return usual;
}

const enough = 80;

/** Takes the mean away; returns the length of what remains. */
export function centred(values: Float32Array, from: number): number {
  const middle = mean(values, from);
  let squares = 0;
  for (let k = from; k < from + points; k++) { values[k]! -= middle; squares += values[k]! ** 2; }
  return Math.sqrt(squares);
}

export function mean(values: Float32Array, from: number): number {
  let sum = 0;
  for (let k = from; k < from + points; k++) sum += values[k]!;
  return sum / points;
}

/** The middle third. */
export function innerMean(values: Float32Array, from: number): number {
  let sum = 0;
  for (let r = 4; r < 8; r++) for (let c = 4; c < 8; c++) sum += values[from + r * side + c]!;
  return sum / 16;
}

/** The third brightest point of the middle third. */
export function innerBrightest(values: Float32Array, from: number): number {
  let first = -1, second = -1, third = -1;
  for (let r = 4; r < 8; r++) for (let c = 4; c < 8; c++) {
    const v = values[from + r * side + c]!;
    if (v > first) { third = second; second = first; first = v; } else if (v > second) { third = second; second = v; } else if (v > third) third = v;
  }
  return third;
}

/** The brighter part of the rim: the paper. */
export function rimMean(values: Float32Array, from: number): number {
  let sum = 0;
  for (let j = 0; j < rim.length; j++) sum += values[from + rim[j]!]!;
  const usual = sum / rim.length;
  let bright = 0, count = 0;
  for (let j = 0; j < rim.length; j++) { const v = values[from + rim[j]!]!; if (v >= usual) { bright += v; count++; } }
  return bright / Math.max(1, count);
}

const rim = Int32Array.from({ length: points }, (_, k) => k).filter((k) => k < side || k >= points - side || k % side === 0 || k % side === side - 1);
