import { applyHomography, type Homography } from '../read/homography.ts';
import { answerOnOneSide, endsAreSeen, isClose, refineClose, wayOf } from './close-rows.ts';
import type { DarknessField } from './darkness.ts';
import { fitPatches } from './fit-patches.ts';
import type { Lattice } from './lattice.ts';
import { apart, changed, followed, gapPx, stretched } from './maps.ts';
import { meanResponse, patchShifts, placesOf, response, responsesAround, responsesAt, scoreOf, type PatchShift } from './response.ts';
import { cellsSeen, isRuled } from './ruled-cells.ts';
import { betweenHills, isTight } from './tight-rows.ts';

/** How far from a first guess the bubbles are looked for. */
export interface Reach {
  /** In gaps between bubbles, across and down. */
  readonly gapsX: number;
  readonly gapsY: number;
  readonly degrees: number;
  /** Change of size, as a share; across and down alike or each by itself. */
  readonly scale: number;
}

export interface Alignment {
  readonly map: Homography;
  /** Mean response of all bubbles: how much darker they are than the room around them, 0 to 48. */
  readonly score: number;
}

/** A place found by the coarse search. */
export interface Candidate { readonly map: Homography; readonly score: number }

/** Pages are stretched alike across and down, but for one such step. */
const sizeStep = 0.0125;
/** Candidates that a search keeps. */
const keptCandidates = 4;

/** Looks for the printed bubbles around a first guess in all turns, sizes and shifts of the reach, with a sample of them. The best comes first; places a gap apart may fit nearly as well. */
export function searchNear(field: DarknessField, lattice: Lattice, start: Homography, reach: Reach): Candidate[] {
  const centre = applyHomography(start, lattice.width / 2, lattice.height / 2);
  const gap = gapPx(lattice, start);
  const first: Candidate[] = [];
  for (const degrees of steps(reach.degrees, 0.6)) first.push(...bestShifts(field, lattice, changed(start, centre, degrees, 1, 1), gap, reach));
  first.sort((a, b) => b.score - a.score);
  const sized = [...first];
  if (reach.scale > 0) {
    const sizes = steps(reach.scale, sizeStep);
    for (const candidate of first.slice(0, 3)) for (const sx of sizes) for (const sy of [sx - sizeStep, sx, sx + sizeStep]) {
      if (sx === 0 && sy === 0) continue;
      sized.push(...bestShifts(field, lattice, changed(candidate.map, applyHomography(candidate.map, lattice.width / 2, lattice.height / 2), 0, 1 + sx, 1 + sy), gap, { ...reach, gapsX: 0.75, gapsY: 0.75 }));
    }
  }
  return distinct(sized, gap, lattice);
}

function steps(reach: number, step: number): number[] {
  const count = Math.floor(reach / step + 1e-9);
  return Array.from({ length: 2 * count + 1 }, (_, i) => (i - count) * step);
}

/** What else may be the page, when rows look alike: it is moved by a gap; or, as `ends` say, stretched so that one end moves by a gap and the other stays. */
export function neighboursOf(lattice: Lattice, map: Homography, ends: readonly (readonly [number, number])[]): Homography[] {
  return ends.flatMap(([first, last]) => [true, false].map((down) => {
    const gap = down ? lattice.gapY : lattice.gapX, side = down ? lattice.height : lattice.width;
    const stretch = 1 + (last - first) * gap / side, move = first * gap;
    return down ? stretched(map, 1, stretch, 0, move) : stretched(map, stretch, 1, move, 0);
  }));
}

/** Gaps by which the page's first and last row (or column) move. */
export const moves = { whole: [[1, 1], [-1, -1]], ends: [[1, 0], [-1, 0], [0, 1], [0, -1], [1, -1], [-1, 1]] } as const;

function bestShifts(field: DarknessField, lattice: Lattice, map: Homography, gap: { x: number; y: number }, reach: Reach): Candidate[] {
  const stepX = gap.x / 4, stepY = gap.y / 4;
  const nx = Math.round(reach.gapsX * 4), ny = Math.round(reach.gapsY * 4), across = 2 * nx + 1, count = across * (2 * ny + 1);
  // A part of the sample tells which shifts are worth asking all of it.
  const some = placesOf(lattice, map, lattice.fewest, true), all = placesOf(lattice, map, lattice.sample, true);
  const rough = responsesAt(field, some, { origin: 0, from: -nx, step: stepX, count: across }, { origin: 0, from: -ny, step: stepY, count: 2 * ny + 1 });
  const kept = Math.max(8, count >> 3);
  const bound = kept >= count ? -Infinity : rough.toSorted()[count - kept]!;
  const found: { score: number; dx: number; dy: number }[] = [];
  for (let k = 0; k < count; k++) {
    if (rough[k]! < bound) continue;
    const dx = k % across - nx, dy = Math.floor(k / across) - ny;
    found.push({ score: response(field, all, dx * stepX, dy * stepY), dx, dy });
  }
  found.sort((a, b) => b.score - a.score);
  // Neighbours on the same hill are one candidate.
  const best = found.slice(0, 12);
  return best.filter((c, k) => best.slice(0, k).every((other) => Math.abs(other.dx - c.dx) + Math.abs(other.dy - c.dy) > 2)).slice(0, 3)
    .map(({ score, dx, dy }) => ({ map: followed(map, 1, 0, 0, 1, dx * stepX, dy * stepY), score }));
}

