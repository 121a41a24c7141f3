import { inkOfBubbles, meanOf, perBubble, pointsOf, type InkMask } from '../pixels/ink.ts';
import { numbersOf } from '../pixels/numbers.ts';
import { type Beside, printAlong, type Rim, ringAround, ringOf, type Reach, reachOf, type Surroundings, surroundingsOf } from './crossing.ts';
import type { Cuts } from './cut.ts';
import { groundOf, type Sides, sidesOf } from './ground.ts';
import type { InkGroups } from './groups.ts';
import { darkOnes, type Learned, type Spread, unlikeOnes } from './learned-of-marks.ts';
import { printSeen, shapeIn } from './print-seen.ts';

/** What is in one bubble beyond what is printed there. */
export interface BubbleInk {
  /** Share of what paper the print leaves inside that is dark, each point by its darkness. */
  readonly fill: number;
  /** Darkness that half of the inside has at least, beyond an empty bubble's; 0 where there is next to no ink. */
  readonly half: number;
  /** Share of the inside with ink at all. */
  readonly cover: number;
  /** Ink around the bubble, beyond the print. */
  readonly around: number;
  /** Spread of the ink along its longer axis, 1 for a full bubble: a dot has little, a line much. */
  readonly length: number;
  /** How far ink goes on beyond it; null where it is no mark. Like the next three it is looked at when it is asked for, which it is of few bubbles, and before others are cut out. */
  readonly reach: () => Reach | null;
  /** How much of what is dark on one side of the inside is as dark on all of the paper beside it, as in a shadow; 0 of what is no mark or has less than half as much around it. */
  readonly ground: () => number;
  /** How dark the ink is that is around it in nearly every direction; 0 where something in its field may be a mark. */
  readonly ring: () => number;
  /** How much ink lies on the paper in and around it, where nothing is printed, as a share of its inside; 0 where something in its field is surely a mark. */
  readonly trace: () => number;
  /** How much of what is printed in and around an empty one like it is to be seen there: 1 all of it, 0 nothing; null where nothing is printed. */
  readonly print: () => number | null;
  /** Whether it is a cell of a table: then what is around it tells nothing. */
  readonly isCell: boolean;
  /** Whether the palest bubbles with its value differ from one another as marked ones do, or have more than a letter: then what an empty one looks like may have been learned of marks. */
  readonly isUnlike: boolean;
  /** Whether they have as much as few letters have: where most of them would be blank, that may have been as well. */
  readonly isDark: boolean;
  /** Whether what an empty one looks like was learned of bubbles with its value, and not of whatever is printed in others. */
  readonly isKnown: boolean;
  /** How dark what is printed in the others is, with which it was compared where that is not known; 0 where it is, and in cells. */
  readonly otherPrint: number;
  /** Whether most of its block is as grey as it: marked in pale pencil, or blurred, and nothing tells which. */
  readonly isGrey: boolean;
}

/** How dark what is inked in a bubble is. */
export function blackness({ fill, cover }: Pick<BubbleInk, 'fill' | 'cover'>): number {
  return fill / Math.max(0.05, cover);
}

/** Half sizes of the printed bubble as shares of its room, and where its middle lies beside the room's. `isCell`: a cell of a table, beside which the next one begins. */
export interface Print { readonly halfW: number; readonly halfH: number; readonly x: number; readonly y: number; readonly isCell: boolean }

/** What an empty bubble looks like, point by point. */
type Empty = Float32Array;

/** Share of bubbles, palest first, that are surely empty; of a dozen and fewer. */
const surelyEmpty = 0.4, fewerEmpty = 0.3;
/** The same of a table's cells, of which half may be marked where questions have two answers. */
const surelyEmptyCells = 0.3;

/** The printed outline of a block's bubbles: from the mean of its palest ones in the plane where print is darkest. Null where nothing is seen. */
export function printOf(cuts: Cuts, members: readonly number[], boxW: number, boxH: number): Print | null {
  const { side } = cuts, points = side * side;
  const empty = meanOfPalest(cuts, members, 0.5);
  let sum = 0, x = 0, y = 0;
  const floor = empty.toSorted()[Math.floor(points * 0.3)]!;
  const marginal = { x: new Float64Array(side), y: new Float64Array(side) };
  for (let r = 0, k = 0; r < side; r++) for (let c = 0; c < side; c++, k++) {
    const d = Math.max(0, Math.min(0.5, empty[k]! - floor) - 0.02);
    sum += d; x += d * (c + 0.5); y += d * (r + 0.5);
    marginal.x[c]! += d; marginal.y[r]! += d;
  }
  if (sum < points * 0.004) return null;
  const cx = x / sum / side - 0.5, cy = y / sum / side - 0.5;
  // What is further from the box's middle than a quarter of it is somebody else's.
  const limit = (c: number, box: number): number => Math.max(-box / 4, Math.min(box / 4, c));
  return { halfW: extent(marginal.x, boxW / 2), halfH: extent(marginal.y, boxH / 2), x: limit(cx, boxW), y: limit(cy, boxH), isCell: false };
}

