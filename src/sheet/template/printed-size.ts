/** How large the bubbles of a sheet are printed, and a template with boxes of another size: boxes that are much larger or smaller are found in a wrong place, or nowhere. Pure. */
import { median } from '../read/median.ts';
import type { GrayImage } from '../read/reading.ts';
import { type BubbleSize, withBoxes } from './box-size.ts';
import { tenth } from './edit.ts';
import { gridOnPrint, type OnPrint } from './grid-on-print.ts';
import type { Template } from '../../exam/template.ts';

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
  const across = w / template.bubble.w, down = h / template.bubble.h, as = (own: BubbleSize): BubbleSize => ({ w: own.w * across, h: own.h * down });
  return {
    ...template, bubble: { w, h },
    blocks: template.blocks.map((block) => {
      const own = block.bubble ?? template.bubble;
      return { ...withBoxes(block, own, as(own)), ...(block.bubble === undefined ? {} : { bubble: as(own) }) };
    }),
  };
}

/** What is printed where the largest blocks of a template are, on a page that lies straight as the template has it, each with the size of its boxes. */
function printIn(straight: GrayImage, { blocks, bubble, page }: Template): readonly (OnPrint & { readonly own: BubbleSize })[] {
  const unit = { x: page.width / straight.width, y: page.height / straight.height };
  const largest = blocks.toSorted((a, b) => b.fields.length * b.values.length - a.fields.length * a.values.length).slice(0, blocksLookedAt);
  return largest.map((block) => { const own = block.bubble ?? bubble; return { own, ...gridOnPrint(straight, block, own, unit) }; });
}

const isOtherNumber = ({ isSure, printed }: OnPrint): boolean => isSure && printed !== null;

/** Whether other numbers of bubbles are printed where blocks are, on a page that lies straight: it is another sheet, of which every second row or option lies where the template has one. */
export function hasOtherNumbers(straight: GrayImage, template: Template): boolean {
  return printIn(straight, template).some(isOtherNumber);
}

/** The size of the bubbles on a page that lies straight, for blocks with the template's own size, others in proportion; null where they cannot be counted one by one, or are others in number. */
export function printedSize(straight: GrayImage, template: Template): BubbleSize | null {
  const print = printIn(straight, template), { bubble } = template;
  if (print.some(isOtherNumber)) return null;
  const told = print.flatMap(({ own, laid, isSure }) => (isSure && laid !== null && laid !== 'nowhere' && laid.seen >= surelySeen && laid.block.bubble ? [{ across: laid.block.bubble.w / own.w, down: laid.block.bubble.h / own.h }] : []));
  return told.length === 0 ? null : { w: tenth(median(told.map(({ across }) => across)) * bubble.w), h: tenth(median(told.map(({ down }) => down)) * bubble.h) };
}

/** Whether boxes of a size are much larger or smaller than the bubbles that are printed. */
export function isOfOtherSize(own: BubbleSize, printed: BubbleSize, bound = worthAWord): boolean {
  const times = Math.sqrt(own.w / printed.w * (own.h / printed.h));
  return times > bound || times < 1 / bound;
}
