import type { ExpandedTemplate } from '../template/expand.ts';
import { directions, gridsOf, type BlockGrid } from './block-grids.ts';
import { printKindOf } from '../template/print-kind.ts';
import { closenessOf, type Closeness, onClosePage, tightPatches, type TightPatch } from './tight-patches.ts';

/** A few neighbouring bubbles of one block that move together. */
export interface Patch {
  /** Indices of its bubbles. */
  readonly members: readonly number[];
  /** Middle, in page units. */
  readonly x: number;
  readonly y: number;
}

/** A place beside a block, in page units, and the bubble next to it. */
export interface Beyond { readonly x: number; readonly y: number; readonly beside: number }

/** The page turned half around its bubbles' middle (both -1), or seen in a mirror (one of them). */
export interface Fold { readonly x: 1 | -1; readonly y: 1 | -1; readonly about: { readonly x: number; readonly y: number } }

/** Neighbours of all bubbles, one after the other. */
interface Around { readonly from: Int32Array; readonly of: Int32Array; readonly u: Float64Array; readonly v: Float64Array; readonly weight: Float64Array }

/** The printed bubbles as a pattern to look for: middles and sizes in page units. */
export interface Lattice {
  readonly width: number;
  readonly height: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Size of each bubble's box. */
  readonly w: Float64Array;
  readonly h: Float64Array;
  /** Size of the room around each bubble up to half way to its neighbours. */
  readonly cellW: Float64Array;
  readonly cellH: Float64Array;
  readonly patches: readonly Patch[];
  /** The bubbles of all patches, one patch after the other, and how many each has. */
  readonly patched: readonly number[];
  readonly patchSizes: Int32Array;
  /** For each bubble whether it is a cell of a table: its block's boxes touch, and share their lines. */
  readonly ruled: Uint8Array;
  /** Of each patch in tight rows which of its bubbles stand at the rows' ends. */
  readonly tight: readonly (TightPatch | null)[];
  /** For each bubble whether it is looked for as one of a close row, and of close rows one below the other: of none but in `inClose`. */
  readonly inCloseRow: Uint8Array;
  readonly inCloseColumn: Uint8Array;
  /** Of each patch whether its bubbles stand close together. */
  readonly close: readonly Closeness[];
  /** For each bubble, the index of its patch. */
  readonly patchOf: Int32Array;
  /** What tells a page that lies a row or a column too far: some bubbles from all over, then `edges` at the edges of their blocks, then places just beyond those edges, where no bubble of the template stands. */
  readonly ends: { readonly places: readonly Beyond[]; readonly sampled: number; readonly edges: number };
  /** For each bubble, the index of its block; and of what is printed in it: bubbles with the same value have the same. */
  readonly block: Int32Array;
  readonly print: Int32Array;
  /** For each bubble the sides of its block at which it stands: bit k for the kth of `directions`. */
  readonly atSides: Uint8Array;
  /** The blocks with their sides; and whether each one's values stand side by side. */
  readonly grids: readonly BlockGrid[];
  readonly sideways: readonly boolean[];
  /** For each bubble its neighbours in its block: those of bubble i are at from[i] to from[i + 1], how far they lie from it as shares of the reach, and what they count. */
  readonly around: Around;
  /** Other ways in which the page may lie with its bubbles in the same places. */
  readonly likewise: readonly Fold[];
  /** Whether the page lies nearly so in other ways, too: enough for a sheet that has more bubbles than the template. */
  readonly nearlyLikewise: boolean;
  /** First and last bubble of each field whose values stand side by side, how many digits the number has that its label ends with, and on which sides nothing of the template stands near, so that what is printed there is this row's. */
  readonly rows: readonly { readonly first: number; readonly last: number; readonly digits: number; readonly leftEnd: boolean; readonly rightEnd: boolean }[];
  /** Bubbles whose letters have more ink on their left, and below. */
  readonly letters: { readonly left: readonly number[]; readonly down: readonly number[] };
  /** Bubbles of columns of all ten digits whose digits have more ink on their right, above, and as much on every side. */
  readonly digits: { readonly right: readonly number[]; readonly up: readonly number[]; readonly even: readonly number[] };
  /** Where among all bubbles' answers, from the least on, an empty one's stands for sure, as a share: the middle, or lower where a mark in every field marks nearly half of all. */
  readonly emptyAt: number;
  /** Indices of bubbles spread over all patches, for quick looks. */
  readonly sample: readonly number[];
  /** A quarter of these, for quicker ones. */
  readonly fewest: readonly number[];
  /** The usual distances between neighbours, in page units. */
  readonly gapX: number;
  readonly gapY: number;
  /** Narrower side of the usual bubble. */
  readonly size: number;
}

