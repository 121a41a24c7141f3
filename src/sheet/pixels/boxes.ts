/** Samples of many boxes of a picture at once, each upright on the same grid of points. */
import { applyHomography, jacobianAt, type Homography } from '../read/homography.ts';
import type { GrayImage } from '../read/reading.ts';
import { doublesAt, floatsAt, intsAt, keep, keepMade, loops, sections } from './memory.ts';

/** Boxes of side × side points, side a multiple of 4: of each where its first point lies in the picture, and the steps to the next column and row. */
export interface Boxes { readonly count: number; readonly side: number; readonly values: Float64Array }

/** Numbers of a box. */
const perBox = 6;

/** A box on the page, in page units, by its middle; `shiftX`, `shiftY` displace it in the picture, in pixels. */
export interface PageBox { readonly x: number; readonly y: number; readonly w: number; readonly h: number; readonly shiftX?: number; readonly shiftY?: number }

/** Lays boxes of the page over a picture. Over a box of a few centimetres the map is taken as affine around its middle. */
export function layBoxes(map: Homography, count: number, side: number, boxOf: (k: number) => PageBox): Boxes {
  const values = new Float64Array(count * perBox), half = (side - 1) / 2;
  for (let k = 0, at = 0; k < count; k++, at += perBox) {
    const { x, y, w, h, shiftX = 0, shiftY = 0 } = boxOf(k), c = applyHomography(map, x, y), j = jacobianAt(map, x, y);
    const ux = j.ux * w / side, vx = j.vx * w / side, uy = j.uy * h / side, vy = j.vy * h / side;
    // Pixel middles are at half pixels.
    values[at] = c.x + shiftX - 0.5 - (ux + uy) * half; values[at + 1] = c.y + shiftY - 0.5 - (vx + vy) * half;
    values[at + 2] = ux; values[at + 3] = vx; values[at + 4] = uy; values[at + 5] = vy;
  }
  return { count, side, values };
}

/** Greys (bilinear) of all boxes one after the other, 255 outside the picture; and how many points of each lie outside. */
export function sampleBoxes({ width, height, pixels }: GrayImage, { count, side, values }: Boxes): { readonly greys: Float32Array; readonly missed: Int32Array } {
  const points = count * side ** 2;
  const picture = keep('picture', pixels), [from = 0, out = 0, missed = 0] = sections(values.byteLength, 4 * points, 4 * count);
  doublesAt(from, values.length).set(values);
  loops.sampleBoxes(picture, width, height, from, count, side, out, missed);
  return { greys: floatsAt(out, points).slice(), missed: intsAt(missed, count).slice() };
}

/** Greys (of the nearest pixels) around a box, as far as they lie in the picture: `points` across and down a room `times` as large, without the box. */
export function greysAround({ width, height, pixels }: GrayImage, { side, values }: Boxes, box: number, { times, points }: { readonly times: number; readonly points: number }): number[] {
  const [x0 = 0, y0 = 0, ux = 0, vx = 0, uy = 0, vy = 0] = values.subarray(perBox * box, perBox * (box + 1)), middle = (side - 1) / 2, greys: number[] = [];
  const pointAt = (n: number): number => ((n + 0.5) / points - 0.5) * times;
  for (let r = 0; r < points; r++) for (let c = 0; c < points; c++) {
    const u = pointAt(c), v = pointAt(r);
    if (Math.abs(u) < 0.5 && Math.abs(v) < 0.5) continue;
    const x = Math.round(x0 + ux * (middle + u * side) + uy * (middle + v * side)), y = Math.round(y0 + vx * (middle + u * side) + vy * (middle + v * side));
    if (x >= 0 && y >= 0 && x < width && y < height) greys.push(pixels[y * width + x]!);
  }
  return greys;
}

/** Of each window of 12 × 12 points the brighter part of its rim, its mean, the third brightest point of its middle third, and the sum of squares around its mean: four numbers each. */
export function windowStats(windows: Float32Array): Float32Array {
  const count = windows.length / 144, [from = 0, out = 0, rim = 0] = sections(windows.byteLength, 16 * count, 4 * 44);
  floatsAt(from, windows.length).set(windows);
  loops.windowStats(from, count, out, rim);
  return floatsAt(out, 4 * count).slice();
}

/**
 * All boxes as darkness in the name of `darkness`: 0 the paper around, 1 nothing reflected; the loops have it as cuts. `paperOf` is given the grey above which a sixth of each box's points lie, and answers with its paper's grey.
 * Returns each one's sum of darkness, and how many of its points lie outside the picture.
 */
export function darkBoxes({ width, height, pixels }: GrayImage, { count, side, values }: Boxes, paperOf: (own: Float32Array) => Float32Array, darkness: Float32Array): { readonly sums: Float32Array; readonly missed: Int32Array } {
  const points = side ** 2;
  keep('picture', pixels);
  const out = keepMade('cuts', darkness), [from = 0, missed = 0, papers = 0, sums = 0, counts = 0] = sections(values.byteLength, 4 * count, 4 * count, 4 * count, 2048);
  doublesAt(from, values.length).set(values);
  loops.sampleBoxes(keep('picture', pixels), width, height, from, count, side, out, missed);
  loops.paperGreys(out, count, points, points / 6, papers, counts);
  floatsAt(papers, count).set(paperOf(floatsAt(papers, count).slice()));
  loops.darken(out, count, points, papers, sums);
  return { sums: floatsAt(sums, count).slice(), missed: intsAt(missed, count).slice() };
}

/** Boxes of columns × rows points; `values` as in `Boxes`, not a number first where a box does not lie inside the picture. */
export interface Grids { readonly values: Float64Array; readonly columns: number; readonly rows: number }

/** What is asked while grids are sampled. */
export interface GridNeeds {
  /** Greys of a box that does not lie inside the picture. */
  readonly greysOf: (box: number, greys: Float32Array) => void;
  /** Given the grey above which a fifth of each box's points lie; answers with its paper's grey. */
  readonly paperOf: (own: Float32Array) => Float32Array;
}

/** Grids (bilinear) as darkness into `darkness`: 0 the paper around, 1 nothing reflected. Adds up as `sampleBox` and JavaScript do, to the last digit. Returns the paper's grey of each. */
export function darkGrids({ width, pixels }: GrayImage, { values, columns, rows }: Grids, { greysOf, paperOf }: GridNeeds, darkness: Float32Array): Float32Array {
  const count = values.length / perBox, points = columns * rows, picture = keep('picture', pixels);
  const [from = 0, to = 0, papers = 0, counts = 0] = sections(values.byteLength, darkness.byteLength, 4 * count, 2048);
  doublesAt(from, values.length).set(values);
  loops.sampleGrids(picture, width, from, count, columns, rows, to);
  for (let k = 0; k < count; k++) if (Number.isNaN(values[perBox * k])) greysOf(k, floatsAt(to + 4 * k * points, points));
  loops.paperGreys(to, count, points, points * 0.2, papers, counts);
  const white = paperOf(floatsAt(papers, count).slice());
  floatsAt(papers, count).set(white);
  loops.darkenExactly(to, count, points, papers);
  darkness.set(floatsAt(to, darkness.length));
  return white;
}
