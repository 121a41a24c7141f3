/** What was read off a page, as outlines over the image that a person sees. Pure. */
import type { PageDetail } from '../../contract/routes/pages.ts';
import type { LayoutPage } from '../../sheet/layout.ts';
import { fitHomography } from '../../sheet/read/homography.ts';
import type { PageReading, PageRegion } from '../../sheet/read/reading.ts';
import { cornersOf } from '../../sheet/read/regions.ts';
import type { ReadAnswer } from '../store/pages.ts';

export type Overlay = PageDetail['overlay'];

export interface OverlayOf {
  readonly reading: Pick<PageReading, 'items' | 'regions' | 'paper'>;
  /** Null when the layout is not known (any more): then there are only regions. */
  readonly layoutPage: LayoutPage | null;
  readonly answers: readonly ReadAnswer[];
  /** Pixels of the image as served for each pixel of the image that was read. */
  readonly scale: { readonly x: number; readonly y: number };
}

/** Regions of the reading, then every bubble; a reading without the paper's corners has no bubbles. */
export function overlayOf({ reading, layoutPage, answers, scale }: OverlayOf): Overlay {
  const items = new Map(reading.items.map((item) => [item.field, item]));
  const doubts = new Map(answers.map((answer) => [answer.no, answer.doubt]));
  const scaled = (corners: PageRegion['corners']): Overlay[number]['corners'] => {
    const [a, b, c, d] = corners;
    const at = ({ x, y }: { readonly x: number; readonly y: number }) => ({ x: tenth(x * scale.x), y: tenth(y * scale.y) });
    return [at(a), at(b), at(c), at(d)];
  };
  const regions = reading.regions.map(({ field, kind, corners }) => ({ field, kind, value: null, chosen: false, doubt: items.get(field)?.doubt ?? doubts.get(field) ?? null, corners: scaled(corners) }));
  const map = reading.paper && layoutPage ? mapOf(layoutPage, reading.paper) : null;
  if (map === null || layoutPage === null) return regions;
  return [...regions, ...layoutPage.bubbles.map((bubble) => {
    const item = items.get(bubble.field);
    return { field: bubble.field, kind: 'bubble' as const, value: bubble.value, chosen: item?.chosen.includes(bubble.value) ?? false, doubt: item?.doubt ?? null, corners: scaled(cornersOf(bubble, map)) };
  })];
}

function mapOf({ width, height }: LayoutPage, [topLeft, topRight, bottomRight, bottomLeft]: PageRegion['corners']) {
  return fitHomography([{ from: { x: 0, y: 0 }, to: topLeft }, { from: { x: width, y: 0 }, to: topRight }, { from: { x: width, y: height }, to: bottomRight }, { from: { x: 0, y: height }, to: bottomLeft }]);
}

/** Finer than a screen shows. */
function tenth(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