/** Half of the span that holds all but a twentieth of the print, never far from the template's own box. */
function extent(marginal: Float64Array, half: number): number {
  const total = marginal.reduce((a, b) => a + b, 0);
  let before = 0, from = 0, to = marginal.length;
  for (let i = 0; i < marginal.length; i++) {
    const v = marginal[i]!;
    if (before < total * 0.025 && before + v >= total * 0.025) from = i;
    if (before < total * 0.975 && before + v >= total * 0.975) to = i + 1;
    before += v;
  }
  return Math.max(half * 0.8, Math.min(half * 1.3, (to - from) / marginal.length / 2));
}

function meanOfPalest(cuts: Cuts, all: readonly number[], share: number, bare = 0): Empty {
  return meanOf(cuts, palestPlaces(cuts, all, share, bare));
}

/** Where the palest are in `cuts`. `bare`: sums below it are of bubbles of which nothing is to be seen, not even their print: under a folded corner or a label. They are left out where there are others. */
function palestPlaces({ sums, placeOf }: Cuts, all: readonly number[], share: number, bare: number): readonly number[] {
  const printed = bare > 0 ? all.filter((i) => sums[i]! >= bare) : all, members = printed.length > 0 ? printed : all;
  return members.toSorted((a, b) => sums[a]! - sums[b]!).slice(0, Math.max(1, Math.round(members.length * share))).map((i) => placeOf[i]!);
}

/** Mean difference of bubbles, at each point inside, from what they are on average. */
function spreadOf(cuts: Cuts, places: readonly number[], mean: Empty, { inside }: Mask): number {
  const darkness = pointsOf(cuts), points = cuts.side ** 2;
  let sum = 0;
  for (const place of places) for (const k of inside) sum += Math.abs(darkness[place * points + k]! - mean[k]!);
  return sum / (places.length * inside.length);
}

/** Sum of darkness below which a bubble shows no print; 0 where this plane shows none anyway. */
function bareSum({ side, sums }: Cuts, indices: readonly number[]): number {
  const own = numbersOf(indices, (i) => sums[i]!).sort(), usual = own[own.length >> 2] ?? 0;
  return usual > unprinted.darkness * side ** 2 ? usual * unprinted.share : 0;
}

/** Darkness of the usual empty bubble with its room from which print is there to be missed, and the share of it that even the plainest letter has. */
const unprinted = { darkness: 0.03, share: 0.4 };

