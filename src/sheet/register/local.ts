import { jacobianAt, type Homography } from '../read/homography.ts';
import { median } from '../read/median.ts';
import { isClose, wayOf } from './close-rows.ts';
import type { DarknessField } from './darkness.ts';
import type { Lattice } from './lattice.ts';
import { gapPx } from './maps.ts';
import { peaksNear, placesOf, responsesAt, type PatchShift } from './response.ts';
import { cellsSeen, isRuled } from './ruled-cells.ts';

/** Where each bubble lies beside where the page's map puts it, in page units, and how far that is for the page as a whole. */
export interface LocalFit {
  readonly dx: Float64Array;
  readonly dy: Float64Array;
  /** For each bubble, how clearly the bubbles around it are seen: 1 as on the rest of the page, 0 not at all. */
  readonly fit: Float64Array;
  /** Root mean square of the displacements, in page units. */
  readonly residual: number;
}

/**
 * Paper bends, feeders shear, and templates are drawn by hand: each bubble is looked for by itself around where its patch fits best, and takes what its
 * neighbours in its block say together (locally weighted linear regression, Cleveland 1979), so that an overfull bubble or a speck moves nothing. `map` leads into the field; `measured`: where each patch answers best there.
 */
export function fitLocally(field: DarknessField, map: Homography, lattice: Lattice, measured: readonly PatchShift[]): LocalFit {
  const usual = median(measured.map((s) => s.response)), shifts = isClose(lattice) ? measured : settled(field, map, lattice, measured, usual);
  const n = lattice.x.length;
  const own = { x: new Float64Array(n), y: new Float64Array(n), weight: new Float64Array(n) };
  const fit = new Float64Array(n);
  const { each: seen, together } = peaksNear(field, lattice, map, shifts), each = isClose(lattice) ? withTheirRows(lattice, map, shifts, seen) : seen, trend = { x: new Float64Array(n), y: new Float64Array(n) };
  const cells = isRuled(lattice) ? cellsSeen(field, map, lattice, shifts) : null;
  let at = 0;
  for (const [k, patch] of lattice.patches.entries()) for (const i of patch.members) {
    const common = together?.[at] ?? none, peak = each[at++]!, unit = toUnits(map, lattice.x[i]!, lattice.y[i]!, peak.x - common.x, peak.y - common.y);
    own.x[i] = unit.x; own.y[i] = unit.y;
    if (together) { const shared = toUnits(map, lattice.x[i]!, lattice.y[i]!, common.x, common.y); trend.x[i] = shared.x; trend.y[i] = shared.y; }
    own.weight[i] = Math.max(0.02, Math.min(1, peak.response / Math.max(1, usual)));
    fit[i] = cells && lattice.ruled[i] === 1 ? cells[k]! : Math.max(0, Math.min(1, shifts[k]!.response / Math.max(1, usual)));
  }
  const { dx, dy } = smooth(lattice, own, together ? ridges.beside : ridges.all);
  let squares = 0;
  for (let i = 0; i < n; i++) { dx[i]! += trend.x[i]!; dy[i]! += trend.y[i]!; squares += dx[i]! ** 2 + dy[i]! ** 2; }
  return { dx, dy, fit, residual: Math.sqrt(squares / Math.max(1, n)) };
}

/** Patches around one whose word is asked, and the share of the usual answer from which they have one. */
const neighbours = { count: 6, response: 0.5 };
/** Below this share of the usual answer a patch has nothing to say of its own place. */
const hardly = 0.35;
/** Shares of a gap: how far from its neighbours a patch strays, and they from each other at most, that is held against them; around their place it is looked for so far, in such steps; and the share of its own answer that it must have there. */
const stray = { from: 0.14, among: 0.08, reach: 0.1, step: 0.025, response: 0.7 };
/** In rows that are close together, where other patches are not, or go from one end of their rows to the other and so are known to be in their place: shares of a gap in which a patch is looked for around these; and by what share its answer counts less at the square of a gap from there: by a tenth at a tenth of a gap, where `][` is dark, and a marked bubble in a box to which it does not belong; and the share of a gap up to which it is the same place. */
const close = { reach: 0.25, less: 10, same: 0.05 };

