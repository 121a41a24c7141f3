/**
 * Whether a page was squeezed in one direction to fit (decision 0131): where a block's last column was cut off, a narrower page puts the block's other columns, and the question numbers before
 * them, where all of its columns should be. No scanner and no copier does that.
 */
import { jacobianAt, type Homography } from '../read/homography.ts';
import { directions, type Direction } from './block-grids.ts';
import { mapTo, type Guess } from './guesses.ts';
import type { Lattice } from './lattice.ts';
import type { Letters } from './letter-look.ts';

/** What of a page's shape and letters speaks against its place. */
export interface Strain {
  /** By which share it is wider against its height than its template, or less wide; */
  readonly squeeze: number;
  /** Whether it is the width that is less than it should be. */
  readonly narrow: boolean;
  /** and than both its template and every frame that was seen: templates measured on a stretched picture, and pictures stretched to a size, are squeezed as a whole. */
  readonly alone: number;
  /** How much larger it is near one corner than near another, as a share: a page seen in perspective is shorter in one direction, too. */
  readonly perspective: number;
}

const bounds = {
  /** Copies are stretched by 0.02, and pages in feeders by less. */
  squeeze: 0.05,
  /** From here on, or where the bubbles stray from one flat page by such a share of a step, the letters at the blocks' ends must not be others'. */
  asked: { squeeze: 0.025, strays: 0.06 },
  /** Letters are others' when an end of so many bubbles looks no more than this like those of its values, and no more like these than like other values, though elsewhere in the block they differ by as much. */
  others: { members: 4, own: 0.5, contrast: 0.1, usual: 0.05 },
  /** They are not when, where they were found, they have so much of both, or where letters are so small that they do not differ. */
  plain: { own: 0.85, contrast: 0.3, usual: 0.025 },
};

/** `primary`: where the page's frames have it. */
export function strainOf(frames: { primary(): Iterable<Guess> }, lattice: Lattice, map: Homography): Strain {
  const own = shapeAt(lattice, map, 0.5, 0.5).aspect, corners = [0.1, 0.9].flatMap((x) => [0.1, 0.9].map((y) => shapeAt(lattice, map, x, y).size));
  const squeeze = apart(own, 1);
  let alone = squeeze;
  if (squeeze > bounds.squeeze) for (const { quad } of frames.primary()) for (const turn of [0, 1]) {
    const framed = mapTo(lattice, quad, turn, false);
    if (framed) alone = Math.min(alone, apart(own, shapeAt(lattice, framed, 0.5, 0.5).aspect));
  }
  return { squeeze, narrow: own < 1, alone, perspective: Math.max(...corners) / Math.min(...corners) - 1 };
}

/** Whether a page so strained lies where it was found only because it was squeezed. `strays`: root mean square of how far its bubbles lie from one flat page, in steps between them. */
export function isSqueezed({ squeeze, narrow, alone, perspective }: Strain, strays: number, { grids }: Lattice, letters: Letters): boolean {
  if (alone > bounds.squeeze + perspective) return true;
  if (squeeze <= bounds.asked.squeeze && strays <= bounds.asked.strays) return false;
  // Of a page that is narrower a column may be gone, of one that is lower a row.
  const asked = squeeze <= bounds.asked.squeeze ? directions : narrow ? (['left', 'right'] as const) : (['up', 'down'] as const);
  return grids.some(({ sides }, block) => asked.some((direction) => (sides[direction]?.members.length ?? 0) >= bounds.others.members && isOthers(letters, block, direction)));
}

function isOthers({ still, look }: Letters, block: number, direction: Direction): boolean {
  const { others, plain } = bounds, first = still(block, direction);
  if (first && (first.usualContrast < plain.usual || (first.own >= plain.own && first.contrast >= plain.contrast * first.usualContrast))) return false;
  const closer = look(block, direction);
  return closer !== null && closer.usualContrast >= others.usual && closer.own <= others.own && closer.contrast <= others.contrast * closer.usualContrast;
}

/** Pixels a unit across over those down, and the root of their product. */
function shapeAt({ width, height }: Lattice, map: Homography, x: number, y: number): { readonly aspect: number; readonly size: number } {
  const { ux, uy, vx, vy } = jacobianAt(map, x * width, y * height);
  return { aspect: Math.hypot(ux, vx) / Math.hypot(uy, vy), size: Math.sqrt(Math.abs(ux * vy - uy * vx)) };
}

function apart(a: number, b: number): number {
  return Math.max(a / b, b / a) - 1;
}
