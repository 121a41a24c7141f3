/** Changes of a template that somebody draws: its blocks, and a block moved onto the bubbles that were found. */
import { expandLabels } from './labels.ts';
import type { ExpandedTemplate } from './expand.ts';
import type { Template, TemplateBlock } from '../../exam/template.ts';

/** A template on a picture of this size in pixels, with nothing on it yet: unlike the format, one that is being drawn may have no blocks. */
export function emptyTemplate(name: string, page: { readonly width: number; readonly height: number }): Template {
  return {
    format: 'zhiyue-template', version: 1, name, unit: 'px', page: { ...page }, bubble: { w: 20, h: 20 },
    registration: { frame: 'image', marks: [], limitMm: 2 }, blocks: [], columns: [], regions: [],
  };
}

/** A block of a template that is drawn, with the column in which all of its fields are put together; null: none is drawn for it. */
export interface DrawnBlock { readonly block: TemplateBlock; readonly column: string | null; /** Whether that column is the candidate number. */ readonly candidate: boolean }

/**
 * The template with other blocks. Blocks that name a column are put together in it, in their order; other columns keep their fields as far as these are still there, and a field that is in none gets one of
 * its own. Columns come in the order of the sheet (`inSheetOrder`), unless its author had given them another one. Throws ZhiyueError template-invalid for a range of labels that is none.
 */
export function withBlocks(template: Template, name: string, drawn: readonly DrawnBlock[]): Template {
  const labelsOf = new Map(drawn.map(({ block }) => [block, expandLabels(block.fields)]));
  const shownBefore = drawnColumns(template);
  const joined = new Map<string, string[]>();
  for (const { block, column } of drawn) if (column !== null) joined.set(column, [...joined.get(column) ?? [], ...labelsOf.get(block) ?? []]);
  const columnOf = new Map([...joined].flatMap(([column, labels]) => labels.map((label) => [label, column] as const)));
  const there = new Set([...labelsOf.values()].flat());
  const columns: Template['columns'] = [];
  const placed = new Set<string>();
  const place = (column: string, fields: readonly string[]): void => {
    const own = fields.filter((label) => !placed.has(label));
    if (own.length === 0) return;
    columns.push({ name: column, fields: [...own] });
    for (const label of own) placed.add(label);
  };
  const placeEach = (label: string): void => {
    const column = columnOf.get(label);
    place(column ?? label, column === undefined ? [label] : joined.get(column) ?? []);
  };
  for (const column of template.columns) {
    const fields = expandLabels(column.fields).filter((label) => there.has(label));
    // What the file put together stays so, unless it was drawn otherwise.
    if (fields.length > 0 && !shownBefore.includes(column.name) && fields.every((label) => !columnOf.has(label))) place(column.name, fields);
    else for (const label of fields) placeEach(label);
  }
  for (const label of there) placeEach(label);
  const { candidate: before, ...rest } = template;
  const drawnCandidate = drawn.find((one) => one.candidate && one.column !== null)?.column ?? undefined;
  const candidate = drawnCandidate ?? (before === undefined || shownBefore.includes(before) ? undefined : before);
  const stands = candidate !== undefined && (columns.some((column) => column.name === candidate) || template.regions.some((region) => region.name === candidate));
  const ordered = isInSheetOrder(template) ? inSheetOrder(columns, [...there], stands ? candidate : undefined) : columns;
  return { ...rest, name, blocks: drawn.map(({ block }) => block), columns: ordered, ...(stands ? { candidate } : {}) };
}

/** The candidate's number, then questions by their numbers; labels of different stems (`q1`, `oral1`) as they come among the blocks' own, and a number that is put together where its first field is. */
function inSheetOrder(columns: Template['columns'], labels: readonly string[], candidate: string | undefined): Template['columns'] {
  const stems = [...new Set(labels.map((label) => labelParts(label).stem))];
  const ranked = columns.map((column) => {
    const { stem, number } = labelParts(column.fields[0] ?? '');
    return { column, rank: column.name === candidate ? -1 : stems.indexOf(stem), number };
  });
  return ranked.toSorted((a, b) => a.rank - b.rank || a.number - b.number).map(({ column }) => column);
}

/** Whether nobody has given its columns an order of their own. */
function isInSheetOrder({ columns, blocks, candidate }: Template): boolean {
  const expanded = columns.map(({ name, fields }) => ({ name, fields: expandLabels(fields) }));
  return inSheetOrder(expanded, blocks.flatMap(({ fields }) => expandLabels(fields)), candidate).every((column, i) => column === expanded[i]);
}

function labelParts(label: string): { readonly stem: string; readonly number: number } {
  const [, stem = label, digits = ''] = /^(.*?)(\d*)$/s.exec(label) ?? [];
  return { stem, number: Number(digits) };
}

/** The columns that consist of whole blocks, of several fields. */
function drawnColumns(template: Template): string[] {
  return template.blocks.flatMap((block) => columnOfBlock(template, block) ?? []);
}

/** The column in which all fields of a block are put together; null where there is none, or where they are not all that is in it beside whole blocks. */
export function columnOfBlock(template: Template, block: TemplateBlock): string | null {
  const labels = expandLabels(block.fields);
  const column = template.columns.map(({ name, fields }) => ({ name, fields: expandLabels(fields) })).find(({ fields }) => fields.length > 1 && fields.includes(labels[0] ?? ''));
  if (column === undefined) return null;
  const wholly = template.blocks.map((each) => expandLabels(each.fields)).filter((each) => each.some((label) => column.fields.includes(label)));
  return wholly.flat().length === column.fields.length && wholly.every((each) => each.every((label) => column.fields.includes(label))) ? column.name : null;
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
export const tenth = (value: number): number => Math.round(value * 10) / 10;

/** Nobody draws worse than that: a grid found further away, or of another pitch, is another block. */
const furthest = { gaps: 0.75, pitch: 0.15 };

/** Whether a block as it was found can be the one that was drawn. */
export function isNear(drawn: TemplateBlock, found: TemplateBlock): boolean {
  const reach = furthest.gaps * Math.max(Math.abs(drawn.valueGap), Math.abs(drawn.fieldGap));
  const samePitch = (a: number, b: number): boolean => Math.abs(a - b) <= furthest.pitch * Math.abs(a);
  return Math.abs(drawn.x - found.x) <= reach && Math.abs(drawn.y - found.y) <= reach && samePitch(drawn.valueGap, found.valueGap) && samePitch(drawn.fieldGap, found.fieldGap);
}
