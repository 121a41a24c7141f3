import { answers, answersEach, bestShifts, peaks, seenThere } from '../pixels/answers.ts';
import { numbersOf } from '../pixels/numbers.ts';
import type { Homography } from '../read/homography.ts';
import { fineness, type DarknessField } from './darkness.ts';
import type { Lattice } from './lattice.ts';
import { trendOf } from './trend.ts';

/** Where bubbles should lie in a field of darkness, in its pixels: middle, half sizes of the box and of the room around it. */
export interface Places { readonly count: number; readonly values: Float64Array }

const stride = 6;

/**
 * Lays the bubbles named over the field. The boxes are taken upright: a turned bubble's bounding box is close enough for what is nearly round. Of a table's cell the lines around it are what is looked for: its box is larger than its
 * room, by a strip in which the lines lie; `coarsely`: by one that is as wide as the steps of the search.
 */
export function placesOf(lattice: Lattice, map: Homography, indices: readonly number[], coarsely = false): Places {
  const values = new Float64Array(indices.length * stride);
  for (let k = 0, to = 0; k < indices.length; k++, to += stride) {
    const i = indices[k]!, x = lattice.x[i]!, y = lattice.y[i]!;
    const w = map[6]! * x + map[7]! * y + map[8]!;
    const u = (map[0]! * x + map[1]! * y + map[2]!) / w, v = (map[3]! * x + map[4]! * y + map[5]!) / w;
    const ux = Math.abs((map[0]! - u * map[6]!) / w), uy = Math.abs((map[1]! - u * map[7]!) / w);
    const vx = Math.abs((map[3]! - v * map[6]!) / w), vy = Math.abs((map[4]! - v * map[7]!) / w);
    values[to] = u; values[to + 1] = v;
    if (lattice.ruled[i] === 1) {
      const halfW = (ux * lattice.cellW[i]! + uy * lattice.cellH[i]!) / 2, halfH = (vx * lattice.cellW[i]! + vy * lattice.cellH[i]!) / 2, stripW = stripOf(halfW, coarsely), stripH = stripOf(halfH, coarsely);
      values[to + 2] = halfW + stripW; values[to + 3] = halfH + stripH; values[to + 4] = halfW - stripW; values[to + 5] = halfH - stripH;
      continue;
    }
    values[to + 2] = (ux * lattice.w[i]! + uy * lattice.h[i]!) / 2; values[to + 3] = (vx * lattice.w[i]! + vy * lattice.h[i]!) / 2;
    values[to + 4] = Math.max((ux * lattice.cellW[i]! + uy * lattice.cellH[i]!) / 2, values[to + 2]! + 1); values[to + 5] = Math.max((vx * lattice.cellW[i]! + vy * lattice.cellH[i]!) / 2, values[to + 3]! + 1);
    // In a close row the room between two bubbles is no paper: above and below them is.
    const along = lattice.inCloseRow[i] === 0 ? -1 : ux >= uy ? 0 : 1;
    if (along >= 0) values[to + 2 + along] = values[to + 4 + along]!;
    // The outline runs along the box's edge: both of its sides belong in.
    for (let axis = 0; axis < 2; axis++) {
      if (axis === along) continue;
      const half = values[to + 2 + axis]!, room = values[to + 4 + axis]!;
      if (lattice.inCloseColumn[i] === 0) { values[to + 2 + axis] = withOutline(half, room); continue; }
      values[to + 2 + axis] = half + (room - half) * midGap.from; values[to + 4 + axis] = half + (room - half) * midGap.to;
    }
  }
  return { count: indices.length, values };
}

/** Half widths of the strip along a cell's side in which its line lies, as shares of half a cell: when the search goes in steps of a quarter of a gap, and else; and the least, in pixels. */
const strips = { coarse: 0.25, fine: 0.12 }, thinnest = 1;

function stripOf(half: number, coarsely: boolean): number {
  return Math.min(half / 2, Math.max(thinnest, half * (coarsely ? strips.coarse : strips.fine)));
}

/** Where rows stand close to one another as well, the paper between two of them, as shares of the way from a box's edge to the middle between them: both outlines, and what runs of them, stay out of it (150 dpi and a gap of 1 mm: two of six pixels). */
const midGap = { from: 0.7, to: 1.3 };

