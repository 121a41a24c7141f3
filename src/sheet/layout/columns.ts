/** Blocks stacked in columns from top to bottom, columns from left to right, as on printed answer cards. */
import type { Block } from './shapes.ts';

/** Blocks of one kind may share a column. */
export interface Stackable { readonly kind: string; readonly block: Block }

export interface Column { readonly w: number; readonly h: number; readonly blocks: Block[] }

export interface Room { readonly w: number; readonly h: number; readonly gapX: number; readonly gapY: number }

/** Columns of at most `room.h` that fit side by side into `room.w`, and how many of the blocks they hold. */
export function fillColumns(items: readonly Stackable[], room: Room): { readonly columns: Column[]; readonly placed: number } {
  const columns: { w: number; h: number; kind: string; blocks: Block[] }[] = [];
  let placed = 0;
  for (const { kind, block } of items) {
    if (block.h > room.h) break;
    const last = columns.at(-1);
    const widthBefore = columns.slice(0, -1).reduce((sum, column) => sum + column.w + room.gapX, 0);
    if (last && last.kind === kind && last.h + room.gapY + block.h <= room.h && widthBefore + Math.max(last.w, block.w) <= room.w) {
      last.h += room.gapY + block.h;
      last.w = Math.max(last.w, block.w);
      last.blocks.push(block);
    } else {
      const used = last ? widthBefore + last.w + room.gapX : 0;
      if (used + block.w > room.w) break;
      columns.push({ w: block.w, h: block.h, kind, blocks: [block] });
    }
    placed += 1;
  }
  return { columns, placed };
}

/** The lowest columns that hold everything, or as much as fits when not everything does. */
export function balanceColumns(items: readonly Stackable[], room: Room): { readonly columns: Column[]; readonly placed: number } {
  const tallest = Math.max(0, ...items.map(({ block }) => block.h));
  for (let h = tallest; h < room.h; h += 0.5) {
    const filled = fillColumns(items, { ...room, h });
    if (filled.placed === items.length) return filled;
  }
  return fillColumns(items, room);
}

/** Left edges of columns spread evenly over `w`, the gaps at most `largestGap`, the rest left and right. */
export function spread(columns: readonly Column[], w: number, largestGap: number): number[] {
  const used = columns.reduce((sum, column) => sum + column.w, 0);
  const gap = columns.length < 2 ? 0 : Math.min(largestGap, (w - used) / (columns.length - 1));
  let x = (w - used - gap * (columns.length - 1)) / 2;
  return columns.map(column => {
    const left = x;
    x += column.w + gap;
    return left;
  });
}
