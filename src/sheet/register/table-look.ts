/** How the blocks of a table's cells look (decision 0092). Nothing is printed in those of the answers, so that one beyond them in which something is belongs to the table's head, or to its numbers. */
import type { Homography } from '../read/homography.ts';
import { opposite, type Beyond, type BlockGrid, type Direction } from './block-grids.ts';
import type { DarknessField } from './darkness.ts';
import type { Lattice } from './lattice.ts';
import { hasInk, isBare, isCell, kindsOf, measureCells, usualLine, type CellKind, type MeasuredCell } from './ruled-cells.ts';
import { alike, empty, isAbsent, marked, share, sideLook, type BlockLook, type SideLook } from './side-look.ts';

/** Looks at one block, whose values stand side by side (`sideways`) or below one another, each of its cells displaced by its own (dx, dy) page units. */
export function lookAtTable(field: DarknessField, map: Homography, lattice: Lattice, { members, sides }: BlockGrid, sideways: boolean, moved: { readonly dx: Float64Array; readonly dy: Float64Array }): BlockLook {
  const measured = (places: readonly Beyond[]): MeasuredCell[] => measureCells(field, map, lattice, places.map(({ x, y, beside }) => ({ x: x + moved.dx[beside]!, y: y + moved.dy[beside]!, beside, shiftX: 0, shiftY: 0 })));
  const own = measured(members.map((i) => ({ x: lattice.x[i]!, y: lattice.y[i]!, beside: i }))), usual = usualLine(own), kinds = kindsOf(own, usual), mine = kinds.map((kind) => cellLikeness[kind].own);
  const at = new Map(members.map((i, k) => [i, kinds[k] ?? 'none']));
  const sideAt = (direction: Direction): MeasuredSide => { const cells = measured(sides[direction]?.beyond ?? []); return { cells, kinds: kindsOf(cells, usual) }; };
  const beyond = { left: sideAt('left'), right: sideAt('right'), up: sideAt('up'), down: sideAt('down') };
  const isHeaded = (direction: Direction): boolean => share(beyond[direction].kinds, (kind) => kind === 'inked') > headed;
  const sideOf = (direction: Direction): SideLook | null => {
    const side = sides[direction];
    if (!side) return null;
    const likeness = beyond[direction].kinds.map((kind) => cellLikeness[kind].beyond), here = side.members.map((i) => at.get(i) ?? 'none');
    // A row of which every cell has something in it is the table's head, where no other row can be, and so is one without the number that all others have: the answers begin a step further.
    const isHead = (here.length > 1 && here.every((kind) => kind === 'inked') && !isHeaded(direction) && !isHeaded(opposite[direction])) || (isPrinted(direction) && numbers[direction] === false);
    return sideLook(side, here.map((kind) => (isHead ? 0 : cellLikeness[kind].own)), likeness, likeness, false);
  };
  /** Whether what is printed beside the rows, such as their numbers, begins or ends with the row at this side; null where it does not tell. */
  const isNumbered = (direction: Direction): boolean | null => {
    const end = sides[direction], [first] = end?.beyond ?? [];
    if (!end || !first) return null;
    const dx = first.x - lattice.x[first.beside]!, dy = first.y - lattice.y[first.beside]!, atEnd = new Set(end.members);
    for (const across of direction === 'left' || direction === 'right' ? (['up', 'down'] as const) : (['left', 'right'] as const)) {
      const places = sides[across]?.beyond ?? [], printed = beyond[across].cells.map(hasInk), last = places.findIndex(({ beside }) => atEnd.has(beside)), others = printed.filter((_, k) => k !== last);
      if (last < 0 || others.length < fewNumbers || share(others, Boolean) < numbered) continue;
      if (isBare(beyond[across].cells[last]!)) return false;
      const { x, y, beside } = places[last]!;
      if (!measured([{ x: x + dx, y: y + dy, beside }]).some(hasInk)) return true;
    }
    return null;
  };
  const numbers = { left: isNumbered('left'), right: isNumbered('right'), up: isNumbered('up'), down: isNumbered('down') };
  /** Whether what stands beside the rows is printed: over columns that are put together, somebody may write the number, and leave a digit out. */
  const isPrinted = (direction: Direction): boolean => sideways || direction === 'up' || direction === 'down';
  const isEnd = (direction: Direction): boolean => numbers[direction] ?? (isHeaded(direction) || share(beyond[direction].kinds, isCell) <= ended);
  return {
    members: members.length, seen: share(mine, (l) => l >= alike.maybe), absent: share(mine, isAbsent), sides: { left: sideOf('left'), right: sideOf('right'), up: sideOf('up'), down: sideOf('down') },
    pinned: { across: isEnd('left') && isEnd('right'), down: isEnd('up') && isEnd('down') },
  };
}

/** Cells beyond a side, as they were measured and what each is. */
interface MeasuredSide { readonly cells: readonly MeasuredCell[]; readonly kinds: readonly CellKind[] }

/** Share of the cells beyond a side in which something is printed, from which they are the table's head or its numbers; and of cells beyond it with lines around them, up to which the table ends there. */
const headed = 0.5, ended = 0.2;
/** Rows beside which something must be printed to tell by it, and their share. */
const fewNumbers = 2, numbered = 0.9;

/** What a cell counts as: one of the block's, which may have a mark, and one beyond them. */
const cellLikeness: Readonly<Record<CellKind, { readonly own: number; readonly beyond: number }>> = {
  none: { own: empty, beyond: empty }, partly: { own: 0, beyond: 0 }, empty: { own: 1, beyond: 1 }, inked: { own: 0.5, beyond: 0.3 }, filled: { own: marked, beyond: marked },
};
