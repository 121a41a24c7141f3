import { applyHomography, type Homography } from '../read/homography.ts';
import type { PixelPoint } from '../read/reading.ts';
import { searchNear, type Reach } from './align.ts';
import { asItLies, distanceToFrame, stepsFromFrame } from './as-it-lies.ts';
import { endsCanTell, isBesideItsRows } from './close-rows.ts';
import { Frames, quadOf, type FoundBy, type Guess, type PageSearch } from './guesses.ts';
import type { Lattice } from './lattice.ts';
import { lettersOf, noLetters } from './letter-look.ts';
import type { Levels } from './levels.ts';
import { apart, gapPx, scaled } from './maps.ts';
import type { Picture } from './picture.ts';
import { bestBeside, better, enough, isFine, least, looks, placed, refined, saysSomething, settle, sure, type FoundPage, type Look, type Place, type Refined } from './place.ts';
import { couldLieElsewhere, elsewhere } from './left-out.ts';
import { refusalOf, type Refusal } from './refusal.ts';
import { meanResponse } from './response.ts';
import { isRuled } from './ruled-cells.ts';
import { isSqueezed, strainOf } from './squeeze.ts';
import { isTight } from './tight-rows.ts';
import { numberedSide } from './upright.ts';
import { contradictionOf, isClear, type Contradiction } from './verdict.ts';