/** Share of the bubbles with one mark in every field from which the middle one may be marked: of three values to a field a third is. */
const muchMarked = 0.4;
const largestPatch = 24;
const sampleSize = 160;
/** Places at and beyond the blocks' edges that are looked at. */
const mostEdges = 140;

export function latticeOf({ template, bubbles, besides, fields }: ExpandedTemplate): Lattice {
  const n = bubbles.length;
  const pick = (of: (i: number) => number): Float64Array => Float64Array.from({ length: n }, (_, i) => of(i));
  const bubble = (i: number) => bubbles[i]!, printed = [...bubbles, ...besides];
  const gaps = template.blocks.map((block) => {
    const { w, h } = block.bubble ?? template.bubble;
    const [gx, gy] = block.direction === 'horizontal' ? [block.valueGap, block.fieldGap] : [block.fieldGap, block.valueGap];
    const [nx, ny] = block.direction === 'horizontal' ? [block.values.length, 2] : [2, block.values.length];
    return { x: roomOf(Math.abs(gx), w, nx), y: roomOf(Math.abs(gy), h, ny), touch: Math.min(block.values.length, block.fields.length) > 1 && touches(Math.abs(gx), w) && touches(Math.abs(gy), h) };
  });
  // Small sheets need small patches, so that there are enough of them to tell a turn from a stretch.
  const patchSize = Math.max(6, Math.min(largestPatch, Math.round(n / 12)));
  const patches = template.blocks.flatMap((_, block) => patchesOf(patchSize, fields.map((f) => f.bubbles).filter(([first]) => first !== undefined && bubble(first).block === block), bubbles));
  const perPatch = Math.max(1, Math.ceil(sampleSize / Math.max(1, patches.length)));
  const sample = patches.flatMap(({ members }) => members.filter((_, k) => k % Math.max(1, Math.floor(members.length / perPatch)) === 0).slice(0, perPatch));
  const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 1;
  const patchOf = new Int32Array(n), { edges, beyond } = edgesOf(expandedFields(template.blocks.length, fields, bubbles), bubbles, printed), sampled = sample.filter((_, k) => k % 2 === 0);
  for (const [k, { members }] of patches.entries()) for (const i of members) patchOf[i] = k;
  const place = (i: number): Beyond => ({ x: bubble(i).x + bubble(i).w / 2, y: bubble(i).y + bubble(i).h / 2, beside: i });
  const lettered = (some: RegExp): number[] => bubbles.flatMap(({ value }, i) => (some.test(value) ? [i] : []));
  // Where all ten stand there are digits; `1` to `4` may be what a template calls A to D.
  const inTens = fields.flatMap(({ bubbles: own }) => (new Set(own.map((i) => bubble(i).value).filter((value) => /^\d$/.test(value))).size === 10 ? own : []));
  const digit = (some: RegExp): number[] => inTens.filter((i) => some.test(bubble(i).value));
  const grids = gridsOf({ template, bubbles, besides, fields });
  const lattice = {
    width: template.page.width, height: template.page.height,
    x: pick((i) => bubble(i).x + bubble(i).w / 2), y: pick((i) => bubble(i).y + bubble(i).h / 2), w: pick((i) => bubble(i).w), h: pick((i) => bubble(i).h),
    ruled: Uint8Array.from(bubbles, ({ block }) => (gaps[block]!.touch ? 1 : 0)),
    cellW: pick((i) => gaps[bubble(i).block]!.x), cellH: pick((i) => gaps[bubble(i).block]!.y),
    block: Int32Array.from({ length: n }, (_, i) => bubble(i).block), print: printsOf(bubbles), grids, atSides: atSidesOf(grids, n), sideways: template.blocks.map(({ direction }) => direction === 'horizontal'),
    emptyAt: fields.length > muchMarked * n ? (1 - fields.length / n) / 2 : 0.5,
    letters: { left: lettered(/^[CE]$/), down: lettered(/^A$/) }, digits: { right: digit(/^[34]$/), up: digit(/^[79]$/), even: digit(/^[08]$/) },
    rows: fields.flatMap(({ label, bubbles: own }) => {
      const [first] = own, last = own.at(-1);
      if (first === undefined || last === undefined || own.length < 2 || template.blocks[bubble(first).block]!.direction !== 'horizontal') return [];
      return [{ first, last, digits: /\d*$/.exec(label)?.[0].length ?? 0, leftEnd: nothingBeside(printed, first, -1, gaps[bubble(first).block]!.x), rightEnd: nothingBeside(printed, last, 1, gaps[bubble(last).block]!.x) }];
    }),
    patches, patched: patches.flatMap(({ members }) => members), patchSizes: Int32Array.from(patches, ({ members }) => members.length), patchOf, ends: { places: [...[...sampled, ...edges].map(place), ...beyond], sampled: sampled.length, edges: edges.length }, sample, fewest: sample.length < 64 ? sample : sample.filter((_, k) => k % 4 === 1), gapX: middle(gaps.map((g) => g.x)), gapY: middle(gaps.map((g) => g.y)), size: middle(bubbles.map((b) => Math.min(b.w, b.h))),
  };
  const close = closenessOf(lattice);
  return { ...lattice, close, inCloseRow: new Uint8Array(n), inCloseColumn: new Uint8Array(n), tight: tightPatches(lattice, close), around: aroundOf(lattice), ...foldsOf(lattice) };
}

