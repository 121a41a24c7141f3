/** What no sheet can have, though every number of it is one. With such a template each page would be searched for a long time, and then be another exam's sheet. */
import { ZhiyueError } from '../../contract/errors.ts';
import { type Fault, fault } from '../../contract/faults.ts';
import type { ExpandedTemplate, TemplateBubble } from './expand.ts';
import { expandLabels } from './labels.ts';
import type { Template, TemplateBlock } from '../../exam/template.ts';

/** Bubbles whose middles are nearer than this share of their sizes lie on one another: the boxes of real templates, often drawn too large, are at least 0.85 apart. */
const nearest = 0.5;
/** The page of a template with markers ends in the middles of these: so far beyond it, as a share of it, something may be printed. */
const beyondMarkers = 0.5;
/** More than a few are of one cause. */
const most = 5;

/** Throws ZhiyueError template-invalid for a template that cannot be right: bubbles on one another or off the page, a value twice, the same mark twice, a region off the page, a candidate that nothing is called. */
export function refuseContradictions(expanded: ExpandedTemplate): void {
  const faults = [...ofBlocks(expanded), ...ofRegions(expanded.template), ...ofCandidate(expanded)];
  if (faults.length > 0) throw ZhiyueError.of('template-invalid', faults.slice(0, most));
}

function* ofBlocks({ template, bubbles }: ExpandedTemplate): Generator<Fault> {
  for (const { name, values } of template.blocks) {
    const twice = values.find((value, i) => values.indexOf(value) !== i);
    if (twice !== undefined) yield fault('template-value-twice', { block: name, value: twice });
  }
  const gaps = template.blocks.flatMap(gapsOf);
  // Everything else would only say the same in other words.
  if (gaps.length > 0) return yield* gaps;
  const nameOf = (block: number): string => template.blocks[block]?.name ?? '';
  const off = new Set(bubbles.filter((bubble) => !isOnPage(template, middleOf(bubble))).map(({ block }) => block));
  for (const block of off) yield fault('template-block-outside', { block: nameOf(block) });
  for (const [one, other] of overlaps(bubbles)) yield one === other ? fault('template-bubbles-overlap', { block: nameOf(one) }) : fault('template-blocks-overlap', { block: nameOf(one), other: nameOf(other) });
}

/** A gap that is used and leads nowhere, or back; by our name and OMRChecker's. */
function gapsOf({ name, values, fields, valueGap, fieldGap }: TemplateBlock): Fault[] {
  const wrong = (field: string, gap: number, steps: number): Fault[] => (steps > 1 && gap <= 0 ? [fault('template-gap', { block: name, field, gap })] : []);
  return [...wrong('valueGap (bubblesGap)', valueGap, values.length), ...wrong('fieldGap (labelsGap)', fieldGap, expandLabels(fields).length)];
}

function* ofRegions(template: Template): Generator<Fault> {
  for (const region of template.regions) if (!isOnPage(template, middleOf(region))) yield fault('template-region-outside', { name: region.name });
  const { marks } = template.registration;
  const place = ({ x, y }: { readonly x: number; readonly y: number }): string => `${x} ${y}`;
  const twice = marks.find((mark, i) => marks.findIndex((other) => place(other) === place(mark)) !== i);
  if (twice) yield fault('template-mark-twice', { x: twice.x, y: twice.y });
}

function* ofCandidate({ template: { candidate, columns, regions } }: ExpandedTemplate): Generator<Fault> {
  if (candidate !== undefined && ![...columns, ...regions].some(({ name }) => name === candidate)) yield fault('template-candidate-none', { name: candidate });
}

interface Box { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
const middleOf = ({ x, y, w, h }: Box): { x: number; y: number } => ({ x: x + w / 2, y: y + h / 2 });

/** Share of the page by which bubbles may lie beyond it. */
export function roomBeyond({ registration: { markers } }: Template): number {
  return markers === undefined ? 0 : beyondMarkers;
}

function isOnPage(template: Template, { x, y }: { readonly x: number; readonly y: number }): boolean {
  const { width, height } = template.page, room = roomBeyond(template);
  return x >= -room * width && y >= -room * height && x <= (1 + room) * width && y <= (1 + room) * height;
}

/** Pairs of blocks, each once, that have bubbles on one another; a block with itself where its own do. */
function overlaps(bubbles: readonly TemplateBubble[]): Iterable<readonly [number, number]> {
  const found = new Map<string, readonly [number, number]>();
  const widest = bubbles.reduce((size, { w, h }) => Math.max(size, w, h), 0) || 1;
  const cells = new Map<string, TemplateBubble[]>();
  for (const bubble of bubbles) {
    const { x, y } = middleOf(bubble);
    const column = Math.floor(x / widest), row = Math.floor(y / widest);
    for (let dx = -1; dx <= 1; dx++) for (let dy = -1; dy <= 1; dy++) for (const other of cells.get(`${column + dx} ${row + dy}`) ?? []) {
      const there = middleOf(other);
      if (Math.abs(there.x - x) < nearest * Math.min(other.w, bubble.w) && Math.abs(there.y - y) < nearest * Math.min(other.h, bubble.h)) {
        found.set(`${other.block} ${bubble.block}`, [other.block, bubble.block]);
        // One pair tells: a block of no gap has as many as there are bubbles squared.
        if (found.size >= most) return found.values();
      }
    }
    const own = cells.get(`${column} ${row}`);
    if (own === undefined) cells.set(`${column} ${row}`, [bubble]);
    else if (own.length < mostInCell) own.push(bubble);
  }
  return found.values();
}

/** Bubbles of a cell that are compared: with more in it, some of these overlap already. */
const mostInCell = 64;
