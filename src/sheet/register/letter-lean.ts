/** Which way the letters in the bubbles lean, where nothing else tells how a page lies (decision 0128). */
import type { Homography } from '../read/homography.ts';
import { median } from '../read/median.ts';
import type { GrayImage } from '../read/reading.ts';
import type { Lattice } from './lattice.ts';
import { cutWindows, points, side } from './window.ts';

/** Whether the letters in the bubbles have more on their left, as C and E do, and more below, as A does: by 0.1 of what there is and more where letters are seen, blurred ones, too; in empty bubbles the grain of the paper leans as well, and tells nothing. Each is measured against the other, which is even that way: a place that is a little off, and outlines of a blurred page, weigh on both. Of sheets with too few of them the same by their digits: 3 and 4 have more on their right, 7 and 9 above, each measured against 0 and 8. */
export function lettersLean(image: GrayImage, lattice: Lattice, map: Homography): { readonly left: boolean; /** Whether enough of them are unmarked to say so. */ readonly told: boolean; readonly down: boolean } {
  const { letters: { left, down }, digits: { right, up, even } } = lattice;
  if (Math.max(left.length, down.length) < severalLetters) {
    const [one = [], two = [], all = []] = unmarkedOf(image, lattice, map, [right, up, even]);
    return { left: leansMore(all, one, 'left'), told: areEnough(all, one), down: leansMore(all, two, 'down') };
  }
  const [open = [], below = []] = unmarkedOf(image, lattice, map, [left, down]);
  return { left: leansMore(open, below, 'left'), told: areEnough(open, below), down: leansMore(below, open, 'down') };
}

/** The unmarked bubbles of each of some sets; none where nothing is printed in them. */
function unmarkedOf(image: GrayImage, lattice: Lattice, map: Homography, sets: readonly (readonly number[])[]): Halves[][] {
  const all = sets.flat(), places = all.map((i) => ({ x: lattice.x[i]!, y: lattice.y[i]!, beside: i }));
  if (all.length === 0) return [];
  const { greys } = cutWindows(image, map, { w: lattice.w.map((w) => w * letter), h: lattice.h.map((h) => h * letter) }, places);
  const halves = all.map((_, k) => halvesOf(greys.subarray(k * points, (k + 1) * points)));
  const usual = median(halves.map(({ ink }) => ink));
  if (usual / points < leastInk * medianContrast(cutWindows(image, map, lattice, places).greys)) return [];
  let from = 0;
  return sets.map(({ length }) => { const own = halves.slice(from, from + length).filter(({ ink }) => ink < marked * usual); from += length; return own; });
}

function leansMore(one: readonly Halves[], other: readonly Halves[], way: 'left' | 'down'): boolean {
  return one.length >= severalLetters && leanOf(one, way) - leanOf(other, way) > leastLean;
}

function areEnough(one: readonly Halves[], other: readonly Halves[]): boolean {
  return Math.min(one.length, other.length) >= severalLetters;
}

/** Whether a template has letters that tell where its top is. */
export function hasTopLetters({ letters }: Lattice): boolean {
  return letters.down.length >= severalLetters;
}

/** Greys between the lightest and the darkest tenth of a usual bubble with its outline. */
function medianContrast(greys: Float32Array): number {
  const contrasts: number[] = [];
  for (let from = 0; from < greys.length; from += points) {
    const sorted = greys.slice(from, from + points).sort();
    contrasts.push(sorted[Math.floor(points * 0.9)]! - sorted[Math.floor(points * 0.1)]!);
  }
  return median(contrasts);
}

/** Ink of a letter, and how much more of it is on its left, and below. */
interface Halves { readonly ink: number; readonly left: number; readonly down: number }

function halvesOf(window: Float32Array): Halves {
  const paper = window.reduce((a, b) => Math.max(a, b));
  let ink = 0, left = 0, down = 0;
  for (let k = 0; k < points; k++) {
    const here = paper - window[k]!;
    ink += here;
    left += k % side < side / 2 ? here : -here;
    down += k < points / 2 ? -here : here;
  }
  return { ink, left, down };
}

/** As a share of all ink; 0 of a few. */
function leanOf(letters: readonly Halves[], way: 'left' | 'down'): number {
  if (letters.length < severalLetters) return 0;
  let more = 0, ink = 0;
  for (const one of letters) { more += one[way]; ink += one.ink; }
  return more / Math.max(Number.EPSILON, ink);
}

/** Share of a window (a bubble and a half) that a letter has; ink in it, times the usual, from which it is marked; how many tell; how much more there must be on one side; and the least mean darkness of a letter's room, times its bubble's contrast: 0.3 to 0.84 with letters in them, 0.11 at most without (11 drawn sets). */
const letter = 0.66 / 1.5, marked = 1.6, severalLetters = 8, leastLean = 0.08, leastInk = 0.18;
