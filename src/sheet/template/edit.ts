/** Changes of a template that somebody draws: its blocks, and a block moved onto the bubbles that were found. */
import { expandLabels } from './labels.ts';
import type { ExpandedTemplate } from './expand.ts';
import type { Template, TemplateBlock } from './template.ts';

/** A template on a picture of this size in pixels, with nothing on it yet: unlike the format, one that is being drawn may have no blocks. */
export function emptyTemplate(name: string, page: { readonly width: number; readonly height: number }): Template {
  return {
    format: 'zhiyue-template', version: 1, name, unit: 'px', page: { ...page }, bubble: { w: 20, h: 20 },
    registration: { frame: 'image', marks: [], limitMm: 2 }, blocks: [], columns: [], regions: [],
  };
}

/**
 * The template with other blocks. Columns keep their order and their fields as far as these are still there; a field that is in none gets a column of its own at the end.
 * Throws RangeError for a range of labels that is none.
 */
export function withBlocks(template: Template, name: string, blocks: readonly TemplateBlock[]): Template {
  const labels = blocks.flatMap((block) => expandLabels(block.fields));
  const there = new Set(labels);
  const columns = template.columns.map((column) => ({ name: column.name, fields: expandLabels(column.fields).filter((label) => there.has(label)) })).filter(({ fields }) => fields.length > 0);
  const within = new Set(columns.flatMap(({ fields }) => fields));
  const { candidate, ...rest } = template;
  const all = [...columns, ...labels.filter((label) => !within.has(label)).map((label) => ({ name: label, fields: [label] }))];
  return { ...rest, name, blocks: [...blocks], columns: all, ...(candidate !== undefined && all.some((column) => column.name === candidate) ? { candidate } : {}) };
}

/** Middle of each bubble as it was found, in page units, in the template's order. */
export interface FoundBubble { readonly x: number; readonly y: number }

/**
 * The only block of a template, moved and stretched so that its upright grid lies on the bubbles that were found: origin and both gaps by least squares.
 * `bubbles` belong to `expanded`.
 */
export function blockOnBubbles({ template, fields }: ExpandedTemplate, bubbles: readonly FoundBubble[]): TemplateBlock {
  const [block] = template.blocks;
  if (block === undefined) throw new RangeError('the template has no block');
  const { w, h } = block.bubble ?? template.bubble;
  const points = fields.flatMap((field, across) => field.bubbles.map((index, along) => ({ across, along, ...bubbles[index]! })));
  const horizontal = block.direction === 'horizontal';
  const inX = line(points.map((point) => ({ at: horizontal ? point.along : point.across, value: point.x })));
  const inY = line(points.map((point) => ({ at: horizontal ? point.across : point.along, value: point.y })));
  const [gapX, gapY] = horizontal ? [block.valueGap, block.fieldGap] : [block.fieldGap, block.valueGap];
  const x = tenth(inX.start - w / 2), y = tenth(inY.start - h / 2), stepX = tenth(inX.step ?? gapX), stepY = tenth(inY.step ?? gapY);
  return { ...block, x, y, valueGap: horizontal ? stepX : stepY, fieldGap: horizontal ? stepY : stepX };
}

/** value = start + step × at; no step where all lie at one place. */
function line(points: readonly { readonly at: number; readonly value: number }[]): { readonly start: number; readonly step: number | null } {
  const n = points.length;
  const mean = (of: (point: { at: number; value: number }) => number): number => points.reduce((sum, point) => sum + of(point), 0) / n;
  const at = mean((point) => point.at), value = mean((point) => point.value);
  const spread = mean((point) => (point.at - at) ** 2);
  if (spread === 0) return { start: value, step: null };
  const step = mean((point) => (point.at - at) * (point.value - value)) / spread;
  return { start: value - step * at, step };
}

/** Tenths of a unit are finer than anybody prints. */
const tenth = (value: number): number => Math.round(value * 10) / 10;

/** Nobody draws worse than that: a grid found further away, or of another pitch, is another block. */
const furthest = { gaps: 0.75, pitch: 0.15 };

/** Whether a block as it was found can be the one that was drawn. */
export function isNear(drawn: TemplateBlock, found: TemplateBlock): boolean {
  const reach = furthest.gaps * Math.max(Math.abs(drawn.valueGap), Math.abs(drawn.fieldGap));
  const samePitch = (a: number, b: number): boolean => Math.abs(a - b) <= furthest.pitch * Math.abs(a);
  return Math.abs(drawn.x - found.x) <= reach && Math.abs(drawn.y - found.y) <= reach && samePitch(drawn.valueGap, found.valueGap) && samePitch(drawn.fieldGap, found.fieldGap);
}