/**
 * A patch that hardly answers goes where its neighbours go. So does one that strays from them by itself and answers there, too: where brackets stand close together, `][` in a box is as dark as `[A]`,
 * a third of a step beside it (decision 0138). Paper bends, and templates are drawn by hand, but a single block in the middle of others is not a seventh of a step off.
 */
function settled(field: DarknessField, map: Homography, lattice: Lattice, measured: readonly PatchShift[], usual: number): PatchShift[] {
  const gap = gapPx(lattice, map), middle = middleOf(measured);
  const apart = (a: { readonly x: number; readonly y: number }, b: { readonly x: number; readonly y: number }): number => Math.max(Math.abs(a.x - b.x) / gap.x, Math.abs(a.y - b.y) / gap.y);
  const nearest = (i: number, count: number, isAsked: (k: number) => boolean): PatchShift[] => lattice.patches.flatMap(({ x, y }, k) => (k !== i && measured[k]!.response > usual * neighbours.response && isAsked(k) ? [{ shift: measured[k]!, distance: Math.hypot(x - lattice.patches[i]!.x, y - lattice.patches[i]!.y) }] : []))
    .sort((a, b) => a.distance - b.distance).slice(0, count).map(({ shift }) => shift);
  return lattice.patches.map((patch, i) => {
    const own = measured[i]!, answers = own.response >= usual * hardly;
    if (answers && lattice.close[i]!.across) {
      const near = nearest(i, neighbours.count, (k) => !lattice.close[k]!.across), sure = near.length === neighbours.count || lattice.tight[i] ? near : nearest(i, neighbours.count, (k) => lattice.tight[k] !== null), theirs = middleOf(sure);
      if (sure.length === neighbours.count && median(sure.map((shift) => apart(shift, theirs))) <= stray.among) {
        const there = bestNear(field, map, lattice, patch.members, theirs, gap, close);
        // Where that is where it was seen, it was seen more exactly.
        return apart(own, there) < close.same ? own : there;
      }
    }
    if (answers && apart(own, middle) < stray.from) return own;
    const near = nearest(i, answers ? neighbours.count : neighbours.count - 1, () => true);
    if (near.length < (answers ? neighbours.count : 2)) return own;
    const theirs = middleOf(near);
    if (!answers) return { ...own, ...theirs };
    const spread = median(near.map((shift) => apart(shift, theirs)));
    if (apart(own, theirs) < stray.from || spread > stray.among) return own;
    const there = bestNear(field, map, lattice, patch.members, theirs, gap);
    return there.response >= own.response * stray.response ? there : own;
  });
}

/** Bubbles of close rows, which lie across where these end, and what they answer by themselves says nothing. */
function withTheirRows(lattice: Lattice, map: Homography, shifts: readonly PatchShift[], peaks: readonly PatchShift[]): PatchShift[] {
  const across = wayOf(lattice, map, 'across').axis, down = wayOf(lattice, map, 'down').axis;
  return peaks.map((peak, k) => {
    const i = lattice.patched[k]!, patch = shifts[lattice.patchOf[i]!]!;
    return { ...peak, ...(lattice.inCloseRow[i] === 1 ? { [across]: patch[across] } : {}), ...(lattice.inCloseColumn[i] === 1 ? { [down]: patch[down] } : {}) };
  });
}

function middleOf(shifts: readonly PatchShift[]): { readonly x: number; readonly y: number } {
  return { x: median(shifts.map(({ x }) => x)), y: median(shifts.map(({ y }) => y)) };
}

