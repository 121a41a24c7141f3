import type { LayoutBubble, LayoutPage } from '../layout.ts';
import { applyHomography, type Homography } from './homography.ts';
import type { ItemReading, PageRegion } from './reading.ts';
import type { MmBox } from './sampling.ts';

/** Around an item's bubbles, so that a person sees the question number and the neighbours, in millimetres. */
const surroundingsMm = { left: 12, right: 5, top: 4, bottom: 4 };
/** The question's number, and the boxes to write in. */
const aboveNumberMm = 13;

/** The open, text and header boxes of a page as they lie in the image. */
export function printedRegions(page: LayoutPage, map: Homography): PageRegion[] {
  return page.regions.flatMap((r) => (r.kind === 'code' ? [] : [regionOf(r.field, r.kind, r, map)]));
}

/** Items with their surroundings, for a person to look at. */
export function itemRegions(page: LayoutPage, items: readonly ItemReading[], map: Homography): PageRegion[] {
  return items.flatMap((item) => {
    const [no = '', column] = item.field.split(':');
    // A number is looked at as a whole, with what is written above its columns; of a candidate's the digits as written are a region of their own.
    const isNumber = column !== undefined && no !== 'candidate';
    const box = around(page.bubbles.filter((b) => (isNumber ? b.field.startsWith(`${no}:`) : b.field === item.field)), page, isNumber ? aboveNumberMm : surroundingsMm.top);
    return box ? [regionOf(item.field, 'item', box, map)] : [];
  });
}

function around(bubbles: readonly LayoutBubble[], page: LayoutPage, aboveMm: number): MmBox | null {
  if (bubbles.length === 0) return null;
  const left = Math.max(0, Math.min(...bubbles.map((b) => b.x)) - surroundingsMm.left);
  const top = Math.max(0, Math.min(...bubbles.map((b) => b.y)) - aboveMm);
  const right = Math.min(page.width, Math.max(...bubbles.map((b) => b.x + b.w)) + surroundingsMm.right);
  const bottom = Math.min(page.height, Math.max(...bubbles.map((b) => b.y + b.h)) + surroundingsMm.bottom);
  return { x: left, y: top, w: right - left, h: bottom - top };
}

function regionOf(field: string, kind: PageRegion['kind'], box: MmBox, map: Homography): PageRegion {
  return { field, kind, widthMm: box.w, heightMm: box.h, corners: cornersOf(box, map) };
}

/** A box of the layout as it lies in the image. */
export function cornersOf({ x, y, w, h }: MmBox, map: Homography): PageRegion['corners'] {
  return [applyHomography(map, x, y), applyHomography(map, x + w, y), applyHomography(map, x + w, y + h), applyHomography(map, x, y + h)];
}