/** Measures every bubble, or whole blocks of them, against the empty ones of the same printed value in its block; where those are few, of the page's blocks with bubbles of the same kind; where all are marked, of its block or of the page. */
export function measureInk(cuts: Cuts, groups: InkGroups, printOfBlock: (block: number) => Print): BubbleInk[] {
  const masks = new Map<number, Mask>();
  const blocks = new Map<number, Level>(), bare = bareSum(cuts, groups.all);
  const emptyOf = (members: readonly number[], share: number): Empty => meanOfPalest(cuts, members, share, bare);
  for (const [block, members] of groups.blocks) {
    const mask = maskOf(cuts.side, printOfBlock(block));
    masks.set(block, mask);
    const empty = emptyOf(members, mask.isCell ? surelyEmptyCells : surelyEmpty);
    blocks.set(block, { empty, level: levelOf(empty, mask), fifth: palestFifth(empty, mask), count: members.length });
  }
  const free = [...blocks.values()].filter(({ fifth }) => fifth <= allMarked.fifth).sort((a, b) => a.level - b.level);
  // Where all of a page is marked, nothing shows an empty bubble: then paper is one.
  const usual = free[free.length >> 1] ?? { empty: new Float32Array(cuts.side ** 2), level: 0 };
  const kinds = groups.kinds.map((members) => (members.length < few ? null : emptyOf(members, surelyEmpty)));
  // A block that is all marked is no picture of an empty bubble, nor is a value that everybody marked.
  const commons = new Map([...blocks].map(([block, own]) => { const { empty } = own.fifth > allMarked.fifth || own.level > usual.level + (own.count < few ? allMarked.few : allMarked.block) ? usual : own; return [block, { empty, fifth: palestFifth(empty, masks.get(block)!) }]; }));
  const out: BubbleInk[] = Array.from({ length: cuts.count }), empties: Empty[] = Array.from({ length: cuts.count });
  const spreads: Spread[] = [], learned: Learned[] = [];
  for (const { block, value, kind: ofKind, members: own } of groups.values) {
    const mask = masks.get(block)!, common = commons.get(block)!;
    const kind = kinds[ofKind] ?? null, palest = own.length >= few ? palestPlaces(cuts, own, own.length < 12 ? fewerEmpty : surelyEmpty, bare) : [];
    const ofValue = palest.length > 0 ? meanOf(cuts, palest) : kind ?? common.empty;
    // Ticks leave most of a bubble free: five of them in a row are told by the same letter elsewhere.
    const candidate = kind !== null && levelOf(ofValue, mask) > levelOf(kind, mask) + allMarked.value ? kind : ofValue;
    // Even a W leaves a fifth of the inside free; a mark does not. In cells nothing is printed: where all of one value are ticked, the others tell.
    const empty = mask.isCell || palestFifth(candidate, mask) > common.fifth + 0.08 ? common.empty : candidate;
    const level = levelOf(empty, mask);
    if (!mask.isCell) learned.push({ value, block, members: own.length >= few && empty === ofValue ? own : [], empty });
    if (palest.length > 1) spreads.push({ block, kind: ofKind, members: own, spread: empty === ofValue ? spreadOf(cuts, palest, empty, mask) : null, level });
    const { inks, room } = inkOfBubbles(cuts, own.map((i) => cuts.placeOf[i]!), mask, empty, { most: hiding, inked, least: nextToNone });
    const shape = once(() => shapeIn(empty, cuts.side));
    for (let k = 0; k < own.length; k++) {
      const i = own[k]!;
      out[i] = { ...inkFrom(inks, k * perBubble, room, mask), print: () => printSeen(pointsOf(cuts), cuts.placeOf[i]! * cuts.side ** 2, shape()), isKnown: empty !== common.empty, otherPrint: empty !== common.empty || mask.isCell ? 0 : level };
      empties[i] = empty;
    }
  }
  for (const [block, { fifth }] of blocks) {
    const members = groups.blocks.get(block) ?? [];
    if (fifth <= allMarked.fifth || fifth >= allMarked.surely || !areMostlyMarked(out, members)) continue;
    for (const i of members) out[i] = { ...out[i]!, isGrey: true };
  }
  const darker = darkOnes(learned, masks);
  for (const { members } of darker) for (const i of members) out[i] = { ...out[i]!, isDark: true };
  for (const members of [...unlikeOnes(spreads), ...darker.flatMap((one) => (one.surely ? [one.members] : []))]) for (const i of members) out[i] = { ...out[i]!, isUnlike: true };
  return withSurroundings(out, cuts, groups, empties, masks);
}

function areMostlyMarked(inks: readonly BubbleInk[], members: readonly number[]): boolean {
  return members.filter((i) => inks[i]!.fill > markFill).length > members.length / 2;
}

/** The same with what is around bubbles: lines through what may be marks and the ground they are on, and rings around those of fields without any. */
function withSurroundings(inks: readonly BubbleInk[], cuts: Cuts, groups: InkGroups, empties: readonly Empty[], masks: ReadonlyMap<number, Mask>): BubbleInk[] {
  const points = cuts.side ** 2, out = [...inks];
  const printAround = kept((empty: Empty) => dilated(empty, cuts.side)), printAt = (i: number): Float32Array => (inks[i]!.isCell ? empties[i]! : printAround(empties[i]!));
  // Most blocks are printed alike.
  const alike = new Map<string, Surroundings>();
  const surroundingsIn = (block: number): Surroundings => {
    const print = masks.get(block)!, { halfW, halfH } = print, room = cuts.roomOf(groups.blocks.get(block)![0]!), step = groups.steps.get(block), key = [halfW, halfH, print.isCell, room.w, room.h, step?.x, step?.y].join(' ');
    const own = alike.get(key) ?? surroundingsOf(cuts.side, print, room, step);
    alike.set(key, own);
    return own;
  };
  const sides = kept((block: number): Sides => { const { halfW, halfH } = masks.get(block)!; return sidesOf(cuts.side, halfW, halfH); });
  const rings = kept((block: number): Rim => { const { halfW, halfH } = masks.get(block)!; return ringOf(cuts.side, halfW, halfH); });
  const besideOf = (i: number, n: number): Beside | null => (n < 0 ? null : { from: cuts.placeOf[n]! * points, print: printAt(n), isMarked: inks[n]!.fill > marked * inks[i]!.fill });
  const rows = once(() => rowsOf(inks, cuts, groups));
  for (const [block, members] of groups.blocks) for (const i of members) {
    const ink = inks[i]!;
    if (ink.fill < maybeMark) continue;
    const about = (): (Beside | null)[] => Array.from({ length: 9 }, (_, k) => besideOf(i, groups.about[9 * i + k]!));
    const reachAmong = (all: readonly (Beside | null)[]): Omit<Reach, 'alone'> => reachOf(pointsOf(cuts), all, surroundingsIn(block), blackness(ink));
    const alone = (): Reach => ({ ...reachAmong(about().map((one, k) => one && { ...one, print: darkerOf(one.print, rows().get(groups.about[9 * i + k]!)?.() ?? null) })), alone });
    out[i] = {
      ...ink,
      reach: once(() => ({ ...reachAmong(about()), alone: once(alone) })),
      ground: ink.around > maybeGround * ink.half ? once(() => groundOf(pointsOf(cuts), cuts.placeOf[i]! * points, sides(block), printAt(i))) : none,
    };
  }
  for (const { block, members } of groups.fields) {
    if (members.length > mostRinged) continue;
    const most = members.reduce((top, i) => Math.max(top, inks[i]!.fill), 0);
    if (most >= surelyMarked) continue;
    for (const i of members) {
      const at = cuts.placeOf[i]! * points;
      out[i] = { ...out[i]!, trace: once(() => traceOf(pointsOf(cuts), at, masks.get(block)!, printAt(i))), ring: most >= markFill || inks[i]!.isCell ? none : once(() => ringAround(pointsOf(cuts), at, rings(block), printAt(i))) };
    }
  }
  return out;
}

