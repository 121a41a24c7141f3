/** Black printed blocks, as corner blocks and timing marks are: where they stand on a page, and where a picture has some like them. Pure. */
import { findComponents, type Component } from '../read/components.ts';

/** A black parallelogram, as a rectangle becomes one under a camera: its middle, its area, and how far it spreads along x, along y and together (second central moments). In one unit, pixels or page units. */
export interface BlackBlock { readonly x: number; readonly y: number; readonly area: number; readonly xx: number; readonly yy: number; readonly xy: number }

/** Pixels that a block has at least on its narrower side: less of it tells nothing about its shape. */
const leastSide = 4;
/** Area over what a parallelogram that spreads so would have: a letter has less, and rounded corners do not matter. */
const solid = { least: 0.82, most: 1.12 };
/** Blocks of a picture that are looked at, the largest first. */
const mostBlocks = 150;

/** Among dark pixels (1), so many in a row; `most`: pixels that a block is long at most. */
export function blocksIn(dark: Uint8Array, width: number, height: number, most: number): BlackBlock[] {
  return findComponents(dark, width, height, leastSide, most).filter(isSolid).map(({ x, y, area, xx, yy, xy }) => ({ x: x + 0.5, y: y + 0.5, area, xx: xx + 1 / 12, yy: yy + 1 / 12, xy })).sort((a, b) => b.area - a.area).slice(0, mostBlocks);
}

function isSolid({ area, xx, yy, xy }: Component): boolean {
  const full = area / (12 * Math.sqrt(Math.max(0, (xx + 1 / 12) * (yy + 1 / 12) - xy * xy)));
  return full >= solid.least && full <= solid.most;
}

export function blockOfBox({ x, y, w, h }: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }): BlackBlock {
  return { x: x + w / 2, y: y + h / 2, area: w * h, xx: w * w / 12, yy: h * h / 12, xy: 0 };
}

/** A block in another unit. */
export function scaledBlock({ x, y, area, xx, yy, xy }: BlackBlock, across: number, down: number): BlackBlock {
  return { x: x * across, y: y * down, area: area * across * down, xx: xx * across * across, yy: yy * down * down, xy: xy * across * down };
}
