/** Places where a page may lie: found with a sample of its bubbles, fitted to all of them, judged, and compared with those a step beside. */
import type { Homography } from '../read/homography.ts';
import type { GrayImage } from '../read/reading.ts';
import { isOnHills, moves, neighboursOf, refineMap, searchNear, type Support, support } from './align.ts';
import { lookAtEdges } from './appearance.ts';
import { bentTogether } from './bent-page.ts';
import { asBlocks, closeShifts, isClose } from './close-rows.ts';
import type { DarknessField } from './darkness.ts';
import { mapTo, mostFlat, type FoundBy, type Guess } from './guesses.ts';
import type { Lattice } from './lattice.ts';
import type { Levels } from './levels.ts';
import type { LocalFit } from './local.ts';
import { apart, gapPx, scaled } from './maps.ts';
import { meanResponse, type PatchShift, patchShifts, responsesAround, scoreOf } from './response.ts';
import { isRuled } from './ruled-cells.ts';
import { betweenHills, isTight } from './tight-rows.ts';

/** In page units. */
export interface Shift { readonly x: number; readonly y: number }

export interface FoundPage {
  /** Page units to pixels of the image. */
  readonly map: Homography;
  readonly by: FoundBy;
  /** What speaks for this place, to compare it with another. */
  readonly worth: number;
  /** Share of the patches, and of the bubbles, that are seen in their places. */
  readonly support: Support;
  /** How well the blocks end where the template says, 1 at best. */
  readonly edges: number;
  /** Share of the bubbles' answer that the map alone explains, without local shifts. */
  readonly explained: number;
  /** Whether the page lies as a mirror shows it. */
  readonly mirrored: boolean;
  /** Where each bubble lies beside where the map puts it. */
  readonly local: LocalFit;
  /** How far from there its bubbles would be seen as well, in page units: other blocks of the sheet, which the template leaves out; null where that was not asked. */
  readonly elsewhere: readonly Shift[] | null;
}

/** A place that was looked at closely. */
export interface Place extends Omit<FoundPage, 'local' | 'elsewhere'> {
  /** Where its patches answer best. */
  readonly shifts: readonly PatchShift[];
  /** The picture in which the bubbles were found is smaller by this. */
  readonly factor: number;
}

/** Seen so clearly a page needs no second opinion. */
export const sure = { patches: 0.75, bubbles: 0.965, edges: 0.6, explained: 0.85 };
/** No other row can fit better. */
const surely = { bubbles: 0.992, edges: 0.9 };
/** Neither end of the page is in another row than the other. */
const nearly = { bubbles: 0.985, edges: 0.8 };
/** A map that leaves less of the answer to the patches' own shifts is right in size. */
const wellExplained = 0.75;
/** What lies a row further must be better by this. */
const leastGain = 0.02;
/** Below, it is no page in the wrong row but none at all. */
const worthSettling = 0.5;
/**
 * What speaks for a page at a place, which then is compared with the rows beside it: so many of its bubbles are seen, or fewer that one flat page explains, as when it lies several rows off. Pages that were found had 0.77 of
 * the bubbles and more, or 0.66 and all explained; other sheets, and pages of text, 0.4 to 0.84, of which a map explained 0.3 to 0.9.
 */
const worthALook = { bubbles: 0.72, fewer: 0.55, explained: 0.9 };
/** What a place is worth less whose bubbles alone rule it out: as much as edges can say. */
const hopeless = 2.3;
/** Seen less than this, it is no page of this template. */
export const least = { patches: 0.7, bubbles: 0.95, edges: 0.5, explained: 0.8 };
/** Where all bubbles are seen, and no block goes on beyond its end, the page lies right; */
const whollySeen = { patches: 0.97, bubbles: 0.992, edges: 0.95, /** Thin boxes close to one another answer half a step beside nearly as well: patches say little then, where one flat page explains all. */ explained: 0.97, few: 0.5, /** And where most patches are seen, too, the paper may be bent or fed askew a little more. */ most: 0.85 };
/** what the map then does not explain are blocks that somebody measured by hand, each a little off. */
const byHand = 0.15;
/** A gap further from where the page was expected must be better by this share: rows look alike. */
const perGap = 0.025;