/** Of each bubble what is printed along its whole row; of cells, around which nothing is looked at, nothing. */
function rowsOf(inks: readonly BubbleInk[], cuts: Cuts, { fields }: InkGroups): ReadonlyMap<number, () => Float32Array | null> {
  const points = cuts.side ** 2;
  return new Map(fields.flatMap(({ members }) => {
    const row = once(() => {
      const along = printAlong(pointsOf(cuts), members.filter((i) => inks[i]!.fill < markFill && !inks[i]!.isCell).map((i) => cuts.placeOf[i]! * points), cuts.side);
      return along && dilated(along, cuts.side);
    });
    return members.map((i) => [i, row] as const);
  }));
}

function darkerOf(one: Float32Array, other: Float32Array | null): Float32Array {
  return other === null ? one : one.map((value, k) => Math.max(value, other[k]!));
}

/** Ink on the paper of a bubble's room, away from print, whose edges never lie quite alike. */
function traceOf(darkness: Float32Array, from: number, { inside, isCell }: Mask, print: Float32Array): number {
  let sum = 0;
  // What is about a cell are lines, and the next cell.
  const count = isCell ? inside.length : print.length;
  for (let j = 0; j < count; j++) {
    const k = isCell ? inside[j]! : j, ink = darkness[from + k]! - print[k]!;
    if (ink > inked && print[k]! < paper) sum += ink;
  }
  return sum / inside.length;
}

const none = (): number => 0;

/** Made when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** Made when it is first asked for, of each. */
function kept<K, T extends object>(make: (of: K) => T): (of: K) => T {
  const known = new Map<K, T>();
  return (of) => {
    let own = known.get(of);
    if (own === undefined) known.set(of, own = make(of));
    return own;
  };
}

function dilated(empty: Empty, side: number): Empty {
  const out = Float32Array.from(empty);
  for (let r = 1; r < side - 1; r++) for (let c = 1; c < side - 1; c++) {
    const k = r * side + c;
    out[k] = Math.max(empty[k]!, empty[k - 1]!, empty[k + 1]!, empty[k - side]!, empty[k + side]!);
  }
  return out;
}

/** Darkness of print up to which there is paper. */
const paper = 0.1;
/** Fill that no empty bubble reaches. */
export const surelyMarked = 0.25;
/** Fill from which a field has a mark, whatever is around its bubbles; and so many values are not a long column, around which much is printed and written. */
const markFill = 0.1, mostRinged = 10;

/** Darkness of what should be empty, beyond others like it, from which all of it is marked: letters differ by 0.11 at most, the same letter in two blocks by 0.06, five ticks by 0.085; a block of a few bubbles has no empty ones to go by. And what the palest fifth of an empty bubble has, whatever is printed there, at most: 0.15 on a page of 630 pixels, 0.06 on others; where all is marked 0.29 and more, and where a scan is blurred by a tenth of a bubble 0.23 to 0.28. Bold letters in small bubbles make up to 0.5 of it; from `surely` it is ink. */
const allMarked = { block: 0.12, few: 0.04, value: 0.07, fifth: 0.2, surely: 0.6 };
/** Fewer bubbles of one value in a block may all be marked, or lie a little off. */
const few = 5;

