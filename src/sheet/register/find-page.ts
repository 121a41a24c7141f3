import { applyHomography, type Homography } from '../read/homography.ts';
import type { GrayImage, PixelPoint } from '../read/reading.ts';
import { apart, gapPx, isOnHills, moves, neighboursOf, refineMap, scaled, scoreOf, searchNear, support, type Reach } from './align.ts';
import { lookAtEdges } from './appearance.ts';
import { asItLies, distanceToFrame } from './as-it-lies.ts';
import type { DarknessField } from './darkness.ts';
import { Frames, mapTo, mostFlat, type FoundBy, type Guess, type PageSearch } from './guesses.ts';
import type { Lattice } from './lattice.ts';
import { lettersOf, noLetters } from './letter-look.ts';
import type { Levels } from './levels.ts';
import type { LocalFit } from './local.ts';
import type { Picture } from './picture.ts';
import { refusalOf, type Refusal } from './refusal.ts';
import { meanResponse, patchShifts, type PatchShift } from './response.ts';
import { isRuled } from './ruled-cells.ts';
import { isSqueezed, strainOf } from './squeeze.ts';
import { betweenHills, isTight } from './tight-rows.ts';
import { numberedSide } from './upright.ts';
import { contradictionOf, isClear, type Contradiction } from './verdict.ts';

export interface FoundPage {
  /** Page units to pixels of the image. */
  readonly map: Homography;
  readonly by: FoundBy;
  /** What speaks for this place, to compare it with another. */
  readonly worth: number;
  /** Share of the patches, and of the bubbles, that are seen in their places. */
  readonly support: { readonly patches: number; readonly bubbles: number };
  /** How well the blocks end where the template says, 1 at best. */
  readonly edges: number;
  /** Share of the bubbles' answer that the map alone explains, without local shifts. */
  readonly explained: number;
  /** Whether the page lies as a mirror shows it. */
  readonly mirrored: boolean;
  /** Where each bubble lies beside where the map puts it. */
  readonly local: LocalFit;
}

/** A place that was looked at closely. */
interface Place extends Omit<FoundPage, 'local'> {
  /** Where its patches answer best. */
  readonly shifts: readonly PatchShift[];
  /** The picture in which the bubbles were found is smaller by this. */
  readonly factor: number;
}

/** Seen so clearly a page needs no second opinion. */
const sure = { patches: 0.75, bubbles: 0.965, edges: 0.6, explained: 0.85 };
/** No other row can fit better. */
const surely = { bubbles: 0.992, edges: 0.9 };
/** Neither end of the page is in another row than the other. */
const nearly = { bubbles: 0.985, edges: 0.8 };
/** A map that leaves less of the answer to the patches' own shifts is right in size. */
const wellExplained = 0.75;
/** What lies a row further must be better by this. */
const leastGain = 0.02;
/** A place is no step beside one that was ruled out when it is worth so much more. */
const beyondDoubt = 0.3;
/** Maps that differ by less than this share of a gap, wherever on the page, are one place: what spoke against it before was how its patches lay. */
const sameShare = 0.3;
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
const least = { patches: 0.7, bubbles: 0.95, edges: 0.5, explained: 0.8 };
/** Where all bubbles are seen, and no block goes on beyond its end, the page lies right; */
const whollySeen = { patches: 0.97, bubbles: 0.992, edges: 0.95, /** Thin boxes close to one another answer half a step beside nearly as well: patches say little then, where one flat page explains all. */ explained: 0.97, few: 0.5, /** And where most patches are seen, too, the paper may be bent or fed askew a little more. */ most: 0.85 };
/** what the map then does not explain are blocks that somebody measured by hand, each a little off. */
const byHand = 0.15;
/** A gap further from where the page was expected must be better by this share: rows look alike. */
const perGap = 0.025;

/** What spoke against the places that were looked at: the best of them counts. */
class Objections {
  #worth = -Infinity;
  readonly #ruledOut: { readonly why: Contradiction; readonly place: Place }[] = [];
  strongest: Contradiction | null = null;

