import type { TemplateBubble } from '../template/expand.ts';

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
  readonly values: readonly { readonly block: number; readonly kind: number; readonly members: readonly number[] }[];
}

export function inkGroupsOf(bubbles: readonly TemplateBubble[]): InkGroups {
  const all = [...bubbles.keys()];
  const kinds = Map.groupBy(all, (i) => { const { value, w, h } = bubbles[i]!; return `${value} ${w} ${h}`; });
  const kindOf = new Map([...kinds.values()].flatMap((members, kind) => members.map((i) => [i, kind])));
  const values = Map.groupBy(all, (i) => { const { block, value } = bubbles[i]!; return `${block} ${value}`; });
  return {
    all,
    blocks: Map.groupBy(all, (i) => bubbles[i]!.block),
    fields: [...Map.groupBy(all, (i) => bubbles[i]!.field).values()].map((members) => ({ block: bubbles[members[0] ?? 0]!.block, members })),
    kinds: [...kinds.values()],
    values: [...values.values()].map((members) => { const [first = 0] = members; return { block: bubbles[first]!.block, kind: kindOf.get(first) ?? 0, members }; }),
  };
}

/** Those of the groups that are in these blocks, with their bubbles there. */
export function groupsIn({ all, blocks, fields, kinds, values }: InkGroups, bubbles: readonly TemplateBubble[], wanted: ReadonlySet<number>): InkGroups {
  const isWanted = (i: number): boolean => wanted.has(bubbles[i]!.block);
  return {
    all: all.filter(isWanted),
    blocks: new Map([...blocks].filter(([block]) => wanted.has(block))),
    fields: fields.filter(({ block }) => wanted.has(block)),
    kinds: kinds.map((members) => members.filter(isWanted)),
    values: values.filter(({ block }) => wanted.has(block)),
  };
}
