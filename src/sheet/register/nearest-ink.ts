/**
 * For each pixel the nearest one with ink: the vector distance transform in two passes (Danielsson, "Euclidean distance mapping", 1980). Pure.
 */
import type { PixelPoint } from '../read/reading.ts';

export interface NearestInk {
  readonly width: number;
  readonly height: number;
  /** Index of the nearest ink; -1 where there is none at all. */
  readonly of: Int32Array;
  /** Pixels from the pixel at this index to its nearest ink. */
  distance(at: number): number;
}

export function nearestInk(ink: Uint8Array, width: number, height: number): NearestInk {
  const count = width * height, of = new Int32Array(count), dxs = new Int32Array(count), dys = new Int32Array(count);
  // Vectors to what was taken so far; where nothing was, further away than anything is.
  const none = 2 * (width + height);
  for (let at = 0; at < count; at++) if (ink[at] === 1) of[at] = at; else { of[at] = -1; dxs[at] = none; dys[at] = none; }
  /** Along a row, from one side of it and from the other. */
  const along = (row: number): void => {
    for (let at = row + 1, end = row + width; at < end; at++) take(at, at - 1, 1, 0);
    for (let at = row + width - 2; at >= row; at--) take(at, at + 1, -1, 0);
  };
  const take = (at: number, from: number, stepX: number, stepY: number): void => {
    const ownX = dxs[at]!, ownY = dys[at]!, own = ownX * ownX + ownY * ownY;
    if (own === 0) return;
    const dx = dxs[from]! + stepX, dy = dys[from]! + stepY;
    if (dx * dx + dy * dy < own && of[from]! >= 0) { of[at] = of[from]!; dxs[at] = dx; dys[at] = dy; }
  };
  /** From the row beside it, which lies `step` further. */
  const beside = (row: number, step: 1 | -1): void => {
    for (let x = 0, at = row, from = row + step * width; x < width; x++, at++, from++) {
      if (of[at] === at) continue;
      take(at, from, 0, -step);
      if (x > 0) take(at, from - 1, 1, -step);
      if (x < width - 1) take(at, from + 1, -1, -step);
    }
    along(row);
  };
  along(0);
  for (let y = 1; y < height; y++) beside(y * width, -1);
  for (let y = height - 2; y >= 0; y--) beside(y * width, 1);
  return { width, height, of, distance: (at) => (of[at]! < 0 ? Infinity : Math.sqrt(dxs[at]! ** 2 + dys[at]! ** 2)) };
}

/** The middle of the nearest pixel with ink; null beyond the picture, and where there is none at all. */
export function inkNear({ width, height, of }: NearestInk, { x, y }: PixelPoint): PixelPoint | null {
  const column = Math.floor(x), row = Math.floor(y);
  if (!(column >= 0 && row >= 0 && column < width && row < height)) return null;
  const to = of[row * width + column]!;
  return to < 0 ? null : { x: to % width + 0.5, y: Math.floor(to / width) + 0.5 };
}