/** The same bubbles looked for as those of close rows, where nearly all stand so (decision 0155); null where not. */
export function inClose(lattice: Lattice): Lattice | null {
  const rows = onClosePage(lattice);
  return rows && { ...lattice, ...rows };
}

function atSidesOf(grids: readonly BlockGrid[], count: number): Uint8Array {
  const atSides = new Uint8Array(count);
  for (const { sides } of grids) for (const [k, direction] of directions.entries()) for (const i of sides[direction]?.members ?? []) atSides[i]! |= 1 << k;
  return atSides;
}

function printsOf(bubbles: ExpandedTemplate['bubbles']): Int32Array {
  const known = new Map<string, number>(), kindOf = printKindOf(bubbles);
  return Int32Array.from(bubbles, (bubble) => {
    const print = kindOf(bubble), at = known.get(print) ?? known.size;
    known.set(print, at);
    return at;
  });
}

/** How far around a bubble its neighbours are asked, in gaps. */
const reachGaps = 2.5;
/** Squared shares of the reach from which a neighbour counts nothing. */
const farthest = 6;

function aroundOf({ x, y, cellW, cellH, grids }: Pick<Lattice, 'x' | 'y' | 'cellW' | 'cellH' | 'grids'>): Around {
  const near: { of: number; u: number; v: number; weight: number }[][] = Array.from(x, () => []);
  for (const { members } of grids) for (const i of members) for (const k of members) {
    const u = (x[k]! - x[i]!) / (reachGaps * cellW[i]!), v = (y[k]! - y[i]!) / (reachGaps * cellH[i]!), far = u * u + v * v;
    if (far <= farthest) near[i]!.push({ of: k, u, v, weight: Math.exp(-far) });
  }
  const from = new Int32Array(near.length + 1);
  for (const [i, own] of near.entries()) from[i + 1] = from[i]! + own.length;
  const all = near.flat();
  return { from, of: Int32Array.from(all, (n) => n.of), u: Float64Array.from(all, (n) => n.u), v: Float64Array.from(all, (n) => n.v), weight: Float64Array.from(all, (n) => n.weight) };
}

/** Share of bubbles that must meet another when the page is turned half around or mirrored, and how far off they may lie as a share of their room. */
const symmetric = { share: 0.92, off: 0.35 };
/** The same where the page may be stretched a little to fit. */
const nearlySymmetric = { share: 0.75, off: 0.5 };
/** Gaps beside a row within which another block's bubble, or its number, may be taken for this row's. */
const besideGaps = 2.6;

/** `at`: index of one of `printed`. */
function nothingBeside(printed: ExpandedTemplate['bubbles'], at: number, side: -1 | 1, gap: number): boolean {
  const own = printed[at]!;
  return printed.every(({ x, y, w, h }) => { const far = side * (x + w / 2 - own.x - own.w / 2); return far <= w / 4 || far > besideGaps * gap || Math.abs(y + h / 2 - own.y - own.h / 2) > (h + own.h) / 2; });
}

function centreOf({ x, y }: Pick<Lattice, 'x' | 'y'>): { x: number; y: number } {
  const extent = (values: Float64Array): number => { let least = Infinity, most = -Infinity; for (const v of values) { least = Math.min(least, v); most = Math.max(most, v); } return (least + most) / 2; };
  return { x: extent(x), y: extent(y) };
}

/** The folds about the middle of all bubbles in which most of them meet another. */
function foldsOf(lattice: Pick<Lattice, 'x' | 'y' | 'cellW' | 'cellH'>): Pick<Lattice, 'likewise' | 'nearlyLikewise'> {
  const about = centreOf(lattice);
  const folds = ([[-1, -1], [-1, 1], [1, -1]] as const).map(([x, y]) => ({ x, y, about }));
  return { likewise: folds.filter((fold) => meetsItself(lattice, fold, symmetric)), nearlyLikewise: folds.some((fold) => meetsItself(lattice, fold, nearlySymmetric)) };
}

