/** By how much ink differs from the paper it is on, by the paper's grain: what differs less may be the paper itself (decision 0158). Pure. */

/** A normal distribution's standard deviation over this percentile of the differences of two of its values. */
const perDifference = 0.84;
/** The percentile of differences between neighbours by which grain is told: most of them are paper, for writing is rare. */
export const usualDifference = 0.6;
/** Times the grain, and grey levels of 255, at least. */
const ink = { grains: 6, least: 12 };

/** Grey levels by which paper differs from one place to the next, as a standard deviation. */
export function grainOf(difference: number): number {
  return perDifference * difference;
}

/** Grey levels from paper from which something is ink. */
export function inkFrom(grain: number): number {
  return Math.max(ink.least, ink.grains * grain);
}
