/** Where the printed lines of cells are, of which a ruler says a little more or less: single characters are told only within their own lines. Pure. */
import type { GrayImage } from '../../sheet/read/reading.ts';
import type { TemplateRegion } from '../../sheet/template/page-regions.ts';
import { cropGray, withRim } from '../images/crop.ts';
import { pixelsOf } from '../images/pixels-of.ts';

/** How far from their place lines are looked for, in millimetres and as a share of a cell; and the resolution for that. */
const reach = { mm: 2, share: 0.45 }, dpi = 200;
/** By how much the whole may be longer or shorter than was measured, in such steps; of two lines by more. */
const stretch = { cells: 0.03, two: 0.12, step: 0.005 };
/** Share of its length that a line is dark, on average, from which lines are seen; what counts beside that for its very middle; and what a millimetre further off must bring. */
const seen = 0.75, middle = 0.15, perMm = 0.02;
/** Twice as many lines may be seen a little less clearly; and the gaps that are tried, as shares of the way from one box to the next: a thick line is no gap. */
const twiceAsMany = 0.1, gaps = { leastMm: 0.8, most: 0.42, step: 0.02 };
/** From paper to the darkest, what is dark. */
const darkShare = 0.4;

type Corners = TemplateRegion['corners'];

/** Where cells lie: `apart` is the share of the way from one to the next that lies between their boxes, 0 where they share a line. */
export type LaidCells<R> = R & { readonly apart: number };

/** The region moved and stretched so that its cells (side by side or a little apart, or one) lie within their printed lines; as it is where no such lines are seen. */
export function ontoLines<R extends Pick<TemplateRegion, 'corners' | 'widthMm' | 'heightMm'>>(image: GrayImage, region: R, cells: number): LaidCells<R> {
  const { widthMm, heightMm } = region, rim = Math.min(reach.mm, reach.share * widthMm / cells, reach.share * heightMm), perMillimetre = pixelsOf(1, dpi);
  const crop = cropGray(image, ...withRim(region, rim, dpi)), dark = darkOf(crop), from = Math.round(rim * perMillimetre), [w, h] = [crop.width - 2 * from, crop.height - 2 * from];
  if (w < 8 || h < 8) return { ...region, apart: 0 };
  const upright = sharesOf(dark, crop, 'x', from), level = sharesOf(dark, crop, 'y', from);
  const x = cellsAt(upright, cells, { from, length: w, reach: from, perMillimetre }), y = fitted(level, [0, 1], { from, length: h, reach: from, perMillimetre });
  if (x === null && y === null) return { ...region, apart: 0 };
  const left = x === null ? 0 : x.shift / w, right = x === null ? 1 : left + x.scale, top = y === null ? 0 : y.shift / h, bottom = y === null ? 1 : top + y.scale;
  const at = (u: number, v: number): Corners[number] => between(region.corners, u, v);
  return { ...region, apart: x?.apart ?? 0, corners: [at(left, top), at(right, top), at(right, bottom), at(left, bottom)] satisfies Corners, widthMm: widthMm * (right - left), heightMm: heightMm * (bottom - top) };
}

function between([a, b, c, d]: Corners, u: number, v: number): Corners[number] {
  const mix = (of: (corner: Corners[number]) => number): number => (of(a) * (1 - u) + of(b) * u) * (1 - v) + (of(d) * (1 - u) + of(c) * u) * v;
  return { x: mix((corner) => corner.x), y: mix((corner) => corner.y) };
}

function darkOf({ pixels }: GrayImage): Uint8Array {
  const sorted = pixels.toSorted(), paper = sorted[Math.floor(0.8 * (sorted.length - 1))] ?? 255, darkest = sorted[Math.floor(0.005 * (sorted.length - 1))] ?? 0, threshold = paper - Math.max(24, darkShare * (paper - darkest));
  return Uint8Array.from(pixels, (grey) => (grey < threshold ? 1 : 0));
}

/** Of each column (`x`) or row, the share of dark pixels in the region's own height or width; a line that is a little askew is in the next one, too. */
function sharesOf(dark: Uint8Array, { width, height }: GrayImage, along: 'x' | 'y', rim: number): Shares {
  const [count, length] = along === 'x' ? [width, height] : [height, width], inner = length - 4 * rim > 8 ? 2 * rim : rim;
  const is = (k: number, at: number): boolean => k >= 0 && k < count && dark[along === 'x' ? at * width + k : k * width + at] === 1;
  const shareOf = (test: (at: number) => boolean): number => {
    let sum = 0;
    for (let at = inner; at < length - inner; at++) if (test(at)) sum++;
    return sum / Math.max(1, length - 2 * inner);
  };
  return {
    near: Float64Array.from({ length: count }, (_, k) => shareOf((at) => is(k, at) || is(k - 1, at) || is(k + 1, at))),
    itself: Float64Array.from({ length: count }, (_, k) => shareOf((at) => is(k, at))),
  };
}

/** Of each column or row by itself, and with its neighbours. */
interface Shares { readonly near: Float64Array; readonly itself: Float64Array }

interface Expected { readonly from: number; readonly length: number; readonly reach: number; readonly perMillimetre: number }
/** By how many pixels, and how many times as long, lines lie, and what speaks for it. */
interface Fit { readonly shift: number; readonly scale: number; readonly worth: number }

/** The cells with a line between each two of them, or else as boxes a little apart. */
function cellsAt(shares: Shares, cells: number, expected: Expected): (Fit & { readonly apart: number }) | null {
  const together = fitted(shares, Array.from({ length: cells + 1 }, (_, i) => i / cells), expected);
  let best = together && { ...together, apart: 0 };
  if (cells === 1) return best;
  for (let share = gaps.leastMm * expected.perMillimetre * cells / expected.length; share <= gaps.most; share += gaps.step) {
    const pitch = 1 / (cells - share), boxes = fitted(shares, Array.from({ length: 2 * cells }, (_, i) => ((i >> 1) + (i % 2) * (1 - share)) * pitch), expected);
    // Every second line of boxes apart, a little stretched, may be seen as one between cells.
    if (boxes !== null && boxes.worth > (best?.worth ?? 0) - (best?.apart === 0 ? twiceAsMany : 0)) best = { ...boxes, apart: share };
  }
  return best;
}

/** Where lines that should lie at these shares of the length do; null where they are not seen. */
function fitted({ near, itself }: Shares, places: readonly number[], { from, length, reach: most, perMillimetre }: Expected): Fit | null {
  const lines = places.length, stretched = lines === 2 ? stretch.two : stretch.cells, steps = Math.round(stretched / stretch.step);
  let best: Fit | null = null;
  for (let k = -steps; k <= steps; k++) for (let shift = -most; shift <= most; shift++) {
    const scale = 1 + k * stretch.step;
    let sum = 0, middles = 0;
    for (const place of places) {
      const at = Math.round(from + shift + place * length * scale);
      sum += near[at] ?? 0; middles += itself[at] ?? 0;
    }
    const off = Math.max(Math.abs(shift), Math.abs(shift + (scale - 1) * length)) / perMillimetre;
    if (sum < seen * lines || off > most / perMillimetre) continue;
    const worth = (sum + middle * middles) / lines - perMm * off;
    if (best === null || worth > best.worth) best = { shift, scale, worth };
  }
  return best;
}