function distinct(candidates: readonly Candidate[], gap: { x: number; y: number }, lattice: Lattice): Candidate[] {
  const kept: Candidate[] = [];
  for (const c of candidates.toSorted((a, b) => b.score - a.score)) {
    if (kept.length >= keptCandidates) break;
    if (kept.every((other) => apart(other.map, c.map, lattice) > Math.min(gap.x, gap.y) * 0.5)) kept.push(c);
  }
  return kept;
}

/** Moves each patch to where its bubbles answer best, fits the map through that, and again with less room. */
export function refineMap(field: DarknessField, lattice: Lattice, start: Homography): Alignment {
  if (isClose(lattice)) return refineClose(field, lattice, start);
  let best: Alignment = { map: start, score: scoreOf(field, lattice, start) };
  for (const share of [0.45, 0.4, 0.3, 0.3, 0.25]) {
    const map = fitPatches(lattice, best.map, patchShifts(field, lattice, best.map, share));
    const score = scoreOf(field, lattice, map);
    const gain = score / Math.max(1, best.score);
    if (gain > 1) best = { map, score };
    if (gain < 1.003) break;
  }
  return betweenBubbles(field, lattice, best);
}

/** Of tight rows the whole page may lie on the hills between the bubbles; where one flat page explains what its patches answer, they are asked which of their hills it is. */
function betweenBubbles(field: DarknessField, lattice: Lattice, found: Alignment): Alignment {
  // Asked here as well: most sheets have no tight rows, and need not be measured once more.
  if (!isTight(lattice)) return found;
  const shifts = patchShifts(field, lattice, found.map, 0.3);
  if (!isOnHills(lattice, shifts, found.score)) return found;
  const moved = betweenHills(field, lattice, found.map, shifts);
  if (moved === shifts) return found;
  const map = fitPatches(lattice, found.map, moved), closer = fitPatches(lattice, map, betweenHills(field, lattice, map, patchShifts(field, lattice, map, 0.2))), score = scoreOf(field, lattice, closer);
  return score >= found.score * asHigh ? { map: closer, score } : found;
}

/** Whether a page so found has most of what its patches answer, each by itself: elsewhere hills say nothing. */
export function isOnHills(lattice: Lattice, shifts: readonly PatchShift[], score: number): boolean {
  return score >= onHills * meanResponse(lattice, shifts);
}

/** Shares of the answers of all patches by themselves, and of the score that there was. */
const onHills = 0.6, asHigh = 0.9;

/** Shares of patches and of bubbles that are seen at a place. */
export interface Support { readonly patches: number; readonly bubbles: number; readonly beside: number }

/**
 * How surely the bubbles are there, each patch moved by its shift: the share of patches that answer clearly better there than half a gap beside it, on three of four sides at least, and the share of bubbles that answer at all; `beside`: the same with those between marks, of close rows, which answer on one side.
 * Where bubbles stand close together the halves of two of them answer half a gap beside nearly as one does.
 */
export function support(field: DarknessField, lattice: Lattice, map: Homography, shifts: readonly PatchShift[]): Support {
  const { each, beside } = responsesAround(field, lattice, map, shifts);
  const usual = Math.max(2.5, each.toSorted()[Math.floor(each.length * lattice.emptyAt)] ?? 0);
  // What answers beside rows that are close together tells nothing: their ends do.
  const ends = isClose(lattice) ? { areSeen: endsAreSeen(field, lattice, map, shifts), isUpright: wayOf(lattice, map, 'across').axis === 'x' } : null;
  let good = 0, answering = 0, between = 0;
  for (const [k, { response: here }] of shifts.entries()) {
    const { across, down } = lattice.close[k]!;
    const better = (side: number): boolean => (ends && side < 2 === ends.isUpright && across ? ends.areSeen : here > beside[4 * k + side]! + ((side < 2 ? across : down) ? betterBeside.close : betterBeside.apart) * usual);
    if (here > 2 && [0, 1, 2, 3].filter(better).length >= 3) good++;
  }
  const cells = isRuled(lattice) ? cellsSeen(field, map, lattice, shifts) : null;
  for (const [k, own] of each.entries()) {
    const i = lattice.patched[k]!;
    // A cell with a mark in it is darker within than around.
    answering += cells && lattice.ruled[i] === 1 ? cells[lattice.patchOf[i]!]! : own > answers * usual ? 1 : 0;
    if (ends?.areSeen && own <= answers * usual && answerOnOneSide(field, lattice, map, i, shifts[lattice.patchOf[i]!]!) > answers * usual) between++;
  }
  return { patches: good / Math.max(1, shifts.length), bubbles: answering / Math.max(1, each.length), beside: (answering + between) / Math.max(1, each.length) };
}

/** Shares of the usual answer. */
const betterBeside = { apart: 0.3, close: 0.1 }, answers = 0.3;
