import type { LayoutBubble, LayoutPage } from '../layout.ts';
import { applyHomography, type Homography } from './homography.ts';
import type { ItemReading, PageRegion } from './reading.ts';
import type { MmBox } from './sampling.ts';

/** Around an item's bubbles, so that a person sees the question number and the neighbours, in millimetres. */
const SURROUNDINGS = { left: 12, right: 5, top: 4, bottom: 4 };

/** The open, text and header boxes of a page as they lie in the image. */
export function printedRegions(page: LayoutPage, map: Homography): PageRegion[] {
  return page.regions.flatMap((r) => (r.kind === 'code' ? [] : [regionOf(r.field, r.kind, r, map)]));
}

/** Items with their surroundings, for a person to look at. */
export function itemRegions(page: LayoutPage, items: readonly ItemReading[], map: Homography): PageRegion[] {
  return items.flatMap((item) => {
    const box = around(page.bubbles.filter((b) => b.field === item.field), page);
    return box ? [regionOf(item.field, 'item', box, map)] : [];
  });
}

function around(bubbles: readonly LayoutBubble[], page: LayoutPage): MmBox | null {
  if (bubbles.length === 0) return null;
  const left = Math.max(0, Math.min(...bubbles.map((b) => b.x)) - SURROUNDINGS.left);
  const top = Math.max(0, Math.min(...bubbles.map((b) => b.y)) - SURROUNDINGS.top);
  const right = Math.min(page.width, Math.max(...bubbles.map((b) => b.x + b.w)) + SURROUNDINGS.right);
  const bottom = Math.min(page.height, Math.max(...bubbles.map((b) => b.y + b.h)) + SURROUNDINGS.bottom);
  return { x: left, y: top, w: right - left, h: bottom - top };
}

function regionOf(field: string, kind: PageRegion['kind'], box: MmBox, map: Homography): PageRegion {
  return { field, kind, widthMm: box.w, heightMm: box.h, corners: cornersOf(box, map) };
}

/** A box of the layout as it lies in the image. */
export function cornersOf({ x, y, w, h }: MmBox, map: Homography): PageRegion['corners'] {
  return [applyHomography(map, x, y), applyHomography(map, x + w, y), applyHomography(map, x + w, y + h), applyHomography(map, x, y + h)];
}
