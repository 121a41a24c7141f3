/** Boxes of another size around the same middles. Pure. */
import type { TemplateBlock } from '../../exam/template.ts';

/** In units of the template. */
export interface BubbleSize { readonly w: number; readonly h: number }

/** Where a block begins whose boxes were `from`, and are `to`. */
export function withBoxes<B extends Pick<TemplateBlock, 'x' | 'y'>>(block: B, from: BubbleSize, to: BubbleSize): B {
  return { ...block, x: block.x + (from.w - to.w) / 2, y: block.y + (from.h - to.h) / 2 };
}
