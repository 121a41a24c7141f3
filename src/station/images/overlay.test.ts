import { expect, test } from 'vitest';
import type { LayoutPage } from '../../sheet/layout.ts';
import type { ItemReading, PageReading, PixelPoint } from '../../sheet/read/reading.ts';
import { overlayOf } from './overlay.ts';

const layoutPage: LayoutPage = {
  page: 1, width: 200, height: 100, regions: [], anchors: [],
  bubbles: [{ field: '1', value: 'A', x: 20, y: 10, w: 5, h: 3 }, { field: '1', value: 'B', x: 30, y: 10, w: 5, h: 3 }],
};
const item: ItemReading = { field: '1', chosen: ['B'], kind: 'marked', doubt: 'faint', confidence: 0.5, fills: [] };
/** A page in perspective: the plane map (x, y) -> (4x + y, 3y) / (1 + 0.001x). */
const seen = (x: number, y: number): PixelPoint => ({ x: (4 * x + y) / (1 + 0.001 * x), y: (3 * y) / (1 + 0.001 * x) });
const paper = [seen(0, 0), seen(200, 0), seen(200, 100), seen(0, 100)] as const;
const reading: Pick<PageReading, 'items' | 'regions' | 'paper'> = { items: [item], regions: [{ field: '9', kind: 'text', corners: paper, widthMm: 1, heightMm: 1 }], paper };

test('bubbles lie where the paper lies, in pixels of the image as served', () => {
  const overlay = overlayOf({ reading, layoutPage, answers: [{ no: '9', value: 'x', confidence: 0.4, doubt: 'text-uncertain' }], scale: { x: 2, y: 2 } });
  expect(overlay.map(({ field, kind, value, chosen, doubt }) => [field, kind, value, chosen, doubt])).toEqual([
    ['9', 'text', null, false, 'text-uncertain'], ['1', 'bubble', 'A', false, 'faint'], ['1', 'bubble', 'B', true, 'faint'],
  ]);
  for (const [index, bubble] of layoutPage.bubbles.entries()) {
    const [topLeft, , bottomRight] = overlay[index + 1]?.corners ?? [];
    const [from, to] = [seen(bubble.x, bubble.y), seen(bubble.x + bubble.w, bubble.y + bubble.h)];
    for (const [got, wanted] of [[topLeft, from], [bottomRight, to]] as const) {
      expect(Math.abs((got?.x ?? 0) - 2 * wanted.x)).toBeLessThan(1);
      expect(Math.abs((got?.y ?? 0) - 2 * wanted.y)).toBeLessThan(1);
    }
  }
});

test('an older reading, and a layout that is not known, leave the regions', () => {
  const { items, regions } = reading;
  expect(overlayOf({ reading: { items, regions }, layoutPage, answers: [], scale: { x: 1, y: 1 } })).toHaveLength(1);
  expect(overlayOf({ reading, layoutPage: null, answers: [], scale: { x: 1, y: 1 } })).toHaveLength(1);
});
