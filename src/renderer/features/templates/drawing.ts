/**
 * What somebody draws: blocks of bubbles over a reference. Pure.
 * A block is drawn from the upper left corner of its first bubble to the lower right corner of its last one; how many there are is said afterwards, and the grid is laid into that frame anew.
 */
import type { TemplateBlock } from '../../../contract/routes/templates.ts';
import { labelsFrom, nextLabel } from './numbering.ts';

/** Whether two blocks have their bubbles in the same places, whatever they are called and put together into. */
export function isSameGrid(a: TemplateBlock, b: TemplateBlock): boolean {
  return a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h && a.valueGap === b.valueGap && a.fieldGap === b.fieldGap && a.direction === b.direction && a.fields.length === b.fields.length && a.values.length === b.values.length;
}

/** Whether their bubbles are in the same places but for a share of the distance between neighbours: to the next row where there is one, whatever a file says of it. */
export function isNearlySameGrid(a: TemplateBlock, b: TemplateBlock, share: number): boolean {
  const gaps = [...(a.values.length > 1 ? [Math.abs(a.valueGap)] : []), ...(a.fields.length > 1 ? [Math.abs(a.fieldGap)] : [])];
  const reach = share * (gaps.length === 0 ? Math.min(a.w, a.h) : Math.min(...gaps));
  const last = (block: TemplateBlock, box = frameOf(block)): { x: number; y: number } => ({ x: box.x + box.width, y: box.y + box.height });
  const near = (p: { x: number; y: number }, q: { x: number; y: number }): boolean => Math.abs(p.x - q.x) <= reach && Math.abs(p.y - q.y) <= reach;
  return a.direction === b.direction && near(a, b) && near(last(a), last(b));
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

/** Share of a block's bubbles from which it lies on what is printed; and share of the frame that was drawn which they fill. */
export const wellSeen = 0.8;
const filled = 0.85;

/** A block, and the frame that is meant by it. */
export interface Framed { readonly block: TemplateBlock; readonly frame: Box }
export interface Page { readonly width: number; readonly height: number; /** Share of it by which bubbles may lie beyond it. */ readonly overhang: number }

/** Whether bubbles of it have their middles off the page, as the station has it that then refuses to read with it. */
export function isOffPage({ w, h, ...block }: TemplateBlock, { width, height, overhang }: Page): boolean {
  const { x, y, width: wide, height: high } = frameOf({ ...block, w: 0, h: 0 }), [inX, inY] = [overhang * width, overhang * height];
  return [x, x + wide].some((at) => at + w / 2 < -inX || at + w / 2 > width + inX) || [y, y + high].some((at) => at + h / 2 < -inY || at + h / 2 > height + inY);
}

/**
 * The block with so many fields: at the same distance where it lies on printed bubbles that fill the frame which was drawn, so that fewer or more of these are meant; else, or where it would then leave the page, the frame
 * is divided otherwise. `instead`: the divided frame, for a block whose longer self turns out to lie on no printed bubbles: then a wrong number had been laid well (a box over three rows), and the frame is what was meant.
 */
export function withFields(block: TemplateBlock, fields: readonly string[], { frame, support, page }: { readonly frame: Box; readonly support: number | null; readonly page: Page }): Framed & { readonly instead: Framed | null } {
  const longer = { ...block, fields: [...fields] }, own = frameOf(block), divided = { block: laidInto(longer, frame), frame };
  const fills = block.direction === 'horizontal' ? own.height >= filled * frame.height : own.width >= filled * frame.width;
  const keeps = support !== null && support >= wellSeen && fills && block.fields.length > 1 && !isOffPage(longer, page);
  return keeps ? { block: longer, frame: frameOf(longer), instead: fields.length > block.fields.length ? divided : null } : { ...divided, instead: null };
}

/** The block stretched into another frame: its bubbles fill as much of the way to their neighbours as before. */
export function stretchedInto(block: TemplateBlock, { x, y, width, height }: Box): TemplateBlock {
  const { direction, values, fields, w, h, valueGap, fieldGap } = block;
  const horizontal = direction === 'horizontal';
  const [columns, rows] = horizontal ? [values.length, fields.length] : [fields.length, values.length];
  const [inX, inY] = horizontal ? [valueGap, fieldGap] : [fieldGap, valueGap];
  const [gapX, sizeX] = columns === 1 ? [inX, tenth(width)] : evenly(width, columns, w / inX);
  const [gapY, sizeY] = rows === 1 ? [inY, tenth(height)] : evenly(height, rows, h / inY);
  return { ...block, x: tenth(x), y: tenth(y), w: sizeX, h: sizeY, valueGap: horizontal ? gapX : gapY, fieldGap: horizontal ? gapY : gapX };
}

/** Whether its frame has two sides to pull at: a file may count from right to left. */
export function canStretch(block: TemplateBlock): boolean {
  return (block.values.length === 1 || block.valueGap > 0) && (block.fields.length === 1 || block.fieldGap > 0);
}

/** An edge or corner by which a frame is pulled: -1 the left or upper side, 1 the other one, 0 neither. */
export interface Handle { readonly inX: -1 | 0 | 1; readonly inY: -1 | 0 | 1 }
export const handles: readonly Handle[] = ([-1, 0, 1] as const).flatMap((inX) => ([-1, 0, 1] as const).flatMap((inY) => (inX === 0 && inY === 0 ? [] : [{ inX, inY }])));

/** A frame pulled by a handle so far; it does not turn inside out. */
export function pulled({ x, y, width, height }: Box, { inX, inY }: Handle, by: { readonly x: number; readonly y: number }): Box {
  const wide = Math.max(leastSide, width + inX * by.x), high = Math.max(leastSide, height + inY * by.y);
  return { x: inX < 0 ? x + width - wide : x, y: inY < 0 ? y + height - high : y, width: wide, height: high };
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

/** What the options of a question usually are; one letter each. */
export const usualValues = ['ABCD', 'ABCDE', 'ABC', 'ABCDEFG', 'TF', '0123456789', '1234567890'] as const;

/** Of either side, by which a frame may be larger or smaller than that of a block and still be drawn around as many bubbles. */
const sameSize = 0.12;

/**
 * A new block in a frame. Where that is about as large as the last block, it is another such block: as many fields with the same options, which stand the same way. Else it has five fields below each other, with the options of the
 * last block that has letters to the right; where there is none, four.
 */
export function newBlock(blocks: readonly TemplateBlock[], frame: Box, name: string): TemplateBlock {
  const last = blocks.at(-1), size = last && frameOf(last);
  const isAlike = (a: number, b: number): boolean => Math.abs(a - b) <= sameSize * b;
  if (last !== undefined && size !== undefined && isAlike(frame.width, size.width) && isAlike(frame.height, size.height)) {
    return laidInto({ ...last, name, fields: labelsFrom(nextLabel(blocks, 'q'), last.fields.length), column: null, candidate: false }, frame);
  }
  const before = blocks.findLast(({ direction, values }) => direction === 'horizontal' && values.every((value) => /^\p{L}$/u.test(value)));
  return laidInto({ name, x: 0, y: 0, w: 1, h: 1, fields: labelsFrom(nextLabel(blocks, 'q'), 5), values: [...before?.values ?? 'ABCD'], direction: 'horizontal', valueGap: 1, fieldGap: 1, column: null, candidate: false }, frame);
}

/** Letters that options of a question have when there are so many. */
const letters: readonly string[] = [...'ABCDEFG'];

/**
 * A block of which nobody has said yet how many bubbles it has, with as many as are printed in its frame; null where that changes nothing. Only options that are letters from A on are as many as are printed: what else these are
 * called nobody can see. Blocks before it (`before`) may have got more fields since it was drawn: then its own begin after theirs.
 */
export function asPrinted(block: TemplateBlock, printed: { readonly fields: number; readonly values: number } | null, frame: Box, before: readonly TemplateBlock[]): TemplateBlock | null {
  const count = printed?.fields ?? block.fields.length, first = block.fields[0] ?? 'q1', taken = new Set(before.flatMap((other) => other.fields));
  const fields = labelsFrom(block.fields.some((label) => taken.has(label)) ? nextLabel(before, 'q') : first, count);
  const lettered = block.values.every((value, i) => value === letters[i]) && printed !== null && printed.values <= letters.length;
  const values = lettered ? letters.slice(0, printed.values) : [...block.values];
  if (values.length === block.values.length && fields.length === block.fields.length) return fields[0] === first ? null : { ...block, fields };
  return laidInto({ ...block, fields, values }, frame);
}

/** A name that no block has, as it is or as it is shown. */
export function freeName(blocks: readonly TemplateBlock[], name: (number: number) => string, shown: (name: string) => string): string {
  for (let number = blocks.length + 1; ; number++) if (!blocks.some((block) => block.name === name(number) || shown(block.name) === name(number))) return name(number);
}
