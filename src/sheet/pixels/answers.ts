/** Places held against a field of darkness at many displacements: the heart of the search for a page. */
import { doublesAt, intsAt, keep, loops, sections } from './memory.ts';

/** Numbers of a place: middle, half sizes of the box and of the room around it. */
const perPlace = 6;

interface Steps { readonly origin: number; readonly from: number; readonly step: number; readonly count: number }

/** Sum over the places of how much darker their boxes are than the room around them, in units of `sums`, at each displacement, row by row. */
export function answers(sums: Int32Array, width: number, height: number, places: Float64Array, across: Steps, down: Steps): Float64Array {
  const results = across.count * down.count, [field, at] = kept(sums, places), [out = 0, edges = 0] = sections(8 * results, 16 * across.count);
  loops.answers(field, width, height, at, places.length / perPlace, across.origin, across.from, across.step, across.count, down.origin, down.from, down.step, down.count, out, edges);
  return doublesAt(out, results).slice();
}

/** The same of each place by itself, all displaced by (dx, dy). */
export function answersEach(sums: Int32Array, width: number, height: number, places: Float64Array, dx: number, dy: number): Float64Array {
  const results = places.length / perPlace, [field, at] = kept(sums, places), [out = 0, edges = 0] = sections(8 * results, 16);
  loops.answersEach(field, width, height, at, results, dx, dy, out, edges);
  return doublesAt(out, results).slice();
}

/** Places in patches, the places of one patch after those of the other; `sizes`: how many each has. */
export interface Patched { readonly places: Float64Array; readonly sizes: Int32Array }

/** For each patch the displacement within `share` of a gap at which it answers best, and the answer: three numbers each; and how many places were asked. */
export function bestShifts(sums: Int32Array, width: number, height: number, { places, sizes }: Patched, share: number): { readonly shifts: Float64Array; readonly asked: number } {
  const [field, at] = kept(sums, places), [out = 0, counts = 0, grid = 0, edges = 0] = sections(24 * sizes.length, sizes.byteLength, ...roomFor(places));
  intsAt(counts, sizes.length).set(sizes);
  const asked = loops.bestShifts(field, width, height, at, counts, sizes.length, share, out, grid, edges);
  return { shifts: doublesAt(out, 3 * sizes.length).slice(), asked };
}

/** For each place by itself where it answers best around its patch's displacement: the middle of its plateau; and the answer. Three numbers each. */
export function peaks(sums: Int32Array, width: number, height: number, { places, sizes }: Patched, shifts: Float64Array): Float64Array {
  const count = places.length / perPlace, [field, at] = kept(sums, places), [out = 0, counts = 0, around = 0, grid = 0, edges = 0] = sections(24 * count, sizes.byteLength, shifts.byteLength, ...roomFor(places));
  intsAt(counts, sizes.length).set(sizes);
  doublesAt(around, shifts.length).set(shifts);
  loops.peaks(field, width, height, at, counts, sizes.length, around, out, grid, edges);
  return doublesAt(out, 3 * count).slice();
}

/** How places answer around their patches' displacements: each by itself; and of each patch the sums half a room to the left, to the right, above and below, four numbers each. */
export function seenThere(sums: Int32Array, width: number, height: number, { places, sizes }: Patched, shifts: Float64Array): { readonly each: Float64Array; readonly beside: Float64Array } {
  const count = places.length / perPlace, [field, at] = kept(sums, places), [each = 0, beside = 0, counts = 0, around = 0, grid = 0, edges = 0] = sections(8 * count, 32 * sizes.length, sizes.byteLength, shifts.byteLength, 24, 48);
  intsAt(counts, sizes.length).set(sizes);
  doublesAt(around, shifts.length).set(shifts);
  loops.seenThere(field, width, height, at, counts, sizes.length, around, each, beside, grid, edges);
  return { each: doublesAt(each, count).slice(), beside: doublesAt(beside, 4 * sizes.length).slice() };
}

/** Bytes for a grid of steps as wide and as high as the largest room, and for one row of it. */
function roomFor(places: Float64Array): readonly [number, number] {
  let across = 0, down = 0;
  for (let at = 0; at < places.length; at += perPlace) { across = Math.max(across, places[at + 4]!); down = Math.max(down, places[at + 5]!); }
  const columns = 2 * Math.ceil(across) + 3, rows = 2 * Math.ceil(down) + 3;
  return [8 * columns * rows, 16 * columns];
}

/** Their addresses: keeping the one may move the other. */
function kept(sums: Int32Array, places: Float64Array): readonly [number, number] {
  keep('places', places);
  const field = keep('sums', sums);
  return [field, keep('places', places)];
}