  add(why: Contradiction, place: Place): void {
    if (place.worth > this.#worth) { this.#worth = place.worth; this.strongest = why; }
    if (why !== 'unsure') this.#ruledOut.push({ why, place });
  }

  /** Whether the bubbles are seen as well, or nearly, at another place where what is printed is not the template's: then this one may be just a step beside it. Unless a block lies a step off there, and this is that step. */
  outdo({ worth, map }: Place, lattice: Lattice): boolean {
    const gap = gapPx(lattice, map), same = sameShare * Math.min(gap.x, gap.y);
    return this.#ruledOut.some(({ why, place }) => {
      const off = apart(map, place.map, lattice), isThatStep = why === 'moved' && worth >= place.worth && Math.min(Math.abs(off - gap.x), Math.abs(off - gap.y)) <= same;
      return place.worth > worth - beyondDoubt && off > same && !isThatStep;
    });
  }
}

/** The search for a page in one picture, step by step: what was computed stays for the next one. */
export class PageHunt {
  readonly #search: PageSearch;
  readonly #levels: Levels;
  readonly #frames: Frames;
  readonly #objections = new Objections();
  #best: Place | null = null;
  #likeliest: Refined | null = null;
  constructor(picture: Picture, search: PageSearch) { this.#search = search; this.#levels = picture.levels; this.#frames = new Frames(picture, search); }

  /** What spoke against the page where it was looked for. */
  refusal(): Refusal {
    return refusalOf(this.#objections.strongest, this.#search.frame === 'paper' && this.#frames.outline() === null);
  }

  /** The page where its frames have it, or in a row beside; in a picture that may be just the page, on any of its sides. */
  near(): FoundPage | null {
    if (this.#search.flat) {
      const guesses = [...this.#frames.primary()];
      return this.#fromThese(guesses.map(nearby), [false, true]) ?? this.#fromThese(guesses, [false]) ?? this.#fromThese(guesses, [true]);
    }
    for (const guess of this.#frames.primary()) {
      // Mostly the page lies as straight and as large as its frame.
      const [straight] = this.#look(asItsFrame(guess), 0, false), start = straight ? this.#refined(straight) : null;
      const walked = start && enough(start, sure) ? this.#walk(start) : null;
      if (walked?.page) return walked.page;
      const [first] = this.#look(guess, 0, false);
      if (!first) continue;
      const isSame = start !== null && isSamePlace(this.#search.lattice, first, start);
      const { page, there } = isSame ? walked ?? this.#walk(start) : this.#walk(this.#refined(first));
      if (page) return page;
      const found = settle(this.#levels, this.#search.lattice, there);
      const settled = enough(found, sure) ? this.#confirmed(found, false) : null;
      if (settled) return settled;
      this.#best = better(this.#best, found);
    }
    return null;
  }

  /** The page wherever else it may lie; asked after `near`. */
  anywhere(): FoundPage | null {
    // A stack that was put in upside down, or on its side, lies in its frames all the same.
    const inFrames = this.#fromThese([...this.#frames.primary()].map(nearby), [false, true]);
    if (inFrames) return inFrames;
    for (const mirrored of [false, true]) {
      const page = this.#fromThese([...this.#frames.others()], [mirrored]);
      if (page) return page;
    }
    const cut = this.#fromThese([...this.#frames.cutOnTwoSides()], [false], [0, 2]);
    if (cut) return cut;
    return this.#best && enough(this.#best, least) ? this.#confirmed(this.#best, false) : null;
  }

  /** The likeliest place of the page as a guess at where it lies in another picture of it; null where nothing speaks for one. */
  likeliest(): { readonly guess: Guess; readonly mirrored: boolean } | null {
    const one = this.#likeliest, { width, height } = this.#search.lattice;
    if (one === null || !saysSomething(one)) return null;
    const map = scaled(one.map, one.factor), at = (x: number, y: number): PixelPoint => applyHomography(map, x, y);
    const [a, b, c, d] = [at(0, 0), at(width, 0), at(width, height), at(0, height)];
    return { guess: { by: one.by, quad: one.mirrored ? [b, a, d, c] : [a, b, c, d], reach: { gapsX: 3, gapsY: 3, degrees: 1.2, scale: 0.05 } }, mirrored: one.mirrored };
  }

  /** The page where that guess has it. */
  from({ guess, mirrored }: { readonly guess: Guess; readonly mirrored: boolean }): FoundPage | null {
    return this.#fromThese([guess], [mirrored], [0]);
  }

  #sawBest(one: Refined | undefined): void {
    if (one && (this.#likeliest === null || one.worth > this.#likeliest.worth)) this.#likeliest = one;
  }

  #look(guess: Guess, turn: number, mirrored: boolean): Look[] {
    return looks(this.#levels, this.#search.lattice, guess, turn, mirrored);
  }

  #refined(one: Look): Refined {
    return refined(this.#levels, this.#search.lattice, one);
  }

  #confirmed(found: Place, clear: boolean, expected = false): FoundPage | null {
    return confirmed(this.#search, this.#levels, this.#frames, this.#objections, found, clear, expected);
  }

  #fromThese(guesses: readonly Guess[], mirrorings: readonly boolean[], turns: readonly number[] = anySide): FoundPage | null {
    const levels = this.#levels;
    const all = mirrorings.flatMap((mirrored) => guesses.flatMap((guess) => turns.flatMap((turn) => (levels.effort.spent ? [] : this.#look(guess, turn, mirrored)))));
    const closer = all.toSorted((a, b) => b.weight - a.weight).slice(0, closeLooks).map((one) => this.#refined(one)).sort((a, b) => b.worth - a.worth);
    this.#sawBest(closer[0]);
    for (const one of closer.slice(0, lastLooks)) {
      if (!saysSomething(one)) continue;
      this.#best = better(this.#best, settle(levels, this.#search.lattice, one));
      const page = this.#best && enough(this.#best, sure) ? this.#confirmed(this.#best, false) : null;
      if (page) return page;
    }
    return null;
  }

  /** Where nothing speaks against a place, or a row beside it, no other needs to be tried. */
  #walk(start: Refined): Walk {
    let there = start;
    for (let step = 0; step < nearSteps; step++) {
      const page = enough(there, sure) ? this.#confirmed(placed(there), true, step === 0) : null;
      if (page) return { page, there };
      const beside = bestBeside(this.#levels, this.#search.lattice, there);
      if (!beside) break;
      there = beside;
    }
    return { page: null, there };
  }
}

/** From a place to the rows beside it, and the page if it is one of them. */
interface Walk { readonly page: FoundPage | null; readonly there: Refined }

/** Quarter turns, the likelier first. */
const anySide = [0, 2, 1, 3] as const;

/** Where its frame has the page, within a step: further off, rows and columns of other bubbles, and of numbers that are darker than these, answer as well or better. */
function nearby({ reach, ...guess }: Guess): Guess {
  return { ...guess, reach: { ...reach, gapsX: Math.min(1, reach.gapsX), gapsY: Math.min(1, reach.gapsY) } };
}

function asItsFrame({ reach, ...guess }: Guess): Guess {
  return { ...guess, reach: { ...reach, degrees: 0, scale: 0 } };
}

/** Whether fitting the map would lead to the same place: they are less than half a gap apart. */
function isSamePlace(lattice: Lattice, a: Look, b: Refined): boolean {
  const gap = gapPx(lattice, a.map);
  return a.factor === b.factor && apart(a.map, b.map, lattice) < Math.min(gap.x, gap.y) / 2;
}

/** The page at a place where its bubbles are seen, turned half around where that is how it lies; null where what is printed there is not what the template has, or, when it must be `clear`, where other rows might fit as well. `expected`: it lies where its frame has it. */
function confirmed(search: PageSearch, levels: Levels, frames: Frames, objections: Objections, found: Place, clear: boolean, expected: boolean): FoundPage | null {
  const { lattice } = search;
  const way = isOutshone(levels, frames, lattice, found) ? 'unsure' : asItLies(frames, lattice, levels.by(found.factor), found, expected);
  if (way === 'unsure') {
    objections.add('unsure', found);
    return null;
  }
  const { factor, shifts, ...place } = way === found ? found : settle(levels, lattice, refined(levels, lattice, { map: scaled(way.map, 1 / found.factor), factor: found.factor, weight: 0, by: found.by, mirrored: way.mirrored }));
  // Tight rows were told apart in a finer picture than others; bubbles are looked at one by one in the usual one.
  const usual = isTight(lattice) && !isRuled(lattice) ? levels.at(lattice.size * sizeOf(lattice, place.map)).factor : factor, finer = factor / usual;
  const { local, blocks } = levels.closely(lattice, scaled(place.map, 1 / usual), usual, finer === 1 ? shifts : shifts.map(({ x, y, response }) => ({ x: x * finer, y: y * finer, response })));
  if (search.whole || clear) {
    if (clear && !isClear(blocks)) return null;
    const letters = lettersOf(levels.image, place.map, lattice, local);
    const against = contradictionOf(blocks, lattice, local, (turns) => (turns === 'upright' && place.mirrored ? null : distanceToFrame(frames, lattice, place, turns)), letters);
    const why = against ?? (isSqueezed(strainOf(frames, lattice, place.map), local.residual / Math.min(lattice.gapX, lattice.gapY), lattice, letters) ? 'unsure' : null);
    if (why !== null) objections.add(why, found);
    // A step beside a table's place its lines are seen as well: what is in its head and beyond its ends is what tells.
    if (why !== null || (objections.outdo(found, lattice) && !(isRuled(lattice) && isClear(blocks)))) return null;
  }
  return { ...place, local };
}

/** Whether few bubbles are seen much more clearly where the page would lie in its frame turned half around or in a mirror: in a column of print something is found for each of ten squares. */
function isOutshone(levels: Levels, frames: Frames, lattice: Lattice, found: Place): boolean {
  if (lattice.x.length >= fewBubbles) return false;
  const own = meanResponse(lattice, found.shifts) * clearlyMore;
  return [...frames.primary()].some((guess) => [false, true].some((mirrored) => [0, 2].some((turn) => {
    const [there] = looks(levels, lattice, nearby(guess), turn, mirrored);
    if (!there) return false;
    const { shifts, support: { bubbles }, edges } = refined(levels, lattice, there);
    return bubbles >= found.support.bubbles && edges >= sure.edges && meanResponse(lattice, shifts) > own;
  })));
}

/** Bubbles that are few, and how many times as clearly others are seen than print that was taken for them: 1.25 times and more on ballots of ten squares. */
const fewBubbles = 24, clearlyMore = 1.2;

/** A part of a sheet at a place where its bubbles should be: taken only where every block is seen whole and ends where it should, for no frame says where a page lies that was cut off. */
export function findPart(levels: Levels, lattice: Lattice, { start, by, mirrored }: { readonly start: Homography; readonly by: FoundBy; readonly mirrored: boolean }): FoundPage | null {
  const { size } = lattice, { factor } = levels.at(size * sizeOf(lattice, start), isFine(lattice));
  const [found] = searchNear(levels.by(factor).field, lattice, scaled(start, 1 / factor), partReach).map(({ map }) => refined(levels, lattice, { map, factor, weight: 0, by, mirrored })).sort((a, b) => b.worth - a.worth);
  if (!found) return null;
  const place = placed(found);
  if (!enough(place, sure)) return null;
  const way = asItLies(nowhere, lattice, levels.by(factor), place, false);
  if (way !== place || (lattice.likewise.length > 0 && numberedSide(levels.by(factor).field, lattice, found.map) === null)) return null;
  const { local, blocks } = levels.closely(lattice, found.map, factor, found.shifts);
  return isClear(blocks) && contradictionOf(blocks, lattice, local, () => null, noLetters) === null ? { ...place, local } : null;
}

const partReach: Reach = { gapsX: 0.75, gapsY: 0.75, degrees: 0.6, scale: 0.0125 };
/** The frames of a page that has none. */
const nowhere = { primary: (): readonly Guess[] => [] };

/** Pixels a unit at the page's middle. */
function sizeOf(lattice: Lattice, map: Homography): number {
  const gap = gapPx(lattice, map);
  return Math.min(gap.x / lattice.gapX, gap.y / lattice.gapY);
}

/** Rows that a page may lie off where it was expected. */
const nearSteps = 3;
/** Places that are looked at more closely when nothing was where it should be, and that are compared with the rows around them. */
const closeLooks = 8;
const lastLooks = 2;

function better(a: Place | null, b: Place | null): Place | null {
  if (!a || !b) return a ?? b;
  // What was expected stays unless something else is clearly better.
  return b.worth > a.worth + leastGain ? b : a;
}

function enough({ support: s, edges, explained }: Place, bound: typeof sure): boolean {
  if (s.bubbles < bound.bubbles || edges < bound.edges) return false;
  const ends = s.bubbles >= whollySeen.bubbles && edges >= whollySeen.edges, everything = ends && s.patches >= whollySeen.patches;
  if (s.patches < bound.patches && !(ends && explained >= whollySeen.explained && s.patches >= whollySeen.few)) return false;
  return explained >= bound.explained - (everything ? byHand : ends && s.patches >= whollySeen.most ? byHand / 2 : 0);
}

/** A place where the bubbles may be, found with a sample of them. */
interface Look { readonly map: Homography; readonly factor: number; readonly weight: number; readonly by: FoundBy; readonly mirrored: boolean }

function looks(levels: Levels, lattice: Lattice, guess: Guess, turn: number, mirrored: boolean): Look[] {
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
interface Refined extends Judged { readonly factor: number; readonly by: FoundBy; readonly mirrored: boolean }

function refined(levels: Levels, lattice: Lattice, { map, factor, by, mirrored }: Look): Refined {
  const { field, image } = levels.by(factor);
  return { ...judge(field, image, lattice, refineMap(field, lattice, map).map), factor, by, mirrored };
}

/** The place a gap to one side, where that is clearly better. */
function bestBeside(levels: Levels, lattice: Lattice, from: Refined): Refined | null {
  const { field, image } = levels.by(from.factor);
  const [best] = neighboursOf(lattice, from.map, moves.whole).map((map) => judge(field, image, lattice, map, from.worth + leastGain)).sort((a, b) => b.worth - a.worth);
  if (!best || best.worth < from.worth + leastGain) return null;
  const { factor, by, mirrored } = from;
  const there = refined(levels, lattice, { map: best.map, factor, weight: 0, by, mirrored });
  return there.worth > from.worth + leastGain ? there : null;
}

function settle(levels: Levels, lattice: Lattice, start: Refined): Place {
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

function placed({ map, factor, by, mirrored, worth, support: seen, edges, explained, shifts }: Refined): Place {
  return { map: scaled(map, factor), by, worth, support: seen, edges, explained, mirrored, shifts, factor };
}

/** A place of the page with what speaks for it. */
interface Judged {
  readonly map: Homography;
  readonly support: { readonly patches: number; readonly bubbles: number };
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
  const score = scoreOf(field, lattice, map), measured = patchShifts(field, lattice, map, 0.3), shifts = isOnHills(lattice, measured, score) ? betweenHills(field, lattice, map, measured) : measured;
  const seen = support(field, lattice, map, shifts);
  const answer = meanResponse(lattice, shifts);
  const atBest = Math.log(Math.max(0.1, answer)) + 4 * Math.log(Math.max(0.1, seen.bubbles));
  const explained = score / Math.max(0.1, answer);
  if (atBest < atLeast) return { map, support: seen, edges: 0, worth: atBest - hopeless, explained, shifts };
  const { inside, beyond } = lookAtEdges(field, image, map, lattice, shifts);
  // A bubble beyond an edge counts less than one that is missing within: templates often leave a part of the sheet out.
  const edges = inside - 0.5 * beyond;
  return { map, support: seen, edges, worth: atBest + Math.log(Math.max(0.1, edges)), explained, shifts };
}

/** Whether a page is looked for in a finer picture than others: lines between cells are thin. */
function isFine(lattice: Lattice): boolean {
  return isTight(lattice) || isRuled(lattice);
}

function saysSomething({ support: { bubbles }, explained }: Judged): boolean {
  return bubbles >= worthALook.bubbles || (bubbles >= worthALook.fewer && explained >= worthALook.explained);
}

function inPlace({ support: s, edges }: Judged, bound: { readonly bubbles: number; readonly edges: number }): boolean {
  return s.bubbles >= bound.bubbles && edges >= bound.edges;
}