export function better(a: Place | null, b: Place | null): Place | null {
  if (!a || !b) return a ?? b;
  // What was expected stays unless something else is clearly better.
  return b.worth > a.worth + leastGain ? b : a;
}

export function enough({ support: s, edges, explained }: Place, bound: typeof sure): boolean {
  if (s.beside < bound.bubbles || edges < bound.edges) return false;
  const ends = s.beside >= whollySeen.bubbles && edges >= whollySeen.edges, everything = ends && s.patches >= whollySeen.patches;
  if (s.patches < bound.patches && !(ends && explained >= whollySeen.explained && s.patches >= whollySeen.few)) return false;
  return explained >= bound.explained - (everything ? byHand : ends && s.patches >= whollySeen.most ? byHand / 2 : 0);
}

/** A place where the bubbles may be, found with a sample of them. */
export interface Look { readonly map: Homography; readonly factor: number; readonly weight: number; readonly by: FoundBy; readonly mirrored: boolean }

export function looks(levels: Levels, lattice: Lattice, guess: Guess, turn: number, mirrored: boolean): Look[] {
  const start = mapTo(lattice, guess.quad, turn, mirrored);
  if (!start) return [];
  const gap = gapPx(lattice, start);
  const quarter = turn % 2 === 1;
  const scaleX = gap.x / (quarter ? lattice.gapY : lattice.gapX), scaleY = gap.y / (quarter ? lattice.gapX : lattice.gapY);
  const size = Math.min(scaleX, scaleY) * lattice.size;
  if (!(size >= 2) || scaleX / scaleY > mostFlat || scaleY / scaleX > mostFlat) return [];
  const { field, factor } = levels.at(size, isFine(lattice));
  const small = scaled(start, 1 / factor);
  return searchNear(field, lattice, small, guess.reach).map(({ map, score }) => {
    const shift = apart(map, small, lattice) * factor / Math.max(gap.x, gap.y);
    return { map, factor, weight: score * (1 - perGap * shift), by: guess.by, mirrored };
  }).sort((a, b) => b.weight - a.weight);
}

/** A place with its map fitted to the bubbles. */
export interface Refined extends Judged { readonly factor: number; readonly by: FoundBy; readonly mirrored: boolean }

export function refined(levels: Levels, lattice: Lattice, { map, factor, by, mirrored }: Look): Refined {
  const { field, image } = levels.by(factor);
  return { ...judge(field, image, lattice, refineMap(field, lattice, map).map), factor, by, mirrored };
}

/** The place a gap to one side, where that is clearly better. */
export function bestBeside(levels: Levels, lattice: Lattice, from: Refined): Refined | null {
  const { field, image } = levels.by(from.factor);
  const [best] = neighboursOf(lattice, from.map, moves.whole).map((map) => judge(field, image, lattice, map, from.worth + leastGain)).sort((a, b) => b.worth - a.worth);
  if (!best || best.worth < from.worth + leastGain) return null;
  const { factor, by, mirrored } = from;
  const there = refined(levels, lattice, { map: best.map, factor, weight: 0, by, mirrored });
  return there.worth > from.worth + leastGain ? there : null;
}

export function settle(levels: Levels, lattice: Lattice, start: Refined): Place {
  const { factor, by, mirrored } = start;
  const { field, image } = levels.by(factor);
  let best: Judged = start;
  for (let round = 0; round < 6 && !levels.effort.spent && best.support.patches > worthSettling && !(best.explained > wellExplained && inPlace(best, surely)); round++) {
    const from = best;
    for (const neighbour of neighboursOf(lattice, from.map, from.explained > wellExplained && inPlace(from, nearly) ? moves.whole : [...moves.whole, ...moves.ends])) {
      if (from.explained > wellExplained && judge(field, image, lattice, neighbour, from.worth - 0.5).worth < from.worth - 0.5) continue;
      const tried = judge(field, image, lattice, refineMap(field, lattice, neighbour).map, best.worth);
      if (tried.worth > best.worth + leastGain) best = tried;
    }
    if (best === from) break;
  }
  return placed({ ...best, factor, by, mirrored });
}

export function placed({ map, factor, by, mirrored, worth, support: seen, edges, explained, shifts }: Refined): Place {
  return { map: scaled(map, factor), by, worth, support: seen, edges, explained, mirrored, shifts, factor };
}

