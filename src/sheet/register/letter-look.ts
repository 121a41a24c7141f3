/**
 * Whether the bubbles at a block's end are there letter by letter (decision 0130): inside its own box each looks like the block's other bubbles and like those with the same value, and less
 * like those with another one. What stands beside the box, a table's frame or a question number, has no part in it.
 */
import { productsWith } from '../pixels/ink.ts';
import { numbersOf } from '../pixels/numbers.ts';
import type { Homography } from '../read/homography.ts';
import type { GrayImage } from '../read/reading.ts';
import type { Direction } from './block-grids.ts';
import { directions } from './block-grids.ts';
import type { Lattice } from './lattice.ts';
import type { LocalFit } from './local.ts';
import { centred, cutWindows, looksOf, points, side, usualWindow } from './window.ts';

/** How the unmarked bubbles of an end look inside their boxes; `kind` and `own` are 1 where they look as the rest of the block does. */
export interface LetterLook {
  /** Correlation with the block's usual bubble, as a share of what its other bubbles have. */
  readonly kind: number;
  /** The same with what others of the same value look like. */
  readonly own: number;
  /** Correlation with the same value less the one with the others: here, and for the rest of the block. */
  readonly contrast: number;
  readonly usualContrast: number;
}

/** What the letters at a side of a block, given by its number, say; null where too little is to be seen of them. */
export interface Letters {
  /** Moved to where they look most like the rest of their block, as the ends of other blocks are that they are compared with. */
  readonly look: (block: number, direction: Direction) => LetterLook | null;
  /** Where they were found, a small part of the price; null as well where too many of the bubbles with their values are these themselves. */
  readonly still: (block: number, direction: Direction) => Omit<LetterLook, 'kind'> | null;
}

export const noLetters: Letters = { look: () => null, still: () => null };

/** Size of the windows, in those of `cutWindows`: a box and hardly more. */
const within = 1.06 / 1.5;
/** Print beside an end draws it away, and it is looked for by so many of these shares of a step around. */
const steps = [[3, 0.05], [1, 0.025]] as const;
/** Ink in a box, times the usual one's, from which it is marked. */
const marked = 1.6;
const least = { here: 2, others: 4 };
/** What its own values look like is not learned from an end that has more than this share of the bubbles. */
const mostOwn = 0.4;

/** Looks in the full picture, into which `map` leads; everything that an end needs is cut out when it is first asked for. */
export function lettersOf(image: GrayImage, map: Homography, lattice: Lattice, moved: Pick<LocalFit, 'dx' | 'dy'>): Letters {
  let made: Cuts | null = null;
  const cuts = (): Cuts => made ??= new Cuts(image, map, lattice, moved);
  return { look: (block, direction) => cuts().look(block, direction), still: (block, direction) => cuts().still(block, direction) };
}

/** How much each window looks like a shape. `lengths`: of the windows without their means, where they are known already. */
type Likeness = (windows: Float32Array, lengths?: Float64Array) => Float64Array;

/** How much every bubble looks like a value, and how many unmarked ones have it. */
interface LikenessOfAll { readonly count: number; readonly likeness: Float64Array }

/** An end's unmarked bubbles and the rest of its block's, and where within a step the end looks most like these, and how much so. */
interface Laid { readonly here: readonly number[]; readonly rest: readonly number[]; readonly others: Float32Array; readonly right: number; readonly down: number; readonly kind: number }

