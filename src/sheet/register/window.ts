import { layBoxes, sampleBoxes } from '../pixels/boxes.ts';
import type { Homography } from '../read/homography.ts';
import type { GrayImage } from '../read/reading.ts';
import type { Lattice } from './lattice.ts';

/** Points across and down the window around a bubble. */
const side = 12;
export const points = side * side;
/** The window around a bubble, in bubbles. */
const window = 1.5;

/** A place of the page, in page units, displaced by a shift in pixels, and the bubble whose size it has. */
export interface WindowPlace { readonly x: number; readonly y: number; readonly beside: number; readonly shiftX?: number; readonly shiftY?: number }

/** Samples the windows around places, one after the other; and how many points of each lie outside the image. */
export function cutWindows(image: GrayImage, map: Homography, { w, h }: Pick<Lattice, 'w' | 'h'>, places: readonly WindowPlace[]): { readonly greys: Float32Array; readonly missed: Int32Array } {
  return sampleBoxes(image, layBoxes(map, places.length, side, (k) => { const place = places[k]!; return { ...place, w: w[place.beside]! * window, h: h[place.beside]! * window }; }));
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
