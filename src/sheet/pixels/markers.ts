/** A marker looked for in a small picture, and how the picture is made small. */
import type { GrayImage } from '../read/reading.ts';
import { bytesAt, doublesAt, intsAt, loops, sections } from './memory.ts';

/** A marker at a size: size × size numbers, whose mean is 0 and length 1. */
export interface Patch { readonly size: number; readonly values: Float32Array }

export interface Area { readonly x0: number; readonly x1: number; readonly y0: number; readonly y1: number }

export interface Match { readonly x: number; readonly y: number; readonly size: number; readonly match: number }

/** For each area where its patch's left upper corner matches best; null where the patch has no place or nothing there has the mean square contrast `leastVariance`. */
export function bestMatches({ width, height, pixels }: GrayImage, asked: readonly { readonly patch: Patch; readonly area: Area }[], leastVariance: number): (Match | null)[] {
  const count = width * height, summed = (width + 1) * (height + 1), largest = Math.max(0, ...asked.map(({ patch }) => patch.size));
  const [from = 0, greys = 0, sums = 0, squares = 0, values = 0, out = 0] = sections(count, 8 * count, 4 * summed, 8 * summed, 8 * largest ** 2, 96);
  bytesAt(from, count).set(pixels);
  loops.sumGreys(from, width, height, greys, sums, squares);
  return asked.map(({ patch: { size, values: shape }, area }) => {
    const x0 = Math.max(0, area.x0), x1 = Math.min(width - size, area.x1), y0 = Math.max(0, area.y0), y1 = Math.min(height - size, area.y1);
    if (x1 < x0 || y1 < y0) return null;
    doublesAt(values, shape.length).set(shape);
    loops.bestMatch(greys, width, sums, squares, values, size, x0, y0, x1, y1, size * size * leastVariance, out);
    const [x = -1, y = -1, match = 0] = doublesAt(out, 3);
    return x < 0 ? null : { x, y, size, match };
  });
}

/** The image at a share of its size, below 1 and not far below a half, each pixel the mean of what it covers. */
export function resample({ width, height, pixels }: GrayImage, scale: number): GrayImage {
  const columns = Math.max(1, Math.floor(width * scale)), rows = Math.max(1, Math.floor(height * scale)), count = columns * rows;
  const [from = 0, columnOf = 0, rowOf = 0, below = 0, across = 0, to = 0] = sections(width * height, 4 * width, 4 * height, 2 * width, 8 * columns, count);
  bytesAt(from, width * height).set(pixels);
  const columnsOf = intsAt(columnOf, width), rowsOf = intsAt(rowOf, height);
  for (let x = 0; x < width; x++) columnsOf[x] = Math.min(columns - 1, Math.floor(x * scale));
  for (let y = 0; y < height; y++) rowsOf[y] = Math.min(rows - 1, Math.floor(y * scale));
  loops.gather(from, width, height, columnOf, rowOf, columns, rows, below, across, to);
  return { width: columns, height: rows, pixels: bytesAt(to, count).slice() };
}