class Cuts {
  readonly #image: GrayImage;
  readonly #map: Homography;
  readonly #lattice: Lattice;
  readonly #moved: Pick<LocalFit, 'dx' | 'dy'>;
  readonly #sizes: { readonly w: Float64Array; readonly h: Float64Array };
  /** All bubbles where they are; ends are cut out again where they are moved. */
  readonly #still: Float32Array;
  readonly #unmarked: Uint8Array;
  readonly #known = new Map<string, Laid | null>();
  #likenesses: ReadonlyMap<number, LikenessOfAll> | null = null;
  constructor(image: GrayImage, map: Homography, lattice: Lattice, moved: Pick<LocalFit, 'dx' | 'dy'>) {
    this.#image = image; this.#map = map; this.#lattice = lattice; this.#moved = moved;
    this.#sizes = { w: lattice.w.map((v) => v * within), h: lattice.h.map((v) => v * within) };
    this.#still = this.#cutMoved([...lattice.x.keys()], 0, 0);
    const ink = numbersOf(lattice.x, (_, i) => 255 - meanOf(this.#windowOf(i)));
    const usual = ink.toSorted()[ink.length >> 1] ?? 0;
    this.#unmarked = new Uint8Array(ink.length).map((_, i) => (ink[i]! < marked * usual ? 1 : 0));
  }

  #windowOf(i: number): Float32Array {
    return this.#still.subarray(i * points, (i + 1) * points);
  }

  #cut(which: readonly number[], right = 0, down = 0): Float32Array {
    if (right !== 0 || down !== 0) return this.#cutMoved(which, right, down);
    const windows = new Float32Array(which.length * points);
    for (const [k, i] of which.entries()) windows.set(this.#windowOf(i), k * points);
    return windows;
  }

  #cutMoved(which: readonly number[], right: number, down: number): Float32Array {
    const { x, y, cellW, cellH } = this.#lattice, { dx, dy } = this.#moved;
    return softened(cutWindows(this.#image, this.#map, this.#sizes, which.map((i) => ({ x: x[i]! + dx[i]! + right * cellW[i]!, y: y[i]! + dy[i]! + down * cellH[i]!, beside: i }))).greys);
  }

  /** Cells of a table, which have no letters in them. */
  #isRuled(block: number): boolean {
    const { grids, ruled } = this.#lattice;
    return ruled[grids[block]?.members[0] ?? 0] === 1;
  }

  still(block: number, direction: Direction): Omit<LetterLook, 'kind'> | null {
    if (this.#isRuled(block)) return null;
    const { print, grids } = this.#lattice, { here, rest } = this.#parts(block, direction), all = this.#likenesses ??= this.#likenessesToValues();
    if (here.length < least.here || rest.length < least.others) return null;
    const values = [...new Set(grids[block]!.members.map((i) => print[i]!))].filter((value) => all.has(value));
    if (values.some((value) => here.filter((i) => print[i] === value).length > mostOwn * all.get(value)!.count)) return null;
    const likeness = new Map(values.map((value) => [value, all.get(value)!.likeness] as const)), valueOf = (i: number): number => print[i]!;
    return compare(letterwise(likeness, here, valueOf), letterwise(likeness, rest, valueOf));
  }

  look(block: number, direction: Direction): LetterLook | null {
    if (this.#isRuled(block)) return null;
    const { grids, print } = this.#lattice, at = this.#laid(block, direction);
    if (!at) return null;
    const { here, rest, others, right, down, kind } = at, end = new Set(grids[block]!.sides[direction]?.members);
    const values = new Map([...new Set(grids[block]!.members.map((i) => print[i]!))].flatMap((value) => { const to = this.#likenessToValue(value, direction, end); return to ? [[value, to] as const] : []; }));
    const among = (which: readonly number[], windows: Float32Array): Letterwise | null => letterwise(new Map([...values].map(([value, like]) => [value, like(windows)])), [...which.keys()], (k) => print[which[k]!]!);
    const held = compare(among(here, this.#cut(here, right, down)), among(rest, others));
    return held && { kind, ...held };
  }

  /** The unmarked bubbles of an end, and those of its block's rest. */
  #parts(block: number, direction: Direction): { readonly here: readonly number[]; readonly rest: readonly number[] } {
    const { members, sides } = this.#lattice.grids[block]!, end = new Set(sides[direction]?.members);
    return { here: [...end].filter((i) => this.#unmarked[i] === 1), rest: members.filter((i) => !end.has(i) && this.#unmarked[i] === 1) };
  }

  #likenessesToValues(): ReadonlyMap<number, LikenessOfAll> {
    const byValue = Map.groupBy([...this.#lattice.print.keys()].filter((i) => this.#unmarked[i] === 1), (i) => this.#lattice.print[i]!);
    const lengths = lengthsOf(this.#still);
    return new Map([...byValue].flatMap(([value, own]) => (own.length < least.here ? [] : [[value, { count: own.length, likeness: likenessTo(this.#cut(own))(this.#still, lengths) }] as const])));
  }

  #laid(block: number, direction: Direction): Laid | null {
    const key = `${block} ${direction}`;
    let laid = this.#known.get(key);
    if (laid === undefined) this.#known.set(key, laid = this.#lay(block, direction));
    return laid;
  }

  /** An end moved to where it looks most like the rest of its block. */
  #lay(block: number, direction: Direction): Laid | null {
    const { here, rest } = this.#parts(block, direction);
    if (here.length < least.here || rest.length < least.others) return null;
    const others = this.#cut(rest), toKind = likenessTo(others);
    let kind = -Infinity, right = 0, down = 0;
    for (const [reach, step] of steps) {
      const [fromX, fromY] = [right, down];
      for (let u = -reach; u <= reach; u++) for (let v = -reach; v <= reach; v++) {
        const x = fromX + u * step, y = fromY + v * step, like = meanOf(toKind(this.#cut(here, x, y)));
        if (like > kind) { kind = like; right = x; down = y; }
      }
    }
    return { here, rest, others, right, down, kind: kind / meanOf(toKind(others)) };
  }

  /** What others of a value look like, those at the same ends of their blocks moved as these are; where there are too few, this end's own ones tell. */
  #likenessToValue(value: number, direction: Direction, end: ReadonlySet<number>): Likeness | null {
    const { print, atSides, block } = this.#lattice, at = directions.indexOf(direction);
    const all = [...print.keys()].filter((i) => print[i] === value && this.#unmarked[i] === 1), elsewhere = all.filter((i) => !end.has(i)), which = elsewhere.length >= least.others ? elsewhere : all;
    if (which.length < least.here) return null;
    const cuts = [...Map.groupBy(which, (i) => ((atSides[i]! >> at & 1) === 1 ? block[i]! : -1))].map(([from, own]) => {
      const laid = from < 0 ? null : this.#laid(from, direction);
      return this.#cut(own, laid?.right, laid?.down);
    });
    const windows = new Float32Array(which.length * points);
    let filled = 0;
    for (const cut of cuts) { windows.set(cut, filled); filled += cut.length; }
    return likenessTo(windows);
  }
}

interface Letterwise { readonly own: number; readonly contrast: number }

function compare(inEnd: Letterwise | null, usual: Letterwise | null): Omit<LetterLook, 'kind'> | null {
  return inEnd && usual && { own: inEnd.own / usual.own, contrast: inEnd.contrast, usualContrast: usual.contrast };
}

/** Mean likeness of windows to their own values, and by how much it is more than to the others; null where nothing is known of their values. `likeness`: of every window, by value. */
function letterwise(likeness: ReadonlyMap<number, Float64Array>, which: Iterable<number>, valueOf: (window: number) => number): Letterwise | null {
  let own = 0, other = 0, count = 0;
  for (const k of which) {
    const mine = likeness.get(valueOf(k));
    if (!mine) continue;
    let strange = 0;
    for (const each of likeness.values()) if (each !== mine) strange += each[k]!;
    own += mine[k]!; other += likeness.size > 1 ? strange / (likeness.size - 1) : 0; count++;
  }
  return count < least.here ? null : { own: own / count, contrast: (own - other) / count };
}

/** Correlation with what most of these windows look like. */
function likenessTo(all: Float32Array): Likeness {
  const shape = usualWindow(all, all.length / points, looksOf(all)), { length } = centred(shape);
  return (windows, lengths = lengthsOf(windows)) => numbersOf(productsWith(windows, shape), (product, k) => product / Math.max(1, lengths[k]! * length));
}

function lengthsOf(windows: Float32Array): Float64Array {
  const lookOf = looksOf(windows);
  return new Float64Array(windows.length / points).map((_, k) => lookOf(k).length);
}

/** Thin lines that fall between two points of one window, and on a point of another, are the same. */
function softened(windows: Float32Array): Float32Array {
  const out = new Float32Array(windows.length), across = new Float32Array(windows.length);
  for (let k = 0; k < windows.length;) for (let c = 0; c < side; c++, k++) across[k] = (windows[c > 0 ? k - 1 : k]! + 2 * windows[k]! + windows[c < side - 1 ? k + 1 : k]!) / 4;
  for (let k = 0; k < windows.length;) for (let r = 0; r < points; r++, k++) out[k] = (across[r >= side ? k - side : k]! + 2 * across[k]! + across[r < points - side ? k + side : k]!) / 4;
  return out;
}

function meanOf(values: Float32Array | Float64Array | readonly number[]): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]!;
  return sum / Math.max(1, values.length);
}
