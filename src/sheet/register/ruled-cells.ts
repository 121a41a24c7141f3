/**
 * Cells of a table as bubbles: boxes that touch and share their lines, with nothing printed in them (decision 0092). What tells that a cell is there are the lines on its four sides; what tells a cell of the answers from one of the
 * table's head, which has the same lines, is that something is printed in the head's.
 */
import { asMade } from '../pixels/memory.ts';
import { applyHomography, jacobianAt, type Homography } from '../read/homography.ts';
import { meanDarkness, type DarknessField } from './darkness.ts';
import type { Lattice } from './lattice.ts';
import type { PatchShift } from './response.ts';

/** A cell's place in page units and, where it was moved, in pixels of the field; `beside`: a bubble of its size. */
export interface CellPlace { readonly x: number; readonly y: number; readonly beside: number; readonly shiftX: number; readonly shiftY: number }

export type CellKind = 'none' | 'partly' | 'empty' | 'inked' | 'filled';

/** Shares of half a cell: how far from its place a line is looked for, how much of it, and where the paper within the cell is compared; and the part of the cell that is looked into. */
const parts = { reach: 0.2, along: 0.7, paper: 0.5, within: 0.62 };
/** A line's darkness beyond the paper's, as a share of the usual one's, and at least. */
const line = { share: 0.4, least: 3 };
/** Darkness within below which there is nothing in a cell, from which there is something (a single thin 1 may have less), and from which it is filled in: a letter's strokes leave most of it free. */
const ink = { none: 1, some: 3, filled: 22 };

export function isRuled({ ruled }: Pick<Lattice, 'ruled'>): boolean {
  return ruled.includes(1);
}

/** Whether a cell has lines around it, whatever is in it. */
export function isCell(kind: CellKind): boolean {
  return kind !== 'none' && kind !== 'partly';
}

/** Whether something is printed or written in a cell, or where one would be. */
export function hasInk({ within }: MeasuredCell): boolean {
  return within >= ink.some;
}

/** Whether there is nothing at all in it. */
export function isBare({ within }: MeasuredCell): boolean {
  return within < ink.none;
}

/** What each of these cells is; `usual`: how dark their lines are. `none`: a line on one side at most, as where the table ends, and nothing within; `inked`: more than nothing, and less than a fill, which may hide one of the lines. */
export function kindsOf(cells: readonly MeasuredCell[], usual: number): CellKind[] {
  const least = Math.max(line.least, line.share * usual);
  return cells.map(({ sides, within }) => {
    const lines = sides.filter((side) => side >= least).length;
    if (within >= ink.filled) return 'filled';
    if (within >= ink.some) return lines >= 2 ? 'inked' : 'partly';
    return lines >= 3 ? 'empty' : lines >= 2 ? 'partly' : 'none';
  });
}

/** How much darker each side's line is than the paper within the cell, and how dark the cell is within. */
export interface MeasuredCell { readonly sides: readonly number[]; readonly within: number }

/** How dark the lines of most cells are. */
export function usualLine(cells: readonly MeasuredCell[]): number {
  const all = cells.filter(({ within }) => within < ink.filled).flatMap(({ sides }) => sides).sort((a, b) => a - b);
  return all[all.length >> 1] ?? 0;
}

/** Of each patch the share of its cells that are there, marked or not; 0 where it has none. */
export function cellsSeen(field: DarknessField, map: Homography, lattice: Lattice, shifts: readonly PatchShift[]): number[] {
  const { x, y, patches, ruled } = lattice;
  const cells = patches.map(({ members }, k) => measureCells(field, map, lattice, members.filter((i) => ruled[i] === 1).map((i) => ({ x: x[i]!, y: y[i]!, beside: i, shiftX: shifts[k]!.x, shiftY: shifts[k]!.y }))));
  const usual = usualLine(cells.flat());
  return cells.map((own) => kindsOf(own, usual).filter(isCell).length / Math.max(1, own.length));
}

export function measureCells(field: DarknessField, map: Homography, { cellW, cellH }: Pick<Lattice, 'cellW' | 'cellH'>, places: readonly CellPlace[]): MeasuredCell[] {
  const darkness = meansIn(field);
  return places.map(({ x, y, beside, shiftX, shiftY }): MeasuredCell => {
    const c = applyHomography(map, x, y), j = jacobianAt(map, x, y), u = c.x + shiftX, v = c.y + shiftY;
    const hw = (Math.abs(j.ux) * cellW[beside]! + Math.abs(j.uy) * cellH[beside]!) / 2, hh = (Math.abs(j.vx) * cellW[beside]! + Math.abs(j.vy) * cellH[beside]!) / 2;
    const upright = (at: number): number => darkness(u + at - 0.5, v - parts.along * hh, u + at + 0.5, v + parts.along * hh);
    const level = (at: number): number => darkness(u - parts.along * hw, v + at - 0.5, u + parts.along * hw, v + at + 0.5);
    const beyondPaper = (across: (at: number) => number, half: number, side: -1 | 1): number => {
      const reach = Math.max(1, Math.round(parts.reach * half));
      let darkest = 0;
      for (let off = -reach; off <= reach; off++) darkest = Math.max(darkest, across(side * half + off));
      return darkest - across(side * half * parts.paper);
    };
    return {
      sides: [beyondPaper(upright, hw, -1), beyondPaper(upright, hw, 1), beyondPaper(level, hh, -1), beyondPaper(level, hh, 1)],
      within: darkness(u - parts.within * hw, v - parts.within * hh, u + parts.within * hw, v + parts.within * hh),
    };
  });
}

/** Mean darkness of an upright box, of a pixel across at least; 0 outside the field. */
function meansIn({ width, height, sums }: DarknessField): (left: number, top: number, right: number, bottom: number) => number {
  const own = asMade('sums', sums);
  return (left, top, right, bottom) => {
    const x0 = Math.max(0, Math.round(left)), x1 = Math.min(width, Math.max(x0 + 1, Math.round(right))), y0 = Math.max(0, Math.round(top)), y1 = Math.min(height, Math.max(y0 + 1, Math.round(bottom)));
    return meanDarkness(own, width, x0, y0, x1, y1);
  };
}
