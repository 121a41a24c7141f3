/** What is in many bubbles, and in the windows around them, at once. */
import { floatsAt, intsAt, keep, loops, sections } from './memory.ts';

/** Bubbles that were cut out, each of side × side points (side a multiple of 4), one after the other; they do not change any more. */
export interface CutPoints { readonly darkness: Float32Array; readonly side: number }

/** All their points, as they are in the loops' memory: good until the next loop is asked. */
export function pointsOf({ darkness }: CutPoints): Float32Array {
  return floatsAt(keep('cuts', darkness), darkness.length);
}

/** Point by point the mean of the darkness of these bubbles, by their places among those cut out. */
export function meanOf({ darkness, side }: CutPoints, which: readonly number[]): Float32Array {
  const points = side ** 2, from = keep('cuts', darkness), [own = 0, out = 0] = sections(4 * which.length, 4 * points);
  intsAt(own, which.length).set(which);
  loops.meanOf(from, own, which.length, points, out);
  return floatsAt(out, points).slice();
}

/** Which of a bubble's points are inside and around it. `planes`: of all points one after the other 1 inside and 0 elsewhere; x, y, x², y² and xy beside its middle; 1 around it and 0 elsewhere. `inside`: indices of those inside. */
export interface InkMask { readonly planes: Float32Array; readonly inside: Int32Array }

/** Darkness of print from which it hides no more ink; darkness beyond it from which a point is inked; and ink of a bubble, as a share of the paper inside, below which nobody asks what half of it has. */
export interface InkBounds { readonly most: number; readonly inked: number; readonly least: number }

/** Numbers of a bubble in what `inkOfBubbles` returns. */
export const perBubble = 9;

/**
 * Of each of these bubbles, which look like `empty` when they are: the sum of its ink inside; how many points there have some; its sums by x, y, x², y² and xy; the ink around; what half of its inside is darker by than an empty one, at least.
 * `room`: what paper the print leaves inside.
 */
export function inkOfBubbles({ darkness, side }: CutPoints, which: readonly number[], { planes, inside }: InkMask, empty: Float32Array, { most, inked, least }: InkBounds): { readonly inks: Float32Array; readonly room: number } {
  const bytes = 4 * side ** 2, from = keep('cuts', darkness), count = which.length;
  const [own = 0, mask = 0, within = 0, plain = 0, scratch = 0, out = 0] = sections(4 * count, planes.byteLength, inside.byteLength, bytes, 3 * bytes, 4 * perBubble * count);
  intsAt(own, count).set(which);
  floatsAt(mask, planes.length).set(planes);
  intsAt(within, inside.length).set(inside);
  floatsAt(plain, empty.length).set(empty);
  const room = loops.inkOfBubbles(from, own, count, side, mask, within, inside.length, plain, most, inked, least, scratch, out);
  return { inks: floatsAt(out, perBubble * count).slice(), room };
}

/** Windows of so many points (a multiple of 16), one after the other: point by point the median, in whole numbers, of these, which are at most 255. */
export function usualOf(windows: Float32Array, points: number, which: readonly number[]): Float32Array {
  const used = which.length * points, [from = 0, rows = 0, out = 0] = sections(4 * used, used, 4 * points), asked = floatsAt(from, used);
  for (const [k, window] of which.entries()) asked.set(windows.subarray(window * points, (window + 1) * points), k * points);
  loops.usualWindow(from, which.length, points, rows, out);
  return floatsAt(out, points).slice();
}

/** How much each window has of a shape: the sum of their products. */
export function productsWith(windows: Float32Array, shape: Float32Array): Float32Array {
  const count = windows.length / shape.length, [from = 0, own = 0, out = 0] = sections(windows.byteLength, shape.byteLength, 4 * count);
  floatsAt(from, windows.length).set(windows);
  floatsAt(own, shape.length).set(shape);
  loops.productsWith(from, count, shape.length, own, out);
  return floatsAt(out, count).slice();
}