/** A place is no step beside one that was ruled out when it is worth so much more. */
const beyondDoubt = 0.3;
/** Maps that differ by less than this share of a gap, wherever on the page, are one place: what spoke against it before was how its patches lay. */
const sameShare = 0.3;
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
  #refused: Place | null = null;
  #likeliest: Refined | null = null;
  /** The same for close rows, of which ends tell more than bubbles do. */
  readonly #inClose: PageHunt | null;
  readonly #closeFirst: boolean;
  constructor(picture: Picture, search: PageSearch) {
    this.#search = search; this.#levels = picture.levels; this.#frames = new Frames(picture, search);
    this.#closeFirst = search.close !== null && search.close.inCloseColumn.includes(1) && endsCanTell(search.close, picture.image);
    this.#inClose = search.close && new PageHunt(picture, { ...search, lattice: search.close, close: null });
  }

  /** What spoke against the page where it was looked for. */
  refusal(): Refusal {
    return refusalOf(this.#objections.strongest, this.#search.frame === 'paper' && this.#frames.outline() === null);
  }

  /** The page where its frames have it, or in a row beside; in a picture that may be just the page, on any of its sides. */
  near(): FoundPage | null {
    // Where bubbles stand as close up and down as well, their answer says least of where they are.
    const inClose = (): FoundPage | null => this.#inClose?.near() ?? null;
    return this.#closeFirst ? inClose() ?? this.#near() : this.#near() ?? inClose();
  }

  #near(): FoundPage | null {
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
    return this.#inClose?.anywhere() ?? this.#anywhere();
  }

  #anywhere(): FoundPage | null {
    // A stack that was put in upside down, or on its side, lies in its frames all the same.
    const framed = [...this.#frames.primary()].map(nearby), inFrames = this.#fromThese(framed, [false, true]) ?? (this.#refused?.mirrored ? this.#fromThese(framed, [false]) : null);
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
    return { guess: { by: one.by, quad: quadOf([at(0, 0), at(width, 0), at(width, height), at(0, height)], one.mirrored), reach: { gapsX: 3, gapsY: 3, degrees: 1.2, scale: 0.05 } }, mirrored: one.mirrored };
  }

  /** The page where that guess has it. */
  from({ guess, mirrored }: { readonly guess: Guess; readonly mirrored: boolean }): FoundPage | null {
    return this.#fromThese([guess], [mirrored], [0]) ?? this.#inClose?.from({ guess, mirrored }) ?? null;
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
      const there = settle(levels, this.#search.lattice, one);
      // A place in a mirror that was not taken does not stand in the way of one without.
      this.#best = this.#best?.mirrored && this.#best === this.#refused && !there.mirrored ? there : better(this.#best, there) ?? there;
      // What is worth hardly more without being enough (a page taken for larger than it is, say) does not stand in its way either.
      if (!enough(this.#best, sure) && enough(there, sure) && there.worth > this.#best.worth - nearlyAsMuch) this.#best = there;
      if (!enough(this.#best, sure)) continue;
      const page = this.#confirmed(this.#best, false);
      if (page) return page;
      this.#refused = this.#best;
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
  const lying = isOutshone(levels, frames, lattice, found) || isBesideFrame(levels, frames, lattice, found) ? null : settledAsItLies(levels, frames, lattice, found, expected);
  if (lying === null) {
    objections.add('unsure', found);
    return null;
  }
  // Where a page of close rows is on its bubbles, its rows end there, too.
  if (search.close && isBesideItsRows(levels.by(found.factor).field, search.close, scaled(found.map, 1 / found.factor), found.shifts)) {
    objections.add('unsure', found);
    return null;
  }
  const { factor, shifts, ...place } = lying;
  // Tight rows were told apart in a finer picture than others; bubbles are looked at one by one in the usual one.
  const usual = isTight(lattice) && !isRuled(lattice) ? levels.at(lattice.size * sizeOf(lattice, place.map)).factor : factor, finer = factor / usual;
  const { local, blocks } = levels.closely(lattice, scaled(place.map, 1 / usual), usual, finer === 1 ? shifts : shifts.map(({ x, y, response }) => ({ x: x * finer, y: y * finer, response })));
  if (search.whole || clear) {
    if (clear && !isClear(blocks)) return null;
    const letters = lettersOf(levels.image, place.map, lattice, local);
    const against = contradictionOf(blocks, lattice, local, (turns) => (turns === 'upright' && place.mirrored ? null : distanceToFrame(frames, lattice, place, turns)), letters);
    const strays = local.residual / Math.min(lattice.gapX, lattice.gapY), why = against ?? (isSqueezed(strainOf(frames, lattice, place.map), strays, lattice, letters) || (strays > loose.strays && isBeside(frames, lattice, place, loose)) ? 'unsure' : null);
    if (why !== null) objections.add(why, found);
    // A step beside a table's place its lines are seen as well: what is in its head and beyond its ends is what tells.
    if (why !== null || (objections.outdo(found, lattice) && !(isRuled(lattice) && isClear(blocks)))) return null;
  }
  const others = search.whole ? elsewhere(levels, lattice, { ...place, factor, shifts }) : null;
  if (others && couldLieElsewhere(levels.image, lattice, place.map, others, () => distanceToFrame(frames, lattice, place))) {
    objections.add('unsure', found);
    return null;
  }
  return { ...place, local, elsewhere: others };
}

/** The place on the side on which the page lies; null where that cannot be told. A page that was turned over a column off moves to where its bubbles are, and must then lie so for what is beside them there. */
function settledAsItLies(levels: Levels, frames: Frames, lattice: Lattice, found: Place, expected: boolean): Place | null {
  let place = found;
  for (let turn = 0; turn <= mostTurns; turn++) {
    const way = asItLies(frames, lattice, levels.by(place.factor), place, expected && turn === 0);
    if (way === 'unsure') return null;
    if (way === place) return place;
    place = settle(levels, lattice, refined(levels, lattice, { map: scaled(way.map, 1 / place.factor), factor: place.factor, weight: 0, by: place.by, mirrored: way.mirrored }));
  }
  return null;
}

const mostTurns = 2;

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

/** Whether bubbles that are few, and thin, are seen beside where the page's frame has it, and there as well, half a step off and more: letters that stand beside each of them answer more than they do. */
function isBesideFrame(levels: Levels, frames: Frames, lattice: Lattice, found: Place): boolean {
  if (lattice.x.length >= thinBubbles) return false;
  if (!isBeside(frames, lattice, found, besideFrame)) return false;
  return [...frames.primary()].some((guess) => {
    const [there] = looks(levels, lattice, { ...guess, reach: { ...guess.reach, gapsX: besideFrame.reach, gapsY: besideFrame.reach } }, 0, found.mirrored);
    if (!there) return false;
    const { support: { bubbles }, edges, explained, map, factor } = refined(levels, lattice, there), gap = gapPx(lattice, found.map);
    return bubbles >= sure.bubbles && edges >= sure.edges && explained >= sure.explained && apart(scaled(map, factor), found.map, lattice) > Math.min(gap.x, gap.y) / 2;
  });
}

/** Whether a page has a frame, and lies so many steps beside where that has it. */
function isBeside(frames: Frames, lattice: Lattice, place: Pick<Place, 'map' | 'mirrored'>, steps: { readonly least: number; readonly most: number }): boolean {
  const off = stepsFromFrame(frames, lattice, place);
  return off >= steps.least && off <= steps.most;
}

/** So few bubbles letters may be taken for; and how far from its frame, in steps, a page is not looked for, may lie beside it, and lies elsewhere. */
const thinBubbles = 100, besideFrame = { reach: 0.5, least: 0.75, most: 2.5 };
/** Steps by which bubbles lie off what the map says, and the page off its frame, from which it may be a row beside: where boxes are much larger than the bubbles, a line of letters above them answers as well (a real sheet: 0.16 and 0.9; of 700 places that were right four had both). */
const loose = { strays: 0.12, least: 0.6, most: Number.MAX_VALUE };

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
  if (!isClear(blocks) || contradictionOf(blocks, lattice, local, () => null, noLetters) !== null) return null;
  const others = elsewhere(levels, lattice, place);
  return couldLieElsewhere(levels.image, lattice, place.map, others, () => null) ? null : { ...place, local, elsewhere: null };
}

const partReach: Reach = { gapsX: 0.75, gapsY: 0.75, degrees: 0.6, scale: 0.0125 };
/** The frames of a page that has none. */
const nowhere = { primary: (): readonly Guess[] => [], seenBeside: () => 0 };

/** Pixels a unit at the page's middle. */
function sizeOf(lattice: Lattice, map: Homography): number {
  const gap = gapPx(lattice, map);
  return Math.min(gap.x / lattice.gapX, gap.y / lattice.gapY);
}

/** Places that are worth so much less may be looked at in another one's place. */
const nearlyAsMuch = 0.1;
/** Rows that a page may lie off where it was expected. */
const nearSteps = 3;
/** Places that are looked at more closely when nothing was where it should be, and that are compared with the rows around them. */
const closeLooks = 8;
const lastLooks = 2;