function withOutline(half: number, room: number): number {
  return Math.min(half * 1.08 + 0.4, half + (room - half) * 0.3);
}

/** Displacements along one axis, in pixels: origin + (from + i) step, for i from 0 to count. */
export interface Steps { readonly origin: number; readonly from: number; readonly step: number; readonly count: number }

/** Sum over the places, all displaced by (dx, dy) pixels, of how much darker a bubble's box is than the room around it; places outside the field count nothing. */
export function response(field: DarknessField, places: Places, dx: number, dy: number): number {
  return answersOf(field, places.values, { origin: dx, from: 0, step: 0, count: 1 }, { origin: dy, from: 0, step: 0, count: 1 })[0]!;
}

/** The same for each displacement, row by row. */
export function responsesAt(field: DarknessField, places: Places, across: Steps, down: Steps): Float64Array {
  return answersOf(field, places.values, across, down);
}

/** The same of each place by itself. */
export function responses({ width, height, sums }: DarknessField, places: Places, dx: number, dy: number): Float64Array {
  return inGreys(answersEach(sums, width, height, places.values, dx, dy));
}

/** Mean response of all bubbles where a map has them. */
export function scoreOf(field: DarknessField, lattice: Lattice, map: Homography): number {
  const places = placesOf(lattice, map, lattice.patched);
  return response(field, places, 0, 0) / Math.max(1, places.count);
}

/** A patch's displacement in pixels, and its mean response there. */
export interface PatchShift { readonly x: number; readonly y: number; readonly response: number }

/** Mean response of all bubbles, each patch at its displacement. */
export function meanResponse({ patchSizes, x }: Lattice, shifts: readonly PatchShift[]): number {
  return shifts.reduce((sum, { response: own }, k) => sum + own * patchSizes[k]!, 0) / x.length;
}

/** Where within `share` of a gap each patch answers best. */
export function patchShifts({ width, height, sums, effort }: DarknessField, lattice: Lattice, map: Homography, share: number): PatchShift[] {
  const { values } = placesOf(lattice, map, lattice.patched);
  if (!areSane(values)) return Array.from(lattice.patchSizes, () => ({ x: 0, y: 0, response: 0 }));
  const { shifts, asked } = bestShifts(sums, width, height, { places: values, sizes: lattice.patchSizes }, share);
  effort.boxes += asked;
  return Array.from(lattice.patchSizes, (size, k) => ({ x: shifts[3 * k]!, y: shifts[3 * k + 1]!, response: shifts[3 * k + 2]! / fineness / size }));
}

/** The best answer of each of these bubbles by itself within `share` of a gap. */
export function bestAnswers({ width, height, sums, effort }: DarknessField, lattice: Lattice, map: Homography, indices: readonly number[], share: number): Float64Array {
  const { count, values } = placesOf(lattice, map, indices);
  if (!areSane(values)) return new Float64Array(count);
  const { shifts, asked } = bestShifts(sums, width, height, { places: values, sizes: new Int32Array(count).fill(1) }, share);
  effort.boxes += asked;
  return Float64Array.from({ length: count }, (_, k) => shifts[3 * k + 2]! / fineness);
}

/** Where bubbles answer best, each by itself, and where all of them together say that each lies, where that was asked. */
export interface Peaks { readonly each: readonly PatchShift[]; readonly together: readonly { readonly x: number; readonly y: number }[] | null }

/** Where each bubble of `lattice.patched` answers best around its patch's displacement. */
export function peaksNear(field: DarknessField, lattice: Lattice, map: Homography, shifts: readonly PatchShift[]): Peaks {
  const { values } = placesOf(lattice, map, lattice.patched);
  if (!areSane(values)) return { each: lattice.patched.map(() => ({ x: 0, y: 0, response: 0 })), together: null };
  const alone = { each: peaksAround(field, values, lattice.patchSizes, shifts), together: null };
  if (!lattice.patched.some((i) => isFarApart(lattice, i))) return alone;
  // Where bubbles stand far apart something else is printed between them, and a table's lines draw all of them away: then only what is next to a bubble is the room around it.
  const near = values.slice(), [,, boxW = 1, boxH = 1] = values;
  for (let at = 0; at < near.length; at += stride) for (const room of [at + 4, at + 5]) near[room] = Math.min(near[room]!, Math.max(near[room - 2]! + 1, near[room - 2]! * nextTo));
  const closely = peaksAround(field, near, lattice.patchSizes, shifts);
  const offBy = (axis: 'x' | 'y'): number => { const all = numbersOf(closely, (peak, k) => Math.abs(peak[axis] - alone.each[k]![axis])).sort(); return all[Math.floor(all.length * many)] ?? 0; };
  return offBy('x') > drawnAway * boxW || offBy('y') > drawnAway * boxH ? peaksTogether(field, near, closely) : alone;
}

