/**
 * For each pixel the nearest one with ink: the vector distance transform in two passes (Danielsson, "Euclidean distance mapping", 1980). Pure.
 */
export interface NearestInk {
  readonly width: number;
  readonly height: number;
  /** Index of the nearest ink; -1 where there is none at all. */
  readonly of: Int32Array;
  /** Pixels from the pixel at this index to its nearest ink. */
  distance(at: number): number;
}

export function nearestInk(ink: Uint8Array, width: number, height: number): NearestInk {
  const of = Int32Array.from(ink, (value, at) => (value === 1 ? at : -1));
  const squared = (at: number, to: number): number => {
    const dx = at % width - to % width, dy = Math.floor(at / width) - Math.floor(to / width);
    return dx * dx + dy * dy;
  };
  const take = (at: number, from: number): void => {
    const to = of[from]!;
    if (to >= 0 && (of[at]! < 0 || squared(at, to) < squared(at, of[at]!))) of[at] = to;
  };
  for (let y = 0; y < height; y++) {
    const row = y * width;
    if (y > 0) for (let x = 0; x < width; x++) { take(row + x, row + x - width); if (x > 0) take(row + x, row + x - width - 1); if (x < width - 1) take(row + x, row + x - width + 1); }
    for (let x = 1; x < width; x++) take(row + x, row + x - 1);
    for (let x = width - 2; x >= 0; x--) take(row + x, row + x + 1);
  }
  for (let y = height - 2; y >= 0; y--) {
    const row = y * width;
    for (let x = 0; x < width; x++) { take(row + x, row + x + width); if (x > 0) take(row + x, row + x + width - 1); if (x < width - 1) take(row + x, row + x + width + 1); }
    for (let x = 1; x < width; x++) take(row + x, row + x - 1);
    for (let x = width - 2; x >= 0; x--) take(row + x, row + x + 1);
  }
  return { width, height, of, distance: (at) => (of[at]! < 0 ? Infinity : Math.sqrt(squared(at, of[at]!))) };
}
