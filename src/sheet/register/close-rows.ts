/**
 * Pages of which nearly all rows stand so close together that the end of one bubble and the beginning of the next fit into a box, as `][` does: what is dark in a box tells as little across as it would of a line (decision 0155).
 * How high a row lies its darkness against the paper above and below it tells; where it lies across, its ends do: the outer parts of its first and last box are as dark as print is, and beyond them is paper.
 */
import { asMade } from '../pixels/memory.ts';
import { applyHomography, jacobianAt, type Homography } from '../read/homography.ts';
import { median } from '../read/median.ts';
import { directions, type Direction } from './block-grids.ts';
import { type DarknessField, meanDarkness } from './darkness.ts';
import { fitPatches } from './fit-patches.ts';
import type { Lattice } from './lattice.ts';
import { gapPx } from './maps.ts';
import { type PatchShift, patchShifts, placesOf, scoreOf } from './response.ts';

/** Gaps to either side in which the ends of a block's rows are looked for, round by round, in so many steps; and once more around a map that was found. */
const halfStep = 0.5, rounds = [1.1, halfStep, 0.3, 0.2], steps = { far: 0.05, near: 0.02 }, around = 0.25;
/** The same up and down, as `patchShifts` has it. */
const down = 0.3;
/** How much darker ends are than what is beyond them, as a share of how dark all of the boxes are, from which they are seen; and the share of the clearest place that others have which are as clear: a block lies in their middle. */
const seen = 0.35, asClear = 0.85;
/** Share of what most blocks' ends are seen by that a block's own must have: those of a number grid in a frame have less of it beside their place. */
const asSure = 0.6;
/** The same from which they are where a page has them: between bubbles they have 0.1 at most. */
const hardlySeen = 0.2;
/** Share of a step by which all patches lie beside the map where it is a third of a step off. */
const besideAll = 0.15;
/** Pixels from one bubble to the next below which a row's end is too few of them to be told: the NEET sheet has 10, cards at 100 dpi 22. */
const leastGap = 15;
/** Parts of a box, in its widths from its middle, that are the end of a row, and beyond it. */
const tip = { from: 0.3, to: 0.55, beyond: { from: 0.58, to: 0.75 } };
/** Share of the page's answer that must be left where its rows end as they should. */
const asHigh = 0.8;

/** Whether nearly all of a sheet's rows are so close. */
export function isClose({ inCloseRow }: Pick<Lattice, 'inCloseRow'>): boolean {
  return inCloseRow.includes(1);
}

/** Whether a picture that may be just the page has enough pixels for rows' ends to tell. */
export function endsCanTell({ gapX, width, height }: Pick<Lattice, 'gapX' | 'width' | 'height'>, image: { readonly width: number; readonly height: number }): boolean {
  return Math.min(image.width / width, image.height / height) * gapX >= leastGap;
}

/** The map near the start at which the rows end where they should. */
export function refineClose(field: DarknessField, lattice: Lattice, start: Homography): { readonly map: Homography; readonly score: number } {
  let map = start;
  for (const reach of rounds) map = fitPatches(lattice, map, shiftsWithin(field, lattice, map, reach), { gently: true });
  const score = scoreOf(field, lattice, map), before = scoreOf(field, lattice, start);
  return score >= asHigh * before ? { map, score } : { map: start, score: before };
}

/** Where the patches of such a page lie around a map that was found. */
export function closeShifts(field: DarknessField, lattice: Lattice, map: Homography): PatchShift[] {
  return shiftsWithin(field, lattice, map, around);
}

/** Whether the ends of most of such a page's blocks are seen where its patches have them. */
export function endsAreSeen(field: DarknessField, lattice: Lattice, map: Homography, shifts: readonly PatchShift[]): boolean {
  return areSeen(rowEnds(field, lattice, map), lattice, map, shifts);
}

/** How much darker a bubble is, where its patch has it, than the paper on that side of its row which is the lighter: a mark in the row above or below may run into what is between. */
export function answerOnOneSide(field: DarknessField, lattice: Lattice, map: Homography, bubble: number, shift: PatchShift): number {
  const [x = 0, y = 0, halfW = 0, halfH = 0, roomW = 0, roomH = 0] = placesOf(lattice, map, [bubble]).values, { axis } = wayOf(lattice, map, 'across');
  const [at, along, beside, half, room] = axis === 'x' ? [x + shift.x, halfW, y + shift.y, halfH, roomH] : [y + shift.y, halfH, x + shift.x, halfW, roomW];
  const darkness = (from: number, to: number): number => darknessOf(field, axis, [at - along, at + along], [beside + from, beside + to]);
  return darkness(-half, half) - Math.min(darkness(-room, -half), darkness(half, room));
}

