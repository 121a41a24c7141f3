import type { Homography } from '../read/homography.ts';
import { median } from '../read/median.ts';
import type { GrayImage } from '../read/reading.ts';
import type { DarknessField } from './darkness.ts';
import type { Lattice } from './lattice.ts';
import type { PatchShift } from './response.ts';
import { isRuled, kindsOf, measureCells, usualLine } from './ruled-cells.ts';
import { centred, compared, cutWindows, lightOf, looksOf, usualWindow } from './window.ts';

/** A window is like the usual bubble when it correlates with it at least this share of how bubbles usually do. */
const alike = 0.42;

/** What the edges of the blocks look like: shares of the bubbles there that look like bubbles, and of the places beyond that do. */
export interface EdgeLook { readonly inside: number; readonly beyond: number }

/**
 * Whether the blocks end where the template says. A row or a column too far, a page has letters, lines or plain paper where its first or last bubbles should be, dark as these may be, and
 * bubbles where none should be. `field`: of `image`.
 */
export function lookAtEdges(field: DarknessField, image: GrayImage, map: Homography, lattice: Lattice, shifts: readonly PatchShift[]): EdgeLook {
  const { places, sampled, edges } = lattice.ends, seen = isRuled(lattice) ? seenOfBoth(field, image, map, lattice, shifts) : bubblesSeen(image, map, lattice, { places, sampled, edges }, shifts);
  const share = (from: number, to: number): number => {
    let good = 0;
    for (let i = from; i < to; i++) good += seen[i]!;
    return good / Math.max(1, to - from);
  };
  return { inside: share(sampled, sampled + edges), beyond: share(sampled + edges, places.length) };
}

/** Which places look like bubbles, 1 or 0, where some or all of them are cells of tables. */
function seenOfBoth(field: DarknessField, image: GrayImage, map: Homography, lattice: Lattice, shifts: readonly PatchShift[]): Uint8Array {
  const { places, sampled, edges } = lattice.ends, all = new Uint8Array(places.length);
  const isCell = (k: number): boolean => lattice.ruled[places[k]!.beside] === 1, cells = [...places.keys()].filter(isCell), bubbles = [...places.keys()].filter((k) => !isCell(k));
  const measured = measureCells(field, map, lattice, cells.map((k) => { const { x, y, beside } = places[k]!, shift = shifts[lattice.patchOf[beside]!]!; return { x, y, beside, shiftX: shift.x, shiftY: shift.y }; }));
  const kinds = kindsOf(measured, usualLine(measured.filter((_, n) => cells[n]! < sampled)));
  for (const [n, k] of cells.entries()) {
    const kind = kinds[n]!;
    // In a table's head something is printed, in a cell of its answers there may be a mark.
    all[k] = kind === 'empty' || kind === 'filled' || (kind === 'inked' && k < sampled + edges) ? 1 : 0;
  }
  const own = bubblesSeen(image, map, lattice, { places: bubbles.map((k) => places[k]!), sampled: bubbles.filter((k) => k < sampled).length, edges: bubbles.filter((k) => k >= sampled && k < sampled + edges).length }, shifts);
  for (const [n, k] of bubbles.entries()) all[k] = own[n]!;
  return all;
}

/** Which of these places look as the first of them (`sampled`) usually do, 1 or 0; where nearly all of these are marked, as those and the blocks' ends do. */
function bubblesSeen(image: GrayImage, map: Homography, lattice: Lattice, { places, sampled, edges }: Lattice['ends'], shifts: readonly PatchShift[]): Uint8Array {
  const seen = new Uint8Array(places.length);
  if (sampled === 0) return seen;
  const { greys: windows } = cutWindows(image, map, lattice, places, (i) => shifts[lattice.patchOf[i]!]!);
  const lookOf = looksOf(windows), usual = usualWindow(windows, sampled, lookOf, sampled + edges), { white: paper, mean, inner, length } = centred(usual);
  const usualInk = paper - mean, usualInner = paper - inner;
  if (length < 1) return seen;
  const likeness = new Float64Array(places.length), { products } = compared(windows, usual, lookOf);
  for (let i = 0; i < places.length; i++) {
    const own = lookOf(i), light = lightOf(own.white, paper), ink = (own.white - own.mean) * light;
    // Black through and through, as no letter or number is.
    if ((own.white - own.innerBrightest) * light > Math.max(usualInner * 1.3, own.white * light * 0.12)) seen[i] = 1;
    // Paper with hardly a speck on it correlates with anything; what has much more or less ink is something else.
    likeness[i] = own.length * light < 0.3 * length || ink > usualInk * 2 || ink < usualInk * 0.4 ? 0 : products[i]! / (own.length * length);
  }
  const bound = Math.max(0.15, alike * median([...likeness.subarray(0, sampled)].filter((l, i) => seen[i] === 0 && l > 0)));
  for (let i = 0; i < places.length; i++) if (likeness[i]! >= bound) seen[i] = 1;
  return seen;
}
