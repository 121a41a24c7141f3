import type { GrayImage } from '../read/reading.ts';
import { shrink } from '../read/shrink.ts';
import { darkPixels } from '../read/threshold.ts';

const smallSide = 600;
const mostPoints = 16_000;

/** By how many degrees the lines on a page are turned (clockwise positive): the turn at which dark points fall into the sharpest rows (Postl's projection profiles, 1986). */
export class Skew {
  readonly #xs: readonly number[];
  readonly #ys: readonly number[];
  readonly #bins: Float64Array;
  readonly #across: number;
  /** How sharp the rows are at the turns that were asked about. */
  readonly #known = new Map<number, number>();
  constructor(image: GrayImage) {
    const small = shrink(image, Math.max(1, Math.round(Math.max(image.width, image.height) / smallSide)));
    const dark = darkPixels(small, Math.round(smallSide / 14), 0.82);
    const xs: number[] = [], ys: number[] = [];
    let total = 0;
    for (const d of dark) total += d;
    const every = Math.max(1, Math.ceil(total / mostPoints));
    for (let k = 0, seen = 0; k < dark.length; k++) if (dark[k] === 1 && seen++ % every === 0) { xs.push(k % small.width + beside(seen, 0.6180339887)); ys.push(Math.floor(k / small.width) + beside(seen, 0.7548776662)); }
    this.#xs = xs; this.#ys = ys; this.#across = small.width;
    this.#bins = new Float64Array(2 * (small.width + small.height));
  }

  /** The turn of at most `widest` degrees to either side. */
  within(widest: number): number {
    let best = 0, top = this.#sharpness(0);
    const tryAt = (degrees: number): void => { const s = this.#sharpness(degrees); if (s > top) { top = s; best = degrees; } };
    for (let degrees = -widest; degrees <= widest; degrees++) tryAt(degrees);
    for (const step of [0.5, 0.25]) { const from = best; tryAt(from - step); tryAt(from + step); }
    return best;
  }

  #sharpness(degrees: number): number {
    const known = this.#known.get(degrees);
    if (known !== undefined) return known;
    const xs = this.#xs, ys = this.#ys, bins = this.#bins, across = this.#across;
    const sin = Math.sin(degrees * Math.PI / 180), cos = Math.cos(degrees * Math.PI / 180);
    bins.fill(0);
    for (let i = 0; i < xs.length; i++) bins[(ys[i]! * cos - xs[i]! * sin + across) | 0]!++;
    let sum = 0;
    for (let k = 1; k < bins.length; k++) sum += (bins[k]! - bins[k - 1]!) ** 2;
    this.#known.set(degrees, sum);
    return sum;
  }
}

/** Points on a grid fall into the sharpest rows at 45 degrees, whatever is printed: each is put up to half a pixel aside, evenly spread (the golden ratio's and the plastic number's multiples). */
function beside(count: number, ratio: number): number {
  return count * ratio % 1 - 0.5;
}
