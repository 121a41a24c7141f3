import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import { expandLabels } from './labels.ts';
import type { Template, TemplateBlock } from '../../exam/template.ts';

/** One printed bubble, its box in page units. */
export interface TemplateBubble {
  readonly field: string;
  readonly value: string;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  /** Index of its block. */
  readonly block: number;
}

export interface TemplateField {
  readonly label: string;
  readonly empty: string;
  /** One of several that one column puts together: a digit of a number, mostly. */
  readonly joined: boolean;
  /** Indices of its bubbles, in the order of its values. */
  readonly bubbles: readonly number[];
}

/** A template with every bubble in its place. */
export interface ExpandedTemplate {
  readonly template: Template;
  readonly bubbles: readonly TemplateBubble[];
  /** Bubbles of the sheet that are none of the above, for they are not on the picture: where one of them stands no block ends. */
  readonly besides: readonly TemplateBubble[];
  readonly fields: readonly TemplateField[];
  readonly columns: readonly { readonly name: string; readonly fields: readonly TemplateField[] }[];
  /** Names of the regions that are read, which are columns after those of the bubbles. */
  readonly readRegions: readonly string[];
  /** Millimetres a unit; null where the paper's size is not known. */
  readonly mmPerUnit: number | null;
}

/** Bubbles of a page; the fullest sheets have some two thousand. */
const mostBubbles = 20_000;

/** Puts every bubble in its place. Throws ZhiyueError template-invalid where labels repeat, a range of labels is none, a column names a field that no block has, or two columns or regions have one name. */
export function expandTemplate(template: Template): ExpandedTemplate {
  const bubbles: TemplateBubble[] = [];
  const fields = new Map<string, TemplateField>();
  const joined = new Set(template.columns.flatMap(({ fields: labels }) => { const own = expandLabels(labels); return own.length > 1 ? own : []; }));
  for (const [index, block] of template.blocks.entries()) {
    const labels = expandLabels(block.fields);
    if (bubbles.length + labels.length * block.values.length > mostBubbles) throw ZhiyueError.of('template-invalid', [fault('template-bubbles-many', { block: block.name, most: mostBubbles })]);
    for (const [k, label] of labels.entries()) {
      if (fields.has(label)) throw ZhiyueError.of('template-invalid', [fault('template-field-twice', { label })]);
      const own = block.values.map((value, i) => bubbles.push({ field: label, value, ...boxOf(template, block, k, i), block: index }) - 1);
      fields.set(label, { label, empty: block.empty, joined: joined.has(label), bubbles: own });
    }
  }
  const columns = template.columns.map(({ name, fields: labels }) => ({
    name,
    fields: expandLabels(labels).map((label) => fields.get(label) ?? missing(name, label)),
  }));
  const names = [...columns.map(({ name }) => name), ...template.regions.map(({ name }) => name)];
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw ZhiyueError.of('template-invalid', [fault('template-name-twice', { name: twice })]);
  const readRegions = template.regions.flatMap(({ name, kind }) => (kind === 'open' ? [] : [name]));
  const mmPerUnit = template.unit === 'mm' ? 1 : template.page.widthMm === undefined ? null : template.page.widthMm / template.page.width;
  return { template, bubbles, besides: [], fields: [...fields.values()], columns, readRegions, mmPerUnit };
}

function boxOf(template: Template, block: TemplateBlock, field: number, value: number): { x: number; y: number; w: number; h: number } {
  const along = value * block.valueGap, across = field * block.fieldGap;
  const { w, h } = block.bubble ?? template.bubble;
  return block.direction === 'horizontal' ? { x: block.x + along, y: block.y + across, w, h } : { x: block.x + across, y: block.y + along, w, h };
}

function missing(column: string, label: string): never {
  const range = rangeMeant(label);
  throw ZhiyueError.of('template-invalid', [range === null ? fault('template-column-field', { column, label }) : fault('template-column-range', { column, label, range })]);
}

/** The range that a label may have been meant as, `q1..10` for `q1-10`; null for any other. */
export function rangeMeant(label: string): string | null {
  const [, from = '', to = ''] = /^(\D*\d+)\s*(?:[-–—~～至到]|\.|…)\s*\D*(\d+)$/u.exec(label.trim()) ?? [];
  return from === '' ? null : `${from}..${to}`;
}

/** Columns of one field each that are not the candidate's number: what a key can have answers for. */
export function questionNames({ columns, template }: ExpandedTemplate): string[] {
  return columns.flatMap(({ name, fields }) => (fields.length === 1 && name !== template.candidate ? [name] : []));
}

/** Millimetres across the sheet that are assumed where a template in pixels does not say: A4. */
const assumedWidthMm = 210;

/** Millimetres a unit, where it is not known as if the sheet were A4. */
export function mmPerUnitOf({ mmPerUnit, template: { page } }: ExpandedTemplate): number {
  return mmPerUnit ?? assumedWidthMm / Math.min(page.width, page.height);
}