interface Level { readonly empty: Empty; readonly level: number; readonly fifth: number; readonly count: number }

/** Points inside and around a bubble. */
interface Mask extends InkMask { /** How many are around it. */ readonly arounds: number; /** Spread of a wholly inked inside along its longer axis. */ readonly full: number; readonly halfW: number; readonly halfH: number; readonly isCell: boolean }

function maskOf(side: number, { halfW, halfH, isCell }: Print): Mask {
  const points = side * side, planes = new Float32Array(7 * points), inside: number[] = [];
  let arounds = 0;
  for (let r = 0, k = 0; r < side; r++) for (let c = 0; c < side; c++, k++) {
    const u = c / side - 0.5, v = r / side - 0.5;
    planes[points + k] = u; planes[2 * points + k] = v; planes[3 * points + k] = u * u; planes[4 * points + k] = v * v; planes[5 * points + k] = u * v;
    const x = ((c + 0.5) / side - 0.5) / halfW, y = ((r + 0.5) / side - 0.5) / halfH;
    const far = isCell ? Math.max(x * x, y * y) : x * x + y * y;
    // The outline itself is left out on both sides.
    if (far <= 0.72) { inside.push(k); planes[k] = 1; }
    else if (far >= 1.5 && !isCell) { arounds++; planes[6 * points + k] = 1; }
  }
  return { inside: Int32Array.from(inside), planes, arounds, full: Math.max(halfW, halfH) * Math.sqrt(0.72) / (isCell ? Math.sqrt(3) : 2), halfW, halfH, isCell };
}

function levelOf(empty: Empty, { inside }: Mask): number {
  let sum = 0;
  for (const k of inside) sum += empty[k]!;
  return sum / inside.length;
}

function palestFifth(empty: Empty, { inside }: Mask): number {
  if (inside.length === 0) return 0;
  const values = new Float32Array(inside.length), fifth = Math.floor(inside.length / 5);
  for (let j = 0; j < inside.length; j++) values[j] = empty[inside[j]!]!;
  partition(values, fifth, values.length);
  return values[fifth]!;
}

/** Standard deviation along the longer axis of the ink. */
function longAxis(sum: number, sx: number, sy: number, sxx: number, syy: number, sxy: number): number {
  if (sum <= 0) return 0;
  const xx = sxx / sum - (sx / sum) ** 2, yy = syy / sum - (sy / sum) ** 2, xy = sxy / sum - sx * sy / sum ** 2, half = (xx - yy) / 2;
  return Math.sqrt(Math.max(0, (xx + yy) / 2 + Math.sqrt(half * half + xy * xy)));
}

/** Orders the first `count` values so far that the one at `k` is in its place, smaller ones before it (Hoare's quickselect, 1961): a bubble's points need no more. */
function partition(values: Float32Array, k: number, count: number): void {
  let low = 0, high = count - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let i = low, j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i <= j) { const v = values[i]!; values[i++] = values[j]!; values[j--] = v; }
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else return;
  }
}

/** Darkness of print that hides no more ink than this. */
const hiding = 0.9;
/** Fill below which a bubble is surely empty, however evenly it is grey: its odds are at their bound. */
const nextToNone = 0.003;
/** Fill of a neighbour, as a share of a mark's own, from which a line cannot be followed into it. */
const marked = 0.4;
/** Fill from which a bubble may be marked, or has a line through it. */
const maybeMark = 0.02;
/** Ink around a bubble, as a share of what half of its inside has, from which it may be a shadow's: those have 0.56 and more. */
const maybeGround = 0.5;
/** Darkness beyond the print's from which a point is inked. */
const inked = 0.12;

/** `at`: where in `inks` the bubble's numbers begin; `room`: what paper the print leaves inside. */
function inkFrom(inks: Float32Array, at: number, room: number, { inside, arounds, full, isCell }: Mask): BubbleInk {
  const sum = inks[at]!, around = inks[at + 7]!;
  return { fill: sum / room, half: inks[at + 8]!, cover: inks[at + 1]! / inside.length, around: arounds === 0 ? 0 : around / arounds, length: longAxis(sum, inks[at + 2]!, inks[at + 3]!, inks[at + 4]!, inks[at + 5]!, inks[at + 6]!) / full, reach: () => null, ground: none, ring: none, trace: none, print: () => null, isCell, isGrey: false, isUnlike: false, isDark: false, isKnown: false, otherPrint: 0 };
}