/** A place of the page with what speaks for it. */
interface Judged {
  readonly map: Homography;
  readonly support: Support;
  readonly edges: number;
  readonly worth: number;
  /** Share of the answer that is there before the patches move: little where the map is wrong in size. */
  readonly explained: number;
  /** Where each patch answers best. */
  readonly shifts: readonly PatchShift[];
}

/**
 * Rows of bubbles look alike, so that a page a row too far seems to fit. Three things tell: how dark the bubbles are against the room around them when each patch may move a little; how many of
 * them answer at all; and whether the blocks end where the template says, that is what is at their edges looks like bubbles, and what is beyond does not. A place that cannot be worth
 * `atLeast` is not looked at any further.
 */
function judge(field: DarknessField, image: GrayImage, lattice: Lattice, map: Homography, atLeast = -Infinity): Judged {
  const score = scoreOf(field, lattice, map), shifts = shiftsAt(field, lattice, map, score);
  const seen = support(field, lattice, map, shifts);
  const answer = meanResponse(lattice, shifts);
  const atBest = Math.log(Math.max(0.1, answer)) + 4 * Math.log(Math.max(0.1, seen.bubbles));
  const explained = explainedBy(field, lattice, map, shifts, seen, score, answer);
  if (atBest < atLeast) return { map, support: seen, edges: 0, worth: atBest - hopeless, explained, shifts };
  const { inside, beyond } = lookAtEdges(field, image, map, lattice, shifts);
  // A bubble beyond an edge counts less than one that is missing within: templates often leave a part of the sheet out.
  const edges = inside - 0.5 * beyond;
  return { map, support: seen, edges, worth: atBest + Math.log(Math.max(0.1, edges)), explained, shifts };
}

/** Share of the answer that one flat page explains, or one that is a little bent; of close rows, that its blocks do, each in a place of its own: what a ruler is off takes thin outlines out of their boxes. */
function explainedBy(field: DarknessField, lattice: Lattice, map: Homography, shifts: readonly PatchShift[], seen: Support, score: number, answer: number): number {
  const flat = score / Math.max(0.1, answer);
  if (flat >= fullyExplained) return flat;
  const together = isClose(lattice) ? (flat >= sure.explained ? null : asBlocks(lattice, shifts)) : seen.bubbles >= bent.bubbles && flat >= bent.flat ? bentTogether(lattice, shifts) : null;
  if (together === null) return flat;
  const gap = gapPx(lattice, map), most = isClose(lattice) ? byRuler : bent.most;
  if (together.some(({ x, y }) => Math.abs(x) > most * gap.x || Math.abs(y) > most * gap.y)) return flat;
  const { each } = responsesAround(field, lattice, map, together);
  return Math.max(flat, each.reduce((sum, own) => sum + own, 0) / each.length / Math.max(0.1, answer));
}

/** A page of which nearly all bubbles are seen, and most of the answer without bending it, may be bent: by so much of a gap at most, which is as far as patches are asked. And what needs no bending. */
const bent = { bubbles: 0.95, flat: 0.6, most: 0.3 }, fullyExplained = 0.93;

/** Share of a gap by which a block lies beside its place in a template that was measured by hand, at most. */
const byRuler = 0.2;

/** Where each patch answers best around a map, whose bubbles answer so much. */
function shiftsAt(field: DarknessField, lattice: Lattice, map: Homography, score: number): readonly PatchShift[] {
  if (isClose(lattice)) return closeShifts(field, lattice, map);
  const measured = patchShifts(field, lattice, map, 0.3);
  return isOnHills(lattice, measured, score) ? betweenHills(field, lattice, map, measured) : measured;
}

/** Whether a page is looked for in a finer picture than others: lines between cells are thin. */
export function isFine(lattice: Lattice): boolean {
  return isTight(lattice) || isRuled(lattice);
}

export function saysSomething({ support: { bubbles }, explained }: Judged): boolean {
  return bubbles >= worthALook.bubbles || (bubbles >= worthALook.fewer && explained >= worthALook.explained);
}

function inPlace({ support: s, edges }: Judged, bound: { readonly bubbles: number; readonly edges: number }): boolean {
  return s.bubbles >= bound.bubbles && edges >= bound.edges;
}