/** Where around a displacement the bubbles of a patch answer best. `less`: by what share they count less, at the square of a gap across from there. */
function bestNear(field: DarknessField, map: Homography, lattice: Lattice, members: readonly number[], at: { readonly x: number; readonly y: number }, gap: { readonly x: number; readonly y: number }, { reach, less } = { reach: stray.reach, less: 0 }): PatchShift {
  const places = placesOf(lattice, map, members), half = Math.round(reach / stray.step), count = 2 * half + 1, down = Math.round(stray.reach / stray.step);
  const answers = responsesAt(field, places, { origin: at.x, from: -half, step: gap.x * stray.step, count }, { origin: at.y, from: -down, step: gap.y * stray.step, count: 2 * down + 1 });
  const worth = answers.map((answer, k) => answer * (1 - less * ((k % count - half) * stray.step) ** 2));
  let best = 0;
  for (let k = 1; k < worth.length; k++) if (worth[k]! > worth[best]!) best = k;
  return { x: at.x + (best % count - half) * gap.x * stray.step, y: at.y + (Math.floor(best / count) - down) * gap.y * stray.step, response: answers[best]! / Math.max(1, places.count) };
}

function toUnits(map: Homography, x: number, y: number, du: number, dv: number): { x: number; y: number } {
  const j = jacobianAt(map, x, y);
  const det = j.ux * j.vy - j.uy * j.vx;
  return { x: (du * j.vy - dv * j.uy) / det, y: (dv * j.ux - du * j.vx) / det };
}

/** What holds slopes between neighbours back: of all that they lie off, and of what they lie beside what all together say, where there is little left to lean. */
const ridges = { all: 0.05, beside: 5 }, none = { x: 0, y: 0 };

function smooth(lattice: Lattice, own: { x: Float64Array; y: Float64Array; weight: Float64Array }, ridge: number): { dx: Float64Array; dy: Float64Array } {
  const n = lattice.x.length, { from, of, u, v, weight } = lattice.around;
  const dx = new Float64Array(n), dy = new Float64Array(n), trust = new Float64Array(n), sums = new Float64Array(12);
  for (const { members } of lattice.grids) {
    const limit = { x: median(members.map((i) => own.x[i]!)), y: median(members.map((i) => own.y[i]!)) };
    for (const k of members) {
      const strayX = (own.x[k]! - limit.x) / lattice.cellW[k]!, strayY = (own.y[k]! - limit.y) / lattice.cellH[k]!;
      trust[k] = own.weight[k]! / (1 + 25 * (strayX * strayX + strayY * strayY));
    }
    for (const i of members) {
      sums.fill(0);
      for (let at = from[i]!, end = from[i + 1]!; at < end; at++) { const k = of[at]!; add(sums, u[at]!, v[at]!, own.x[k]!, own.y[k]!, weight[at]! * trust[k]!); }
      const { x, y } = atOrigin(sums, ridge);
      dx[i] = x; dy[i] = y;
    }
  }
  return { dx, dy };
}

function add(s: Float64Array, u: number, v: number, x: number, y: number, w: number): void {
  s[0]! += w; s[1]! += w * u; s[2]! += w * v; s[3]! += w * u * u; s[4]! += w * u * v; s[5]! += w * v * v;
  s[6]! += w * x; s[7]! += w * u * x; s[8]! += w * v * x; s[9]! += w * y; s[10]! += w * u * y; s[11]! += w * v * y;
}

/** Weighted linear regression with a ridge on the slopes: its value at the middle. */
function atOrigin(s: Float64Array, share: number): { x: number; y: number } {
  const w = s[0]!;
  if (w <= 0) return { x: 0, y: 0 };
  const mu = s[1]! / w, mv = s[2]! / w;
  const ridge = share * w;
  const uu = s[3]! - w * mu * mu + ridge, vv = s[5]! - w * mv * mv + ridge, uv = s[4]! - w * mu * mv;
  const det = uu * vv - uv * uv;
  const value = (m: number, u: number, v: number): number => {
    const mean = m / w, cu = u - w * mu * mean, cv = v - w * mv * mean;
    const a = (cu * vv - cv * uv) / det, b = (cv * uu - cu * uv) / det;
    return mean - a * mu - b * mv;
  };
  return { x: value(s[6]!, s[7]!, s[8]!), y: value(s[9]!, s[10]!, s[11]!) };
}
