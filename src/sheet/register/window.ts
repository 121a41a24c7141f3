import { layBoxes, sampleBoxes, windowStats } from '../pixels/boxes.ts';
import { productsWith, usualOf } from '../pixels/ink.ts';
import type { Homography } from '../read/homography.ts';
import type { GrayImage } from '../read/reading.ts';
import type { Lattice } from './lattice.ts';
import { scattered } from './scattered.ts';

/** Points across and down the window around a bubble. */
export const side = 12;
export const points = side * side;
/** The window around a bubble, in bubbles. */
const window = 1.5;

/** A place of the page, in page units, and the bubble whose size it has. */
export interface WindowPlace { readonly x: number; readonly y: number; readonly beside: number }

/** Samples the windows around places, each displaced by its shift in pixels, one after the other; and how many points of each lie outside the image. */
export function cutWindows(image: GrayImage, map: Homography, { w, h }: Pick<Lattice, 'w' | 'h'>, places: readonly WindowPlace[], shiftOf: (beside: number) => { readonly x: number; readonly y: number } = () => none): { readonly greys: Float32Array; readonly missed: Int32Array } {
  return sampleBoxes(image, layBoxes(map, places.length, side, (k) => { const { x, y, beside } = places[k]!, shift = shiftOf(beside); return { x, y, shiftX: shift.x, shiftY: shift.y, w: w[beside]! * window, h: h[beside]! * window }; }));
}

const none = { x: 0, y: 0 };

/** Point by point the median of the first `n` windows: plain paper is not most of a page, nor are marks once those that surely are some are left out. Where that leaves hardly any, those of the first `atMost`. `lookOf`: what is in each. */
export function usualWindow(windows: Float32Array, n: number, lookOf: (i: number) => WindowLook, atMost = n): Float32Array {
  const some = openOf(n, lookOf) ?? (atMost > n ? openOf(atMost, lookOf) : null) ?? Array.from({ length: n }, (_, i) => i);
  return usualOf(windows, points, scattered(some.length, enough).map((k) => some[k]!));
}

/** Those of the first `count` windows that are not marked; null where these are few. */
function openOf(count: number, lookOf: (i: number) => WindowLook): number[] | null {
  const open: number[] = [];
  for (let i = 0; i < count; i++) if (!isMarked(lookOf(i))) open.push(i);
  return open.length >= leastOpen * count ? open : null;
}

/** Windows that are enough, and the share of them that must not be marked for the others to be left out: where every question has two answers and one is marked, it is half. */
const enough = 80, leastOpen = 0.25;

/** Whether a window is dark through and through, as no letter is. */
function isMarked({ white, innerBrightest }: WindowLook): boolean {
  return white - innerBrightest > surelyDark * white;
}

const surelyDark = 0.25;

/** What is in a window: the brighter part of its rim (the paper), its mean, the third brightest point of its middle third, and how far its points are from the mean (length of what remains without it). */
export interface WindowLook { readonly white: number; readonly mean: number; readonly innerBrightest: number; readonly length: number }

export function looksOf(windows: Float32Array): (i: number) => WindowLook {
  const stats = windowStats(windows);
  return (i) => ({ white: stats[4 * i]!, mean: stats[4 * i + 1]!, innerBrightest: stats[4 * i + 2]!, length: Math.sqrt(stats[4 * i + 3]!) });
}

/** By how much what is in a window would be more, or less, in the light that the usual one has: where a shadow falls on paper, ink is as much darker there as the paper is. */
export function lightOf(white: number, usualWhite: number): number {
  return usualWhite / Math.max(1, white, usualWhite / deepestShadow);
}

/** Shadows leave a third of the light; what is darker is no paper. */
const deepestShadow = 3;

/** What is in each window, and how much of a shape whose mean is 0 it has: the window's own mean takes nothing away from that. */
export interface Compared { readonly count: number; readonly lookOf: (i: number) => WindowLook; readonly products: Float32Array }

export function compared(windows: Float32Array, shape: Float32Array, lookOf = looksOf(windows)): Compared {
  return { count: windows.length / points, lookOf, products: productsWith(windows, shape) };
}

/** Takes the mean away; returns what was there. */
export function centred(shape: Float32Array): WindowLook & { readonly inner: number } {
  const look = looksOf(shape)(0);
  let inner = 0;
  for (let r = 4; r < 8; r++) for (let c = 4; c < 8; c++) inner += shape[r * side + c]! / 16;
  for (let k = 0; k < points; k++) shape[k]! -= look.mean;
  return { ...look, inner };
}