/** All of them together say how the page leans there, which a patch does not; around that each is looked for again. */
function peaksTogether(field: DarknessField, places: Float64Array, found: readonly PatchShift[]): Peaks {
  const at = found.map((_, k) => ({ x: places[k * stride]!, y: places[k * stride + 1]! })), alone = new Int32Array(found.length).fill(1);
  let each = found, together = trendOf(at, each);
  for (let round = 0; round < rounds; round++) { each = peaksAround(field, places, alone, together); together = trendOf(at, each); }
  return { each, together };
}

function peaksAround({ width, height, sums }: DarknessField, places: Float64Array, sizes: Int32Array, shifts: readonly { readonly x: number; readonly y: number }[]): PatchShift[] {
  const found = peaks(sums, width, height, { places, sizes }, startsOf(shifts));
  return Array.from({ length: places.length / stride }, (_, k) => ({ x: found[3 * k]!, y: found[3 * k + 1]!, response: found[3 * k + 2]! / fineness }));
}

/** Where a search begins, as the kernels take it. */
function startsOf(shifts: readonly { readonly x: number; readonly y: number }[]): Float64Array {
  const starts = new Float64Array(3 * shifts.length);
  for (const [k, { x, y }] of shifts.entries()) { starts[3 * k] = x; starts[3 * k + 1] = y; }
  return starts;
}

/** Room around a bubble, in bubbles; from one to the next, from which they stand far apart; how far so many of them are drawn away by what is between them, in half bubbles: a table's lines draw them up to a millimetre; and how often they are looked for around what all say together. */
const nextTo = 1.25, farApart = 1.9, drawnAway = 0.15, many = 0.6, rounds = 2;

function isFarApart({ w, h, cellW, cellH, ruled }: Lattice, i: number): boolean {
  return ruled[i] !== 1 && Math.max(cellW[i]! / w[i]!, cellH[i]! / h[i]!) >= farApart;
}

/** The answers of the bubbles of `lattice.patched` where their patches' displacements have them, and of each patch the mean ones half a room to the left, to the right, above and below. */
export function responsesAround({ width, height, sums, effort }: DarknessField, lattice: Lattice, map: Homography, shifts: readonly PatchShift[]): { readonly each: Float64Array; readonly beside: Float64Array } {
  const { count, values } = placesOf(lattice, map, lattice.patched), { each, beside } = seenThere(sums, width, height, { places: values, sizes: lattice.patchSizes }, startsOf(shifts));
  effort.boxes += 6 * count;
  for (let k = 0; k < beside.length; k++) beside[k]! /= fineness * lattice.patchSizes[k >> 2]!;
  return { each: inGreys(each), beside };
}

/** Whether every bubble's room is of a size that one can have: a map that folds the page sends some of it to infinity, and memory for a search there is not to be had. */
function areSane(places: Float64Array): boolean {
  for (let at = 4; at < places.length; at += stride) if (!(places[at]! < largestRoom && places[at + 1]! < largestRoom)) return false;
  return true;
}

/** Pixels of half a room; bubbles are looked for in pictures in which they have about 10. */
const largestRoom = 600;

function answersOf({ width, height, sums, effort }: DarknessField, places: Float64Array, across: Steps, down: Steps): Float64Array {
  const count = places.length / stride;
  effort.boxes += count * across.count * down.count;
  return inGreys(answers(sums, width, height, places, across, down));
}

function inGreys(values: Float64Array): Float64Array {
  for (let k = 0; k < values.length; k++) values[k]! /= fineness;
  return values;
}
