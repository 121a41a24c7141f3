import { darkBoxes, layBoxes } from '../pixels/boxes.ts';
import { numbersOf } from '../pixels/numbers.ts';
import { jacobianAt, type Homography } from '../read/homography.ts';
import type { PageMemory } from '../read/page-memory.ts';
import type { GrayImage } from '../read/reading.ts';
import type { Lattice } from '../register/lattice.ts';
import type { LocalFit } from '../register/local.ts';
import { isRuled } from '../register/ruled-cells.ts';
import { greyAround, settledPaper } from './paper.ts';

/** Points across and down a bubble's room, the finer where it has many pixels: more points than pixels tell nothing more. */
const sides = { finest: 48, fine: 24, coarse: 16 };
/** Pixels across a bubble's room up to which the coarse ones are enough; and across a table's cell, which is larger than bubbles are, from which a pen's line would fall between the fine ones. */
const fewPixels = 28, manyPixels = 56;

/** All bubbles of a page with the room up to their neighbours, upright, on the same grid, as darkness: 0 the paper around, 1 nothing reflected. */
export interface Cuts {
  readonly count: number;
  /** Points across and down each; its middle is the room's middle. */
  readonly side: number;
  /** For each bubble its place among those that were cut out. */
  readonly placeOf: Int32Array;
  /** Of those that were cut out, one after the other. For the loops, which have it: `asMade` reads it at once. */
  readonly darkness: Float32Array;
  /** Sum of each one's darkness. */
  readonly sums: Float64Array;
  /** Share of each that lies outside the image. */
  readonly outside: Float32Array;
  readonly roomOf: (bubble: number) => Room;
}

/** A bubble's room, on its page. */
export interface Room { readonly w: number; readonly h: number }

/** Cuts out the bubbles of these indices, in rising order; nothing is known of the others. `centre`: where a bubble's middle lies beside its box's, in page units. Good until the memory is cleared. */
export function cutBubbles(image: GrayImage, { map, local }: { readonly map: Homography; readonly local: LocalFit }, lattice: Lattice, memory: PageMemory, which: readonly number[], centre: (bubble: number) => { readonly x: number; readonly y: number }): Cuts {
  const count = lattice.x.length, side = sideOf(map, lattice), points = side * side;
  const darkness = memory.floats(which.length * points), placeOf = new Int32Array(count), outside = new Float32Array(count), sums = new Float64Array(count);
  const boxes = layBoxes(map, which.length, side, (k) => {
    const i = which[k]!, c = centre(i);
    return { x: lattice.x[i]! + local.dx[i]! + c.x, y: lattice.y[i]! + local.dy[i]! + c.y, ...roomOf(lattice, i) };
  });
  const cut = darkBoxes(image, boxes, (papers) => settledPaper(lattice, which, papers, (k) => greyAround(image, boxes, k)), darkness);
  for (let k = 0; k < which.length; k++) { const i = which[k]!; placeOf[i] = k; sums[i] = cut.sums[k]!; outside[i] = cut.missed[k]! / points; }
  return { count, side, placeOf, darkness, sums, outside, roomOf: (i) => roomOf(lattice, i) };
}

/** By the room of the page's usual bubble, at the page's middle. */
function sideOf(map: Homography, lattice: Lattice): number {
  const { ux, uy, vx, vy } = jacobianAt(map, lattice.width / 2, lattice.height / 2);
  const across = Math.hypot(ux, vx), down = Math.hypot(uy, vy);
  const sizes = numbersOf(lattice.x, (_, i) => { const { w, h } = roomOf(lattice, i); return Math.max(w * across, h * down); }).sort();
  const usual = sizes[sizes.length >> 1] ?? 0;
  return isRuled(lattice) && usual > manyPixels ? sides.finest : usual > fewPixels ? sides.fine : sides.coarse;
}

/** Up to half way to the neighbours, at most twice the bubble; of a table's cell so much of what is about it that a line through it is seen also where the table ends. */
export function roomOf(lattice: Lattice, i: number): Room {
  if (lattice.ruled[i] === 1) {
    const beyond = 2 * aboutCell * Math.min(lattice.cellW[i]!, lattice.cellH[i]!);
    return { w: lattice.cellW[i]! + beyond, h: lattice.cellH[i]! + beyond };
  }
  return { w: Math.max(lattice.w[i]! * 1.1, Math.min(lattice.cellW[i]!, lattice.w[i]! * 2)), h: Math.max(lattice.h[i]! * 1.1, Math.min(lattice.cellH[i]!, lattice.h[i]! * 2)) };
}

/** Share of a cell's narrower side on each of its sides. */
const aboutCell = 0.3;