/** Whether such a page is a part of a step beside its map: all of its patches are, or its rows end clearly elsewhere and not here. Rings in boxes drawn too large hardly show their ends, here or elsewhere, and nothing shows them in few pixels. */
export function isBesideItsRows(field: DarknessField, lattice: Lattice, map: Homography, shifts: readonly PatchShift[]): boolean {
  const { axis } = wayOf(lattice, map, 'across'), gap = gapPx(lattice, map)[axis];
  if (gap < leastGap) return false;
  if (Math.abs(median(shifts.map((shift) => shift[axis]))) > besideAll * gap) return true;
  const blocks = rowEnds(field, lattice, map);
  if (areSeen(blocks, lattice, map, shifts)) return false;
  const elsewhere = clearest(0, halfStep, steps.far, (gaps) => median(blocks.map((block) => block.at(gaps))));
  return elsewhere !== null && Math.abs(elsewhere) > besideAll;
}

function rowEnds(field: DarknessField, lattice: Lattice, map: Homography): BlockEnds[] {
  return lattice.grids.map(({ members }) => new BlockEnds(field, lattice, map, members, 'across'));
}

function areSeen(blocks: readonly BlockEnds[], lattice: Lattice, map: Homography, shifts: readonly PatchShift[]): boolean {
  const { axis } = wayOf(lattice, map, 'across'), gap = gapPx(lattice, map)[axis];
  return blocks.filter((block, k) => block.at(shifts[lattice.patchOf[lattice.grids[k]!.members[0] ?? 0]!]![axis] / gap) >= hardlySeen).length > blocks.length / 2;
}

/** The same shifts, those of a block's patches alike: how far a template that somebody measured by hand has it beside its place. */
export function asBlocks(lattice: Lattice, shifts: readonly PatchShift[]): PatchShift[] {
  const byBlock = Map.groupBy(shifts.keys(), (k) => blockOf(lattice, k)), common = new Map([...byBlock].map(([block, own]) => [block, { x: median(own.map((k) => shifts[k]!.x)), y: median(own.map((k) => shifts[k]!.y)) }]));
  return shifts.map((shift, k) => ({ ...shift, ...common.get(blockOf(lattice, k)) }));
}

const blockOf = (lattice: Lattice, patch: number): number => lattice.block[lattice.patches[patch]!.members[0] ?? 0]!;

function shiftsWithin(field: DarknessField, lattice: Lattice, map: Homography, reach: number): PatchShift[] {
  const byEnds = (along: 'across' | 'down', inClose: Uint8Array): ((block: number) => number) => {
    const ends = lattice.grids.map(({ members }) => (members.some((i) => inClose[i] === 1) ? new BlockEnds(field, lattice, map, members, along) : null)), some = ends.filter((block) => block !== null);
    // Beside one block there may be a frame: all of them together say where the page is, each for itself how it lies beside that.
    const common = clearest(0, reach, steps.far, (gaps) => median(some.map((block) => block.at(gaps)))), gap = gapPx(lattice, map)[wayOf(lattice, map, along).axis];
    const found = ends.map((block) => { const gaps = block && clearest(common ?? 0, Math.min(reach, around), steps.near, (at) => block.at(at)); return block && gaps !== null ? { gaps, clear: block.at(gaps) } : null; });
    const sure = asSure * median(found.flatMap((one) => one?.clear ?? [])), own = found.map((one) => (one && one.clear >= sure ? one.gaps : null)), usual = median(own.filter((gaps) => gaps !== null));
    return (block) => gap * (own[block] ?? usual);
  };
  const across = byEnds('across', lattice.inCloseRow), along = byEnds('down', lattice.inCloseColumn), ways = { across: wayOf(lattice, map, 'across').axis, down: wayOf(lattice, map, 'down').axis };
  return patchShifts(field, lattice, map, down).map((shift, k) => {
    const [first = 0] = lattice.patches[k]!.members, block = lattice.block[first]!;
    return { ...shift, ...(lattice.inCloseRow[first] === 1 ? { [ways.across]: across(block) } : {}), ...(lattice.inCloseColumn[first] === 1 ? { [ways.down]: along(block) } : {}) };
  });
}

