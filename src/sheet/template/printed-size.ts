/** How large the bubbles of a sheet are printed, and a template with boxes of another size: boxes that are much larger or smaller are found in a wrong place, or nowhere. Pure. */
import { median } from '../read/median.ts';
import type { GrayImage } from '../read/reading.ts';
import { tenth } from './edit.ts';
import { gridOnPrint } from './grid-on-print.ts';
import type { Template } from '../../exam/template.ts';

/** In units of the template. */
export interface BubbleSize { readonly w: number; readonly h: number }

/** The largest blocks tell most. */
const blocksLookedAt = 3;
/** Share of a block's bubbles that must be seen for its size to be told. */
const surelySeen = 0.9;
/** How many times as large, in the mean of width and height, boxes are before it is worth a word: templates that read well have 0.75 to 1.25. */
const worthAWord = 1.28;

/** The template with boxes so many times as large around the same centres. */
export function resized(template: Template, times: number): Template {
  const of = ({ w, h }: BubbleSize): BubbleSize => ({ w: w * times, h: h * times });
  return {
    ...template, bubble: of(template.bubble),
    blocks: template.blocks.map((block) => {
      const own = block.bubble ?? template.bubble, { bubble, ...rest } = block;
      return { ...rest, ...(bubble === undefined ? {} : { bubble: of(bubble) }), x: block.x + (1 - times) / 2 * own.w, y: block.y + (1 - times) / 2 * own.h };
    }),
  };
}

/** The size of the bubbles on a page that lies straight as the template has it, for blocks with the template's own size; null where they cannot be counted one by one. */
export function printedSize(straight: GrayImage, { blocks, bubble, page }: Template): BubbleSize | null {
  const unit = { x: page.width / straight.width, y: page.height / straight.height };
  const largest = blocks.filter((block) => block.bubble === undefined).sort((a, b) => b.fields.length * b.values.length - a.fields.length * a.values.length).slice(0, blocksLookedAt);
  const told = largest.map((block) => gridOnPrint(straight, block, bubble, unit)).flatMap(({ laid, isSure, printed }) => (isSure && printed === null && laid !== null && laid !== 'nowhere' && laid.seen >= surelySeen && laid.block.bubble ? [laid.block.bubble] : []));
  return told.length === 0 ? null : { w: tenth(median(told.map(({ w }) => w))), h: tenth(median(told.map(({ h }) => h))) };
}

/** Whether boxes of a size are much larger or smaller than the bubbles that are printed. */
export function isOfOtherSize(own: BubbleSize, printed: BubbleSize): boolean {
  const times = Math.sqrt(own.w / printed.w * (own.h / printed.h));
  return times > worthAWord || times < 1 / worthAWord;
}
