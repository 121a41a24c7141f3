import type { Homography } from '../read/homography.ts';
import type { GrayImage } from '../read/reading.ts';
import { median } from './align.ts';
import type { Lattice } from './lattice.ts';
import type { PatchShift } from './response.ts';
import { centred, compared, cutWindows, lightOf, usualWindow } from './window.ts';

/** A window is like the usual bubble when it correlates with it at least this share of how bubbles usually do. */
const alike = 0.42;

/** What the edges of the blocks look like: shares of the bubbles there that look like bubbles, and of the places beyond that do. */
export interface EdgeLook { readonly inside: number; readonly beyond: number }

/**
 * Whether the blocks end where the template says. A row or a column too far, a page has letters, lines or plain paper where its first or last bubbles should be, dark as these may be, and
 * bubbles where none should be.
 */
export function lookAtEdges(image: GrayImage, map: Homography, lattice: Lattice, shifts: readonly PatchShift[]): EdgeLook {
  const { places, sampled, edges } = lattice.ends, { greys: windows } = cutWindows(image, map, lattice, places, (i) => shifts[lattice.patchOf[i]!]!);
  const usual = usualWindow(windows, sampled), { white: paper, mean, inner, length } = centred(usual);
  const usualInk = paper - mean, usualInner = paper - inner;
  if (length < 1) return { inside: 0, beyond: 0 };
  const likeness = new Float64Array(places.length), marked = new Uint8Array(places.length), { lookOf, products } = compared(windows, usual);
  for (let i = 0; i < places.length; i++) {
    const own = lookOf(i), light = lightOf(own.white, paper), ink = (own.white - own.mean) * light;
    // Black through and through, as no letter or number is.
    if ((own.white - own.innerBrightest) * light > Math.max(usualInner * 1.3, own.white * light * 0.12)) marked[i] = 1;
    // Paper with hardly a speck on it correlates with anything; what has much more or less ink is something else.
    likeness[i] = own.length * light < 0.3 * length || ink > usualInk * 2 || ink < usualInk * 0.4 ? 0 : products[i]! / (own.length * length);
  }
  const bound = Math.max(0.15, alike * median([...likeness.subarray(0, sampled)].filter((l, i) => marked[i] === 0 && l > 0)));
  const share = (from: number, to: number): number => {
    let good = 0;
    for (let i = from; i < to; i++) if (marked[i] === 1 || likeness[i]! >= bound) good++;
    return good / Math.max(1, to - from);
  };
  return { inside: share(sampled, sampled + edges), beyond: share(sampled + edges, places.length) };
}
