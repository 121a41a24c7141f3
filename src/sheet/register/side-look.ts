/** How a block's ends look, and what is beyond them, by how much each place there looks like the block's bubbles. */
import type { BlockSide, Direction } from './block-grids.ts';

/** One side of a block: its bubbles there, and the places a step beyond them. */
export interface SideLook {
  readonly members: number;
  /** Share of the side's bubbles that are seen or marked. */
  readonly inside: number;
  /** Share of the side's bubbles where there is next to nothing. */
  readonly bare: number;
  /** Share of the side's bubbles where there is as much ink as a bubble has, or less, and no bubble. */
  readonly absent: number;
  /** How much its unmarked bubbles look like the block's, 1 as these do among themselves; null where too few are unmarked. */
  readonly like: number | null;
  readonly places: number;
  /** The same of what is beyond: share that may be bubbles or marks, share that can hardly be anything else, and likeness. */
  readonly beyond: number;
  readonly open: number;
  readonly beyondLike: number | null;
  /** Share of the places exactly a step beyond that may be bubbles or marks; the three above are from a little nearer or further where more is seen there. */
  readonly beyondExactly: number;
  /** Whether what is beyond looks the same half way from one place to the next: it is a line, such as the frame of a panel, and no bubbles. */
  readonly lined: boolean;
  /** Whether the template has bubbles again another step further. */
  readonly between: boolean;
  /** Whether the field that comes next by its number stands in another block. */
  readonly followed: boolean;
  /** Whether a number has its first or last digit here, or the sheet its first question. */
  readonly isEnd: boolean;
}

/** How one block looks: the share of its bubbles that are seen or marked, and its sides. */
export interface BlockLook {
  readonly members: number;
  readonly seen: number;
  /** Share of its bubbles where there is none, and no ink that could hide one. */
  readonly absent: number;
  readonly sides: Readonly<Record<Direction, SideLook | null>>;
  /** Of a table whether it begins and ends here, across and down, so that no other row or column can be its first; null of bubbles. */
  readonly pinned: { readonly across: boolean; readonly down: boolean } | null;
}

/** A window may be a bubble when it looks this much like the usual one; it can hardly be anything else when this much. */
export const alike = { maybe: 0.42, surely: 0.75 };
/** What a window is taken for that is black through and through, one with next to nothing in it, and one with so much ink that it may hide a bubble. */
export const marked = 2, empty = -1, covered = -2;

/** How a side looks by the likenesses of its bubbles (`here`) and of the places a step `beyond`, or `exactly` a step. */
export function sideLook({ between, followed, isEnd }: BlockSide, here: readonly number[], beyond: readonly number[], exactly: readonly number[], lined: boolean): SideLook {
  return {
    members: here.length, inside: share(here, (l) => l >= alike.maybe), bare: share(here, (l) => l === empty), absent: share(here, isAbsent), like: meanLikeness(here),
    places: beyond.length, beyond: share(beyond, (l) => l >= alike.maybe), open: share(beyond.filter((l) => l < marked), (l) => l >= alike.surely), beyondLike: meanLikeness(beyond), beyondExactly: share(exactly, (l) => l >= alike.maybe), lined, between, followed, isEnd,
  };
}

export const isAbsent = (l: number): boolean => l < alike.maybe && l !== covered;

export function share<T>(values: readonly T[], test: (value: T) => boolean): number {
  return values.filter(test).length / Math.max(1, values.length);
}

export function meanLikeness(values: readonly number[]): number | null {
  const free = values.filter((l) => l < marked);
  return free.length < 2 ? null : free.reduce((sum, l) => sum + Math.max(0, l), 0) / free.length;
}