/** Gaps to the middle of where ends are seen most clearly, so far around a place; null where they are not, or where that goes on beyond. */
function clearest(from: number, reach: number, step: number, at: (gaps: number) => number): number | null {
  const count = Math.round(reach / step), all = Array.from({ length: 2 * count + 1 }, (_, k) => at(from + (k - count) * step));
  let best = count;
  for (let k = 0; k < all.length; k++) if (all[k]! > all[best]!) best = k;
  if (all[best]! < seen) return null;
  const isClear = (k: number): boolean => (all[k] ?? -Infinity) >= asClear * all[best]!;
  let first = best, last = best;
  while (isClear(first - 1)) first--;
  while (isClear(last + 1)) last++;
  return first === 0 || last === all.length - 1 ? null : from + ((first + last) / 2 - count) * step;
}

/** Along which axis of the picture a page's rows (across) or columns (down) lie, and which way they run. */
export function wayOf({ width, height }: Pick<Lattice, 'width' | 'height'>, map: Homography, along: 'across' | 'down'): { readonly axis: 'x' | 'y'; readonly sign: -1 | 1 } {
  const { ux, uy, vx, vy } = jacobianAt(map, width / 2, height / 2), [u, v] = along === 'across' ? [ux, vx] : [uy, vy], axis = Math.abs(u) >= Math.abs(v) ? 'x' : 'y';
  return { axis, sign: (axis === 'x' ? u : v) < 0 ? -1 : 1 };
}

/** A box in the field along one axis and across it: its middle and its size. */
interface Box { readonly at: number; readonly size: number; readonly beside: number; readonly width: number }

/** The ends of a block's rows or columns, where a map has them in the field; the first ones are those that come first in the picture. */
class BlockEnds {
  readonly #field: DarknessField;
  readonly #axis: 'x' | 'y';
  readonly #gap: number;
  readonly #first: readonly Box[];
  readonly #last: readonly Box[];
  readonly #usual: number;
  constructor(field: DarknessField, lattice: Lattice, map: Homography, members: readonly number[], along: 'across' | 'down') {
    const { axis, sign } = wayOf(lattice, map, along);
    this.#field = field; this.#axis = axis; this.#gap = gapPx(lattice, map)[axis];
    const at = (side: Direction): Box[] => members.filter((i) => (lattice.atSides[i]! >> directions.indexOf(side) & 1) === 1).map((i) => {
      const x = lattice.x[i]!, y = lattice.y[i]!, c = applyHomography(map, x, y), j = jacobianAt(map, x, y);
      const w = Math.abs(j.ux) * lattice.w[i]! + Math.abs(j.uy) * lattice.h[i]!, h = Math.abs(j.vx) * lattice.w[i]! + Math.abs(j.vy) * lattice.h[i]!;
      return axis === 'x' ? { at: c.x, size: w, beside: c.y, width: h } : { at: c.y, size: h, beside: c.x, width: w };
    });
    const ends = along === 'across' ? ['left', 'right'] as const : ['up', 'down'] as const;
    this.#first = at(ends[sign === 1 ? 0 : 1]); this.#last = at(ends[sign === 1 ? 1 : 0]);
    this.#usual = Math.max(1, median([...this.#first, ...this.#last].map((box) => this.#darkness(box, 0, -tip.to, tip.to))));
  }

  /** How much darker its ends are than what is beyond them, the end where it is less, when it is moved along by so many gaps; as a share of how dark its boxes are. */
  at(gaps: number): number {
    if (this.#first.length === 0 || this.#last.length === 0) return 0;
    const moved = gaps * this.#gap, darker = (boxes: readonly Box[], way: -1 | 1): number => median(boxes.map((box) => this.#darkness(box, moved, way * tip.from, way * tip.to))) - median(boxes.map((box) => this.#darkness(box, moved, way * tip.beyond.from, way * tip.beyond.to)));
    return Math.min(darker(this.#first, -1), darker(this.#last, 1)) / this.#usual;
  }

  #darkness({ at, size, beside, width: across }: Box, moved: number, from: number, to: number): number {
    return darknessOf(this.#field, this.#axis, [at + moved + Math.min(from, to) * size, at + moved + Math.max(from, to) * size], [beside - across / 2, beside + across / 2]);
  }
}

/** Mean darkness of a box from here to there along an axis, and across it; what lies outside the field is left out. */
function darknessOf({ width, height, sums }: DarknessField, axis: 'x' | 'y', [from, to]: readonly [number, number], [near, far]: readonly [number, number]): number {
  const [long, short] = axis === 'x' ? [width, height] : [height, width], a0 = Math.max(0, Math.round(from)), a1 = Math.min(long, Math.round(to)), b0 = Math.max(0, Math.round(near)), b1 = Math.min(short, Math.round(far));
  return axis === 'x' ? meanDarkness(asMade('sums', sums), width, a0, b0, a1, b1) : meanDarkness(asMade('sums', sums), width, b0, a0, b1, a1);
}
