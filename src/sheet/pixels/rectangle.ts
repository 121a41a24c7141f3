/** What one rectangle of a picture adds up to. */
import type { GrayImage } from '../read/reading.ts';
import { bytesAt, doublesAt, intsAt, keep, loops, sections } from './memory.ts';

/** Whole pixels inside the picture. */
export interface Rectangle { readonly left: number; readonly top: number; readonly columns: number; readonly rows: number }

/** How many pixels have each of the 256 greys. */
export function greyCounts({ width, pixels }: GrayImage, { left, top, columns, rows }: Rectangle): Int32Array {
  const picture = keep('picture', pixels), [counts = 0] = sections(1024);
  bytesAt(counts, 1024).fill(0);
  loops.countGreys(picture, width, left, top, columns, rows, counts);
  return intsAt(counts, 256).slice();
}

/** Of the pixels, weighed by `weights` of their grey: the sum of weights, of distances to the right of and below a point, and of these distances' squares. */
export interface Moments { readonly weight: number; readonly right: number; readonly below: number; readonly squares: number }

/** Adds up row by row, to the last digit as a plain loop does. */
export function moments({ width, pixels }: GrayImage, { left, top, columns, rows }: Rectangle, point: { readonly x: number; readonly y: number }, weights: Float64Array): Moments {
  const picture = keep('picture', pixels), [own = 0, out = 0] = sections(weights.byteLength, 32);
  doublesAt(own, weights.length).set(weights);
  loops.weighedSums(picture, width, left, top, columns, rows, point.x, point.y, own, out);
  const [weight = 0, right = 0, below = 0, squares = 0] = doublesAt(out, 4);
  return { weight, right, below, squares };
}
