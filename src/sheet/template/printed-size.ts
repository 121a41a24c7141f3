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
/** The same where pages are not found. */
export const worthATry = 1.1;

/** The template with boxes so many times as large around the same centres. */
export function resized(template: Template, times: number): Template {
  return ofSize(template, { w: template.bubble.w * times, h: template.bubble.h * times });
}

/** The template with boxes of a size around the same centres; those of blocks with a size of their own change as much. */
export function ofSize(template: Template, { w, h }: BubbleSize): Template {
  const across = w / template.bubble.w, down = h / template.bubble.h;
  return {
    ...template, bubble: { w, h },
    blocks: template.blocks.map((block) => {
      const own = block.bubble ?? template.bubble, { bubble, ...rest } = block;
      return { ...rest, ...(bubble === undefined ? {} : { bubble: { w: bubble.w * across, h: bubble.h * down } }), x: block.x + (1 - across) / 2 * own.w, y: block.y + (1 - down) / 2 * own.h };
    }),
  };
}

/** Whether other numbers of bubbles are printed where blocks are, on a page that lies straight: it is another sheet, of which every second row or option lies where the template has one. */
export function hasOtherNumbers(straight: GrayImage, { blocks, bubble, page }: Pick<Template, 'blocks' | 'bubble' | 'page'>): boolean {
  const unit = { x: page.width / straight.width, y: page.height / straight.height };
  return largestOf(blocks).some((block) => { const { isSure, printed } = gridOnPrint(straight, block, block.bubble ?? bubble, unit); return isSure && printed !== null; });
}

const largestOf = (blocks: Template['blocks']): Template['blocks'] => blocks.toSorted((a, b) => b.fields.length * b.values.length - a.fields.length * a.values.length).slice(0, blocksLookedAt);

/** The size of the bubbles on a page that lies straight as the template has it, for blocks with the template's own size, others in proportion; null where they cannot be counted one by one, or are others in number. */
export function printedSize(straight: GrayImage, { blocks, bubble, page }: Pick<Template, 'blocks' | 'bubble' | 'page'>): BubbleSize | null {
  const unit = { x: page.width / straight.width, y: page.height / straight.height };
  if (hasOtherNumbers(straight, { blocks, bubble, page })) return null;
  const told = largestOf(blocks).flatMap((block) => {
    const own = block.bubble ?? bubble, { laid, isSure, printed } = gridOnPrint(straight, block, own, unit);
    return isSure && printed === null && laid !== null && laid !== 'nowhere' && laid.seen >= surelySeen && laid.block.bubble ? [{ across: laid.block.bubble.w / own.w, down: laid.block.bubble.h / own.h }] : [];
  });
  return told.length === 0 ? null : { w: tenth(median(told.map(({ across }) => across)) * bubble.w), h: tenth(median(told.map(({ down }) => down)) * bubble.h) };
}

/** Whether boxes of a size are much larger or smaller than the bubbles that are printed. */
export function isOfOtherSize(own: BubbleSize, printed: BubbleSize, bound = worthAWord): boolean {
  const times = Math.sqrt(own.w / printed.w * (own.h / printed.h));
  return times > bound || times < 1 / bound;
}
