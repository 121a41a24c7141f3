/**
 * What somebody draws: blocks of bubbles over a reference, with the steps that lead back. Pure.
 * A block is drawn from the upper left corner of its first bubble to the lower right corner of its last one; how many there are is said afterwards, and the grid is laid into that frame anew.
 */
import type { TemplateBlock } from '../../../contract/routes/templates.ts';

/** Whether two blocks have their bubbles in the same places, whatever they are called and put together into. */
export function isSameGrid(a: TemplateBlock, b: TemplateBlock): boolean {
  return a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h && a.valueGap === b.valueGap && a.fieldGap === b.fieldGap && a.direction === b.direction && a.fields.length === b.fields.length && a.values.length === b.values.length;
}

/** A block with its bubbles where another one has them. */
export function laidAs(block: TemplateBlock, { x, y, w, h, valueGap, fieldGap }: TemplateBlock): TemplateBlock {
  return { ...block, x, y, w, h, valueGap, fieldGap };
}

export interface Box { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** Of the distance between two neighbours; a snap does not need it any better. */
const bubbleShare = { w: 0.62, h: 0.55 };
/** Units: a click is no drawing. */
const leastSide = 6;

export const isDrawn = ({ width, height }: Box): boolean => width >= leastSide && height >= leastSide;

export function boxBetween(a: { readonly x: number; readonly y: number }, b: { readonly x: number; readonly y: number }): Box {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

/** The frame of a block: from its first bubble to its last. */
export function frameOf({ x, y, w, h, direction, fields, values, valueGap, fieldGap }: TemplateBlock): Box {
  const [columns, rows] = direction === 'horizontal' ? [values.length, fields.length] : [fields.length, values.length];
  const [gapX, gapY] = direction === 'horizontal' ? [valueGap, fieldGap] : [fieldGap, valueGap];
  return { x, y, width: (columns - 1) * gapX + w, height: (rows - 1) * gapY + h };
}

/** The block with its bubbles laid evenly into a frame. */
export function laidInto(block: TemplateBlock, { x, y, width, height }: Box): TemplateBlock {
  const horizontal = block.direction === 'horizontal';
  const [columns, rows] = horizontal ? [block.values.length, block.fields.length] : [block.fields.length, block.values.length];
  const [gapX, w] = evenly(width, columns, bubbleShare.w);
  const [gapY, h] = evenly(height, rows, bubbleShare.h);
  return { ...block, x: tenth(x), y: tenth(y), w, h, valueGap: horizontal ? gapX : gapY, fieldGap: horizontal ? gapY : gapX };
}

/** Distance of neighbours and size of each when `count` of them fill `side`. */
function evenly(side: number, count: number, share: number): readonly [gap: number, size: number] {
  if (count === 1) return [tenth(side / share), tenth(side)];
  const gap = side / (count - 1 + share);
  return [tenth(gap), tenth(gap * share)];
}
const tenth = (value: number): number => Math.round(value * 10) / 10;

export interface PlacedBubble extends Box { readonly key: string }

export function bubblesOf(block: TemplateBlock): PlacedBubble[] {
  const { x, y, w, h, direction, valueGap, fieldGap } = block;
  return block.fields.flatMap((field, k) => block.values.map((value, i) => ({
    key: `${field} ${value}`, width: w, height: h, ...(direction === 'horizontal' ? { x: x + i * valueGap, y: y + k * fieldGap } : { x: x + k * fieldGap, y: y + i * valueGap }),
  })));
}

/** `q7`, 3: q7, q8, q9; a label without a number gets one. */
export function labelsFrom(first: string, count: number): string[] {
  const [, stem = '', digits = ''] = /^(.*?)(\d*)$/s.exec(first.trim()) ?? [];
  const start = digits === '' ? 1 : Number(digits);
  return Array.from({ length: count }, (_, i) => `${stem}${String(start + i).padStart(digits.startsWith('0') ? digits.length : 1, '0')}`);
}

/** Whether the labels count up from the first: only then can the first one and a number stand for all. */
export function countsUp(labels: readonly string[]): boolean {
  const [first] = labels;
  return first !== undefined && labelsFrom(first, labels.length).every((label, i) => label === labels[i]);
}

/** A label for the next block: one more than the highest of the same stem. */
export function nextLabel(blocks: readonly TemplateBlock[], stem: string): string {
  const taken = blocks.flatMap((block) => block.fields).flatMap((label) => (label.startsWith(stem) && /^\d+$/.test(label.slice(stem.length)) ? [Number(label.slice(stem.length))] : []));
  return `${stem}${Math.max(0, ...taken) + 1}`;
}

/** What the options of a question usually are; one letter each. */
export const usualValues = ['ABCD', 'ABCDE', 'ABC', 'ABCDEFG', 'TF', '0123456789', '1234567890'] as const;

/** A new block in a frame: four options to the right and five fields below, or digits downwards where the frame is a number's. */
export function newBlock(blocks: readonly TemplateBlock[], frame: Box, name: string): TemplateBlock {
  return laidInto({ name, x: 0, y: 0, w: 1, h: 1, fields: labelsFrom(nextLabel(blocks, 'q'), 5), values: [...'ABCD'], direction: 'horizontal', valueGap: 1, fieldGap: 1, column: null, candidate: false }, frame);
}

/** Fields from which a number of digits may be a candidate's. */
const leastDigits = 4;

/** The block with its fields put together in a column, or not (null); a long number is the candidate's when no other block is. */
export function joinedInto(block: TemplateBlock, column: string | null, blocks: readonly TemplateBlock[]): TemplateBlock {
  const others = blocks.filter(({ name }) => name !== block.name);
  const mate = column === null ? undefined : others.find((other) => other.column === column);
  const digits = block.values.filter((value) => /^\d$/.test(value)).length >= 8 && block.fields.length >= leastDigits;
  const candidate = column !== null && (mate?.candidate ?? (block.column === null ? digits && !others.some((other) => other.candidate) : block.candidate));
  return { ...block, column, candidate };
}

/** A name that no block has. */
export function freeName(blocks: readonly TemplateBlock[], name: (number: number) => string): string {
  for (let number = blocks.length + 1; ; number++) if (!blocks.some((block) => block.name === name(number))) return name(number);
}

export interface Drawing {
  readonly name: string;
  readonly blocks: readonly TemplateBlock[];
  /** Name of the block in hand. */
  readonly chosen: string | null;
  readonly before: readonly Pick<Drawing, 'name' | 'blocks'>[];
}

export type DrawingStep =
  | { readonly type: 'opened'; readonly name: string; readonly blocks: readonly TemplateBlock[] }
  | { readonly type: 'chosen'; readonly block: string | null }
  | { readonly type: 'renamed'; readonly name: string }
  | { readonly type: 'added'; readonly block: TemplateBlock }
  /** `quietly`: no step of its own to undo, such as the snap that follows a change. */
  | { readonly type: 'changed'; readonly block: string; readonly to: TemplateBlock; readonly quietly?: true }
  | { readonly type: 'removed'; readonly block: string }
  | { readonly type: 'undone' };

const keptSteps = 100;
export const nothingDrawn: Drawing = { name: '', blocks: [], chosen: null, before: [] };

export function drawingAfter(drawing: Drawing, step: DrawingStep): Drawing {
  const { name, blocks, chosen, before } = drawing;
  const kept = [...before, { name, blocks }].slice(-keptSteps);
  switch (step.type) {
    case 'opened': return { name: step.name, blocks: step.blocks, chosen: step.blocks.some((block) => block.name === chosen) ? chosen : null, before: [] };
    case 'chosen': return { ...drawing, chosen: step.block };
    case 'renamed': return { ...drawing, name: step.name, before: kept };
    case 'added': return { name, blocks: [...blocks, step.block], chosen: step.block.name, before: kept };
    case 'changed': return { name, blocks: changedBlocks(blocks, step.block, step.to), chosen: chosen === step.block ? step.to.name : chosen, before: step.quietly === true ? before : kept };
    case 'removed': return { name, blocks: blocks.filter((block) => block.name !== step.block), chosen: chosen === step.block ? null : chosen, before: kept };
    case 'undone': {
      const last = before.at(-1);
      return last === undefined ? drawing : { ...last, chosen: last.blocks.some((block) => block.name === chosen) ? chosen : null, before: before.slice(0, -1) };
    }
  }
}

/** The blocks with one of them changed. There is one candidate number: blocks of the same column are it together, and others no more. */
function changedBlocks(blocks: readonly TemplateBlock[], name: string, to: TemplateBlock): TemplateBlock[] {
  const before = blocks.find((block) => block.name === name);
  return blocks.map((block) => {
    if (block.name === name) return to;
    if (to.column === null || before === undefined || before.candidate === to.candidate) return block;
    if (block.column === to.column) return { ...block, candidate: to.candidate };
    return to.candidate && block.candidate ? { ...block, candidate: false } : block;
  });
}
