/** Darkness that does not end at a bubble's outline: a shadow's edge, the side of a crease. */
import { numbersOf } from '../pixels/numbers.ts';
import { inSectors } from './sectors.ts';

/** What lies just inside a bubble's outline and beyond it, point by point in sectors around its middle. */
export interface Sides { readonly inside: readonly Int32Array[]; readonly outside: readonly Int32Array[] }

const sectorCount = 16;
/** Sectors that are one side of a bubble. */
const oneSide = 4;
/** Squares of shares of the way from the middle to the outline between which the inside is looked at, and from which the paper beside it. */
const from = { inside: 0.2, outline: 0.72, paper: 1.5 };
/** Share of the points beside a bubble that may be paler: grain, and a shadow's far end. */
const paler = 0.25;

/** `halfW`, `halfH`: of the bubble, as shares of its room. */
export function sidesOf(side: number, halfW: number, halfH: number): Sides {
  return {
    inside: inSectors(side, halfW, halfH, sectorCount, (far) => far >= from.inside && far <= from.outline),
    outside: inSectors(side, halfW, halfH, sectorCount, (far) => far >= from.paper),
  };
}

/**
 * How dark the paper beside a bubble is, as a share of what is dark in it there, on the side where that is most; sides that are paler inside than the whole is do not count.
 * `at`: where the bubble's points begin; `print`: what is printed in its room.
 */
export function groundOf(darkness: Float32Array, at: number, { inside, outside }: Sides, print: Float32Array): number {
  const inkOf = (points: Int32Array): Float64Array => {
    const inks = new Float64Array(points.length);
    for (let j = 0; j < points.length; j++) { const k = points[j]!; inks[j] = Math.max(0, darkness[at + k]! - print[k]!); }
    return inks;
  };
  const within = numbersOf(inside, (points) => meanOf(inkOf(points))), beside = outside.map((points) => (points.length === 0 ? null : inkOf(points).sort()[Math.floor(points.length * paler)]!));
  const usual = meanOf(within);
  let most = 0;
  for (let s = 0; s < sectorCount; s++) {
    let least = Infinity, sum = 0;
    for (let n = 0; n < oneSide; n++) {
      const sector = (s + n) % sectorCount, own = within[sector]!, paper = beside[sector];
      sum += own;
      if (paper !== null && paper !== undefined) least = Math.min(least, paper / Math.max(own, usual * 0.5, 0.01));
    }
    if (sum >= usual * oneSide * 0.9 && least < Infinity && least > most) most = least;
  }
  return most;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? 0 : sum / values.length;
}
