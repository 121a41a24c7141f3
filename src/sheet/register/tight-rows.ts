/**
 * Rows whose bubbles stand so close together that the end of one and the beginning of the next fit into a box, as `][` does where brackets are printed: beside the place where each bubble is in
 * its box there is another at which a patch answers as much (decision 0138). There the bubbles at one end of its rows lack their neighbour's half.
 */
import { placesOf, responses, responsesAt, type PatchShift, type Places } from './response.ts';
import type { DarknessField } from './darkness.ts';
import type { Homography } from '../read/homography.ts';
import type { Lattice } from './lattice.ts';
import type { TightPatch } from './tight-patches.ts';

/** Displacements, in gaps, that are looked at, across and down; share of the highest hill's answer that another has which may be it; and what share of the inner bubbles' answer its ends must have, and by how much more than at others; pixels from which a hill is another one. */
const bounds = { reach: 0.55, down: 0.16, hill: 0.94, ends: { least: 0.75, beyond: 0.08 }, another: 1.5 };

/** Whether a sheet has such rows. */
export function isTight({ tight }: Lattice): boolean {
  return tight.some((patch) => patch !== null);
}

/** Where patches of tight rows answer best: of hills that are as high the one at which the ends of their rows answer as the rest of them does. */
export function betweenHills(field: DarknessField, lattice: Lattice, map: Homography, shifts: readonly PatchShift[]): readonly PatchShift[] {
  if (!isTight(lattice)) return shifts;
  const moved = shifts.map((shift, k) => {
    const patch = lattice.tight[k];
    if (!patch) return shift;
    const places = placesOf(lattice, map, lattice.patches[k]!.members), hills = hillsNear(field, places, shift.y);
    const top = Math.max(...hills.map(({ response }) => response)), high = hills.filter(({ response }) => response >= bounds.hill * top);
    const best = high.length > 1 ? byEnds(field, places, high, patch) : high[0];
    return best && Math.abs(best.x - shift.x) > bounds.another ? best : shift;
  });
  return moved.every((shift, k) => shift === shifts[k]) ? shifts : moved;
}

/** Displacements across at which a patch answers better than on either side, each where it answers best down. */
function hillsNear(field: DarknessField, places: Places, y: number): PatchShift[] {
  const gap = 2 * places.values[4]!, reach = Math.ceil(bounds.reach * gap), down = Math.max(1, Math.round(bounds.down * 2 * places.values[5]!)), columns = 2 * reach + 1, rows = 2 * down + 1;
  const answers = responsesAt(field, places, { origin: 0, from: -reach, step: 1, count: columns }, { origin: y, from: -down, step: 1, count: rows });
  const best = Array.from({ length: columns }, (_, c) => {
    let row = 0;
    for (let r = 1; r < rows; r++) if (answers[r * columns + c]! > answers[row * columns + c]!) row = r;
    return { x: c - reach, y: y + row - down, response: answers[row * columns + c]! / places.count };
  });
  return best.filter(({ response }, c) => response >= (best[c - 1]?.response ?? Infinity) && response > (best[c + 1]?.response ?? Infinity));
}

/** The hill at which both ends of the rows answer as the rest does; the highest where that is not one alone. */
function byEnds(field: DarknessField, places: Places, hills: readonly PatchShift[], patch: TightPatch): PatchShift | undefined {
  const [best, ...others] = hills.map((hill) => ({ hill, ends: endsAt(responses(field, places, hill.x, hill.y), patch) })).sort((a, b) => b.ends - a.ends);
  return best && best.ends >= bounds.ends.least && others.every(({ ends }) => best.ends > ends + bounds.ends.beyond) ? best.hill : undefined;
}

/** The answer of the end that has less of it, as a share of what the inner bubbles have. */
function endsAt(each: Float64Array, { left, right, inner }: TightPatch): number {
  const usual = (which: readonly number[]): number => which.map((k) => each[k]!).sort((a, b) => a - b)[which.length >> 1] ?? Infinity;
  return Math.min(usual(left), usual(right)) / Math.max(1, usual(inner));
}
