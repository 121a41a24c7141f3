import type { ExpandedTemplate, TemplateBubble } from '../template/expand.ts';

/** A place where no bubble of the template stands, in page units, and the bubble next to it. */
export interface Beyond { readonly x: number; readonly y: number; readonly beside: number }

/** One side of a block: the bubbles along it, and for each the place a step further, where the template has nothing. `between`: another step further the template mostly has bubbles again; `followed`: the next field by its number stands in another block, so that no field of the sheet can follow here; nor beyond the digits of a number, nor before the first question (`isEnd`). */
export interface BlockSide { readonly members: readonly number[]; readonly beyond: readonly Beyond[]; readonly between: boolean; readonly followed: boolean; readonly isEnd: boolean }

/** A block's bubbles and its four sides; a side in a direction in which the block has no step is missing. */
export interface BlockGrid { readonly members: readonly number[]; readonly sides: Readonly<Record<Direction, BlockSide | null>> }

export const directions = ['left', 'right', 'up', 'down'] as const;
export type Direction = (typeof directions)[number];
export const opposite: Readonly<Record<Direction, Direction>> = { left: 'right', right: 'left', up: 'down', down: 'up' };

/** Steps longer than so many bubbles lead away from the block: what is there tells nothing. */
const longestStep = 4;

/** The template's blocks with their sides. */
export function gridsOf({ template, bubbles, besides, fields }: Pick<ExpandedTemplate, 'template' | 'bubbles' | 'besides' | 'fields'>): BlockGrid[] {
  const byBlock = Map.groupBy(fields, ({ bubbles: [first] }) => bubbles[first ?? 0]?.block ?? -1);
  const labels = new Set(fields.map(({ label }) => label));
  const printed = [...bubbles, ...besides];
  const taken = (b: TemplateBubble, x: number, y: number): boolean => printed.some((other) => Math.abs(other.x + other.w / 2 - x) <= b.w * 0.8 && Math.abs(other.y + other.h / 2 - y) <= b.h * 0.8);
  return template.blocks.map((_, block) => {
    const mine = byBlock.get(block) ?? [], own = mine.map((field) => field.bubbles), here = new Set(mine.map(({ label }) => label));
    const isElsewhere = (label: string | null): boolean => label !== null && labels.has(label) && !here.has(label);
    const sides: Record<Direction, BlockSide | null> = { left: null, right: null, up: null, down: null };
    // A number has all of its digits: one more beside them is of a sheet with longer ones.
    const isNumber = mine.length >= fewestDigits && mine.every(({ joined }) => joined);
    const put = (line: readonly number[], inward: readonly number[] | undefined, isEnd: boolean, next: string | null = null): void => {
      if (!inward || inward === line) return;
      const at = bubbles[line[0] ?? -1], inner = bubbles[inward[0] ?? -1];
      if (!at || !inner) return;
      const dx = at.x - inner.x, dy = at.y - inner.y;
      if (Math.hypot(dx, dy) > longestStep * Math.max(at.w, at.h)) return;
      const direction = Math.abs(dx) > Math.abs(dy) ? (dx < 0 ? 'left' : 'right') : dy < 0 ? 'up' : 'down';
      const beyond = line.flatMap((i): Beyond[] => {
        const b = bubbles[i]!, x = b.x + b.w / 2 + dx, y = b.y + b.h / 2 + dy;
        return taken(b, x, y) ? [] : [{ x, y, beside: i }];
      });
      const again = beyond.filter(({ x, y, beside }) => taken(bubbles[beside]!, x + dx, y + dy));
      sides[direction] = { members: line, beyond, between: again.length > beyond.length / 2, followed: isElsewhere(next), isEnd };
    };
    put(own[0] ?? [], own[1], isNumber || firstOfAll.test(mine[0]?.label ?? ''), numberedBeside(mine[0]?.label, -1));
    put(own.at(-1) ?? [], own.at(-2), isNumber, numberedBeside(mine.at(-1)?.label, 1));
    const values = own[0]?.length ?? 0;
    const value = (k: number): number[] => own.flatMap((field) => field[k] ?? []);
    if (values > 1) { put(value(0), value(1), false); put(value(values - 1), value(values - 2), false); }
    return { members: own.flat(), sides };
  });
}

/** The label of a first question: none is before it. */
const firstOfAll = /(?:^|\D)0*1$/;
/** Digits from which a block that makes one column is a number. */
const fewestDigits = 3;

/** The label with the number before or after the one that a label ends with. */
function numberedBeside(label: string | undefined, by: -1 | 1): string | null {
  const [, stem, number] = /^(.*?)(\d+)$/.exec(label ?? '') ?? [];
  return stem === undefined || number === undefined ? null : `${stem}${Number(number) + by}`;
}
