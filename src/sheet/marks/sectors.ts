/** Points of a bubble's room in sectors around its middle, as the hands of a clock would share them out were the bubble round. */

/** `side`: points across and down the room; `halfW`, `halfH`: of the bubble, as shares of its room. `isIn` is given the squared distance from the middle in halves of the bubble, and the place from there in rooms. */
export function inSectors(side: number, halfW: number, halfH: number, count: number, isIn: (far: number, u: number, v: number) => boolean): Int32Array[] {
  const sectors: number[][] = Array.from({ length: count }, () => []);
  for (let r = 0, k = 0; r < side; r++) for (let c = 0; c < side; c++, k++) {
    const u = (c + 0.5) / side - 0.5, v = (r + 0.5) / side - 0.5, x = u / halfW, y = v / halfH;
    if (isIn(x * x + y * y, u, v)) sectors[Math.min(count - 1, Math.floor((Math.atan2(y, x) / (2 * Math.PI) + 0.5) * count))]!.push(k);
  }
  return sectors.map((points) => Int32Array.from(points));
}
