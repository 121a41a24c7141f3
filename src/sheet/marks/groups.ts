import type { TemplateBubble } from '../template/expand.ts';
import { printKindOf } from '../template/print-kind.ts';

/** Bubbles that tell one another what an empty one looks like; those of a whole template are told apart once, for all its pages. */
export interface InkGroups {
  readonly all: readonly number[];
  /** The bubbles of each block. */
  readonly blocks: ReadonlyMap<number, readonly number[]>;
  /** The bubbles of each field, and its block. */
  readonly fields: readonly { readonly block: number; readonly members: readonly number[] }[];
  /** Bubbles of the same value, wherever it is printed alike. */
  readonly kinds: readonly (readonly number[])[];
  /** Bubbles of the same value in one block, and their kind. */
  readonly values: readonly { readonly block: number; readonly value: string; readonly kind: number; readonly members: readonly number[] }[];
  /** Of each bubble the nine of its block that stand about it, row by row, itself in the middle; -1 where there is none. */
  readonly about: Int32Array;
  /** From one column, and from one row, of a block to the next, in page units; 0 where there is no other. */
  readonly steps: ReadonlyMap<number, { readonly x: number; readonly y: number }>;
}

export function inkGroupsOf(bubbles: readonly TemplateBubble[]): InkGroups {
  const all = [...bubbles.keys()];
  const kindOfPrint = printKindOf(bubbles), kinds = Map.groupBy(all, (i) => kindOfPrint(bubbles[i]!));
  const kindOf = new Map([...kinds.values()].flatMap((members, kind) => members.map((i) => [i, kind])));
  const values = Map.groupBy(all, (i) => { const { block, value } = bubbles[i]!; return `${block} ${value}`; });
  const blocks = Map.groupBy(all, (i) => bubbles[i]!.block);
  return {
    all,
    blocks,
    ...neighboursIn(blocks, bubbles),
    fields: [...Map.groupBy(all, (i) => bubbles[i]!.field).values()].map((members) => ({ block: bubbles[members[0] ?? 0]!.block, members })),
    kinds: [...kinds.values()],
    values: [...values.values()].map((members) => { const [first = 0] = members; return { block: bubbles[first]!.block, value: bubbles[first]!.value, kind: kindOf.get(first) ?? 0, members }; }),
  };
}

function neighboursIn(blocks: InkGroups['blocks'], bubbles: readonly TemplateBubble[]): Pick<InkGroups, 'about' | 'steps'> {
  const about = new Int32Array(9 * bubbles.length).fill(-1), steps = new Map<number, { x: number; y: number }>();
  for (const [block, members] of blocks) {
    const columns = stops(members.map((i) => bubbles[i]!.x)), rows = stops(members.map((i) => bubbles[i]!.y));
    const step = { x: leastStep(columns), y: leastStep(rows) }, at = new Map<number, number>();
    steps.set(block, step);
    const key = (column: number, row: number): number => row * columns.length + column;
    for (const i of members) at.set(key(stopOf(columns, bubbles[i]!.x), stopOf(rows, bubbles[i]!.y)), i);
    for (const i of members) for (let n = 0; n < 9; n++) {
      const column = stopOf(columns, bubbles[i]!.x) + n % 3 - 1, row = stopOf(rows, bubbles[i]!.y) + Math.floor(n / 3) - 1;
      if (column >= 0 && column < columns.length) about[9 * i + n] = at.get(key(column, row)) ?? -1;
    }
  }
  return { about, steps };
}

/** Places that differ, in rising order; what lies nearer to the one before than any bubble is the same. */
function stops(places: readonly number[]): number[] {
  const sorted = places.toSorted((a, b) => a - b);
  return sorted.filter((place, k) => k === 0 || place - sorted[k - 1]! > samePlace);
}

function stopOf(sorted: readonly number[], place: number): number {
  return sorted.findLastIndex((stop) => stop <= place + samePlace);
}

function leastStep(sorted: readonly number[]): number {
  return sorted.length < 2 ? 0 : Math.min(...sorted.slice(1).map((stop, k) => stop - sorted[k]!));
}

/** Page units. */
const samePlace = 1e-3;

/** Those of the groups that are in these blocks, with their bubbles there. */
export function groupsIn({ all, blocks, fields, kinds, values, about, steps }: InkGroups, bubbles: readonly TemplateBubble[], wanted: ReadonlySet<number>): InkGroups {
  const isWanted = (i: number): boolean => wanted.has(bubbles[i]!.block);
  return {
    all: all.filter(isWanted),
    blocks: new Map([...blocks].filter(([block]) => wanted.has(block))),
    fields: fields.filter(({ block }) => wanted.has(block)),
    kinds: kinds.map((members) => members.filter(isWanted)),
    values: values.filter(({ block }) => wanted.has(block)),
    about,
    steps,
  };
}
