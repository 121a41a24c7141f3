/** Which way the letters in the bubbles lean, where nothing else tells how a page lies (decision 0128). */
import type { Homography } from '../read/homography.ts';
import { median } from '../read/median.ts';
import type { GrayImage } from '../read/reading.ts';
import type { Lattice } from './lattice.ts';
import { cutWindows, points, side } from './window.ts';

/** Whether the letters in the bubbles have more on their left, as C and E do, and more below, as A does: by 0.1 of what there is and more where letters are seen, blurred ones, too; in empty bubbles the grain of the paper leans as well, and tells nothing. Each is measured against the other, which is even that way: a place that is a little off, and outlines of a blurred page, weigh on both. */
export function lettersLean(image: GrayImage, lattice: Lattice, map: Homography): { readonly left: boolean; readonly down: boolean } {
  const { letters } = lattice, all = [...letters.left, ...letters.down];
  const places = all.map((i) => ({ x: lattice.x[i]!, y: lattice.y[i]!, beside: i }));
  const { greys } = cutWindows(image, map, { w: lattice.w.map((w) => w * letter), h: lattice.h.map((h) => h * letter) }, places);
  const halves = all.map((_, k) => halvesOf(greys.subarray(k * points, (k + 1) * points)));
  const usual = median(halves.map(({ ink }) => ink));
  if (usual / points < leastInk * medianContrast(cutWindows(image, map, lattice, places).greys)) return { left: false, down: false };
  const unmarked = (from: number, to: number): Halves[] => halves.slice(from, to).filter(({ ink }) => ink < marked * usual);
  const open = unmarked(0, letters.left.length), below = unmarked(letters.left.length, all.length);
  return { left: open.length >= severalLetters && leanOf(open, 'left') - leanOf(below, 'left') > leastLean, down: below.length >= severalLetters && leanOf(below, 'down') - leanOf(open, 'down') > leastLean };
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
