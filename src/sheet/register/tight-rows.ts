/**
 * Rows whose bubbles stand so close together that the end of one and the beginning of the next fit into a box, as `][` does where brackets are printed: beside the place where each bubble is in
 * its box there is another at which a patch answers as much (decision 0138). There the bubbles at one end of its rows lack their neighbour's half.
 */
import { placesOf, responses, responsesAt, type PatchShift } from './response.ts';
import type { DarknessField } from './darkness.ts';
import type { Homography } from '../read/homography.ts';
import type { Lattice } from './lattice.ts';
import type { TightPatch } from './tight-patches.ts';

/** Displacements, in gaps, that are looked at; share of the highest hill that another has; and what share of the inner bubbles' answer its ends must have, and by how much more than at others. */
const bounds = { reach: 11, step: 0.05, hill: 0.75, ends: { least: 0.75, beyond: 0.08 } };

/** Where patches of tight rows answer best: of hills that are nearly as high the one at which the ends of their rows answer as the rest of them does. */
export function betweenHills(field: DarknessField, lattice: Lattice, map: Homography, shifts: readonly PatchShift[]): readonly PatchShift[] {
  if (lattice.tight.every((patch) => patch === null)) return shifts;
  const moved = shifts.map((shift, k) => {
    const patch = lattice.tight[k];
    if (!patch) return shift;
    const places = placesOf(lattice, map, lattice.patches[k]!.members), step = 2 * places.values[4]! * bounds.step;
    const across = Array.from(responsesAt(field, places, { origin: 0, from: -bounds.reach, step, count: 2 * bounds.reach + 1 }, { origin: shift.y, from: 0, step: 0, count: 1 })), top = Math.max(...across);
    const hills = across.flatMap((answer, at) => (answer >= bounds.hill * top && answer >= (across[at - 1] ?? Infinity) && answer > (across[at + 1] ?? Infinity) ? [{ x: (at - bounds.reach) * step, response: answer / places.count }] : []));
    if (hills.length < 2) return shift;
    const [best, ...others] = hills.map((hill) => ({ ...hill, ends: endsAt(responses(field, places, hill.x, shift.y), patch) })).sort((a, b) => b.ends - a.ends);
    return best && best.ends >= bounds.ends.least && others.every(({ ends }) => best.ends > ends + bounds.ends.beyond) && Math.abs(best.x - shift.x) > 2 * step ? { x: best.x, y: shift.y, response: best.response } : shift;
  });
  return moved.every((shift, k) => shift === shifts[k]) ? shifts : moved;
}

/** The answer of the end that has less of it, as a share of what the inner bubbles have. */
function endsAt(each: Float64Array, { left, right, inner }: TightPatch): number {
  const usual = (which: readonly number[]): number => which.map((k) => each[k]!).sort((a, b) => a - b)[which.length >> 1] ?? Infinity;
  return Math.min(usual(left), usual(right)) / Math.max(1, usual(inner));
}
