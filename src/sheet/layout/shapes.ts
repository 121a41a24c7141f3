/**
 * What a planned page is made of, in millimetres from the page's top left corner:
 * the things that the layout file names (bubbles, regions, anchors) and the ink that is only printed.
 */
import type { LayoutAnchor, LayoutBubble, LayoutRegion } from '../layout.ts';

export interface BoxMm { readonly x: number; readonly y: number; readonly w: number; readonly h: number }

/** Text that wraps and shrinks until it fits its box; vertically centred unless `top`. */
export interface TextInk extends BoxMm {
  readonly kind: 'text';
  readonly text: string;
  readonly sizePt: number;
  readonly bold?: boolean;
  readonly align?: 'left' | 'center' | 'right';
  readonly top?: boolean;
  /** 0 black to 1 white. */
  readonly grey?: number;
  readonly maxLines?: number;
  /** Line height in sizes, 1.32 unless told. */
  readonly leading?: number;
}
/** Printed for each candidate anew, on personal sheets only. */
export interface PersonInk extends BoxMm {
  readonly kind: 'person';
  readonly what: 'candidateNo' | 'name' | 'class';
  readonly sizePt: number;
  readonly bold?: boolean;
  readonly align?: 'left' | 'center' | 'right';
}
export interface LineInk { readonly kind: 'line'; readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number; readonly widthMm: number; readonly grey?: number }
export interface FrameInk extends BoxMm { readonly kind: 'frame'; readonly widthMm: number; readonly radius?: number; readonly grey?: number; /** 0 black to 1 white. */ readonly fill?: number }
/** A picture of a bubble and how it was marked, in the instructions. */
export interface SampleInk extends BoxMm { readonly kind: 'sample'; readonly mark: 'filled' | 'tick' | 'cross' | 'dot' | 'ring' }

export type Ink = TextInk | PersonInk | LineInk | FrameInk | SampleInk;

/** A part of a page with its own origin at its top left corner. */
export interface Block {
  readonly w: number;
  readonly h: number;
  readonly bubbles: readonly LayoutBubble[];
  readonly regions: readonly LayoutRegion[];
  readonly ink: readonly Ink[];
}

export interface PlannedPage {
  readonly page: number;
  readonly width: number;
  readonly height: number;
  readonly bubbles: LayoutBubble[];
  readonly regions: LayoutRegion[];
  readonly anchors: LayoutAnchor[];
  readonly ink: Ink[];
}

/** To the hundredth of a millimetre: the layout file stays readable and free of rounding noise. */
export function hundredths(mm: number): number {
  return Math.round(mm * 100) / 100;
}

function moveInk(ink: Ink, dx: number, dy: number): Ink {
  if (ink.kind === 'line') return { ...ink, x1: ink.x1 + dx, x2: ink.x2 + dx, y1: ink.y1 + dy, y2: ink.y2 + dy };
  return { ...ink, x: ink.x + dx, y: ink.y + dy };
}

/** Puts a block onto a page (or into a larger block) with its top left corner at (x, y). */
export function place(target: Pick<PlannedPage, 'bubbles' | 'regions' | 'ink'>, block: Block, x: number, y: number): void {
  for (const bubble of block.bubbles) target.bubbles.push({ ...bubble, x: hundredths(bubble.x + x), y: hundredths(bubble.y + y) });
  for (const region of block.regions) target.regions.push({ ...region, x: hundredths(region.x + x), y: hundredths(region.y + y) });
  for (const ink of block.ink) target.ink.push(moveInk(ink, x, y));
}

/** Blocks put together into a larger one. */
export function joined(w: number, h: number, parts: readonly { readonly block: Block; readonly x: number; readonly y: number }[]): Block {
  const target: Pick<PlannedPage, 'bubbles' | 'regions' | 'ink'> = { bubbles: [], regions: [], ink: [] };
  for (const { block, x, y } of parts) place(target, block, x, y);
  return { w, h, ...target };
}