function meetsItself(lattice: Pick<Lattice, 'x' | 'y' | 'cellW' | 'cellH'>, { x: foldX, y: foldY, about }: Fold, { share, off }: typeof symmetric): boolean {
  let met = 0;
  for (let i = 0; i < lattice.x.length; i++) {
    const x = about.x + foldX * (lattice.x[i]! - about.x), y = about.y + foldY * (lattice.y[i]! - about.y);
    for (let k = 0; k < lattice.x.length; k++) if (Math.abs(lattice.x[k]! - x) < lattice.cellW[k]! * off && Math.abs(lattice.y[k]! - y) < lattice.cellH[k]! * off) { met++; break; }
  }
  return met >= share * lattice.x.length;
}

/** The fields' bubbles, block by block. */
function expandedFields(blocks: number, fields: ExpandedTemplate['fields'], bubbles: ExpandedTemplate['bubbles']): (readonly number[])[][] {
  const byBlock = Map.groupBy(fields.map((f) => f.bubbles), ([first]) => bubbles[first ?? 0]?.block ?? -1);
  return Array.from({ length: blocks }, (_, i) => byBlock.get(i) ?? []);
}

/** Enough of them to tell. */
function thinned<T>(all: readonly T[]): T[] {
  const step = Math.max(1, all.length / mostEdges);
  return Array.from({ length: Math.min(all.length, mostEdges) }, (_, k) => all[Math.floor(k * step)]!);
}

function edgesOf(blocks: readonly (readonly (readonly number[])[])[], bubbles: ExpandedTemplate['bubbles'], printed: ExpandedTemplate['bubbles']): { edges: number[]; beyond: Beyond[] } {
  const edges = new Set<number>();
  const beyond: Beyond[] = [];
  const put = (at: number | undefined, inward: number | undefined): void => {
    const b = bubbles[at ?? -1], next = bubbles[inward ?? -1];
    if (!b || at === undefined) return;
    edges.add(at);
    const step = next && next !== b ? { x: b.x - next.x, y: b.y - next.y } : null;
    if (!step || Math.hypot(step.x, step.y) > 4 * Math.max(b.w, b.h)) return;
    const x = b.x + b.w / 2 + step.x, y = b.y + b.h / 2 + step.y;
    if (printed.every((other) => Math.abs(other.x + other.w / 2 - x) > b.w * 0.8 || Math.abs(other.y + other.h / 2 - y) > b.h * 0.8)) beyond.push({ x, y, beside: at });
  };
  for (const fields of blocks) {
    for (const own of fields) { put(own[0], own[1]); put(own.at(-1), own.at(-2)); }
    const first = fields[0] ?? [], last = fields.at(-1) ?? [];
    for (const [k, at] of first.entries()) put(at, fields[1]?.[k]);
    for (const [k, at] of last.entries()) put(at, fields.at(-2)?.[k]);
  }
  return { edges: thinned([...edges]), beyond: thinned(beyond) };
}

/** A gap of nothing, or a wide one, leaves a bubble's own surroundings. */
function roomOf(gap: number, size: number, count: number): number {
  return count < 2 || gap < size * 0.8 ? size * 1.7 : Math.min(gap, size * 2.2);
}

/** Whether boxes so far from each other touch, but for what a ruler is off. */
function touches(gap: number, size: number): boolean {
  return size >= touching * gap && size * touching <= gap;
}

/** Of two sizes that are the same the one that was measured shorter, as a share of the other: bubbles close together have 0.87 at most, and that across or down only. */
const touching = 0.9;

/** Rows (or columns) of a block in bundles of about `patchSize` bubbles; a long field is cut across. */
function patchesOf(patchSize: number, fields: readonly (readonly number[])[], bubbles: ExpandedTemplate['bubbles']): Patch[] {
  const perField = fields[0]?.length ?? 0;
  if (perField === 0) return [];
  const cuts = Math.max(1, Math.round(perField / 6));
  const across = Math.max(1, Math.round(fields.length / Math.max(1, Math.round(fields.length * Math.ceil(perField / cuts) / patchSize))));
  const patches: Patch[] = [];
  for (let f = 0; f < fields.length; f += across) for (let c = 0; c < cuts; c++) {
    const members = fields.slice(f, f + across).flatMap((own) => own.slice(Math.floor(c * own.length / cuts), Math.floor((c + 1) * own.length / cuts)));
    if (members.length === 0) continue;
    let x = 0, y = 0;
    for (const i of members) { const b = bubbles[i]!; x += (b.x + b.w / 2) / members.length; y += (b.y + b.h / 2) / members.length; }
    patches.push({ members, x, y });
  }
  return patches;
}
