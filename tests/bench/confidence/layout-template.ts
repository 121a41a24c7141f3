/** A page of our own layout as a template, as if somebody else had printed it: the simulator then fills foreign sheets, too. */
import type { LayoutBubble, LayoutPage } from '../../../src/sheet/layout.ts';
import { type Template, templateSchema } from '../../../src/exam/template.ts';

/** Fields that stand one below (or beside) the other in the same place with the same values make a block. */
export function layoutTemplate(page: LayoutPage): Template {
  const rows = [...Map.groupBy(page.bubbles, ({ field }) => field).values()].map(rowOf);
  const blocks: Template['blocks'] = [];
  for (const same of Map.groupBy(rows, (row) => `${row.direction} ${row.values.join()} ${row.along} ${row.valueGap}`).values()) {
    const sorted = same.toSorted((a, b) => a.across - b.across);
    for (let at = 0; at < sorted.length;) {
      const gap = rounded((sorted[at + 1]?.across ?? 0) - sorted[at]!.across);
      let end = at + 1;
      while (end < sorted.length && rounded(sorted[end]!.across - sorted[end - 1]!.across) === gap) end++;
      const [first] = sorted.slice(at, at + 1);
      if (first) blocks.push({ name: first.field, x: first.x, y: first.y, bubble: first.size, fields: sorted.slice(at, end).map(({ field }) => field), values: first.values, direction: first.direction, valueGap: first.valueGap, fieldGap: end - at > 1 ? gap : first.valueGap, empty: '' });
      at = end;
    }
  }
  const { w, h } = page.bubbles[0] ?? { w: 5, h: 3 };
  return templateSchema.parse({
    format: 'zhiyue-template', version: 1, unit: 'mm', page: { width: page.width, height: page.height }, bubble: { w, h }, blocks,
    columns: rows.map(({ field }) => ({ name: field, fields: [field] })),
  });
}

interface Row { readonly field: string; readonly x: number; readonly y: number; readonly size: { w: number; h: number }; readonly values: string[]; readonly direction: 'horizontal' | 'vertical'; readonly valueGap: number; readonly along: number; readonly across: number }

function rowOf(bubbles: readonly LayoutBubble[]): Row {
  const [first, second] = bubbles;
  if (first === undefined) throw new RangeError('a field without bubbles');
  const direction = second !== undefined && Math.abs(second.y - first.y) > Math.abs(second.x - first.x) ? 'vertical' : 'horizontal';
  const valueGap = second === undefined ? first.w : rounded(direction === 'vertical' ? second.y - first.y : second.x - first.x);
  const [along, across] = direction === 'vertical' ? [first.y, first.x] : [first.x, first.y];
  return { field: first.field, x: first.x, y: first.y, size: { w: first.w, h: first.h }, values: bubbles.map(({ value }) => value), direction, valueGap, along: rounded(along), across };
}

const rounded = (mm: number): number => Math.round(mm * 1000) / 1000;
