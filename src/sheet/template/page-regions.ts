/** Places of a page that are cut out or read: the template's regions, and what is doubtful with its surroundings. Pure. */
import { applyHomography, type Homography } from '../read/homography.ts';
import type { PageRegion, PixelPoint } from '../read/reading.ts';
import type { LocalFit } from '../register/local.ts';
import { type ExpandedTemplate, mmPerUnitOf } from './expand.ts';

/** A place of the page that is cut out or read: a doubtful field, or a region of the template. */
export interface TemplateRegion extends Omit<PageRegion, 'kind'> { readonly kind: 'item' | 'open' | 'text' | 'code'; /** Of a doubtful field: where in the region it lies, without what is around it; shares of its sides. */ readonly own?: OwnPart }

export interface OwnPart { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }

/** A doubtful field, or a column with a gap: its bubbles, by their place in the template. */
export interface Doubted { readonly name: string; readonly bubbles: readonly number[] }

/** Around a doubtful field, so that a person sees its number and its neighbours, in bubbles. */
const surroundings = { left: 2.5, right: 1, top: 1, bottom: 1 };
/** Of these the part that is the field's still: strokes run on a little. */
const near = 0.4;

function regionAt(expanded: ExpandedTemplate, toImage: (x: number, y: number) => PixelPoint, field: string, kind: TemplateRegion['kind'], [x0, y0, x1, y1]: readonly [number, number, number, number]): TemplateRegion {
  const mmPerUnit = mmPerUnitOf(expanded);
  return { field, kind, widthMm: (x1 - x0) * mmPerUnit, heightMm: (y1 - y0) * mmPerUnit, corners: [toImage(x0, y0), toImage(x1, y0), toImage(x1, y1), toImage(x0, y1)] };
}

/** The template's own regions; `toImage` leads from the page to the picture. */
export function printedRegions(expanded: ExpandedTemplate, toImage: (x: number, y: number) => PixelPoint): TemplateRegion[] {
  return expanded.template.regions.map((r) => regionAt(expanded, toImage, r.name, r.kind, [r.x, r.y, r.x + r.w, r.y + r.h]));
}

/** What is doubtful with its surroundings, around the bubbles where they were found. */
export function doubtfulRegions(expanded: ExpandedTemplate, doubted: readonly Doubted[], map: Homography, local: LocalFit): TemplateRegion[] {
  return doubted.map(({ name, bubbles }) => {
    const own = bubbles.map((i) => ({ b: expanded.bubbles[i]!, dx: local.dx[i]!, dy: local.dy[i]! }));
    const w = own[0]?.b.w ?? 1, h = own[0]?.b.h ?? 1;
    const left = Math.min(...own.map(({ b, dx }) => b.x + dx)), right = Math.max(...own.map(({ b, dx }) => b.x + b.w + dx)), top = Math.min(...own.map(({ b, dy }) => b.y + dy)), bottom = Math.max(...own.map(({ b, dy }) => b.y + b.h + dy));
    const [x0, y0, x1, y1] = [left - surroundings.left * w, top - surroundings.top * h, right + surroundings.right * w, bottom + surroundings.bottom * h] as const;
    const across = (x: number): number => (x - x0) / (x1 - x0), down = (y: number): number => (y - y0) / (y1 - y0);
    return {
      ...regionAt(expanded, (x, y) => applyHomography(map, x, y), name, 'item', [x0, y0, x1, y1]),
      own: { left: across(left - near * w), right: across(right + near * w), top: down(top - near * h), bottom: down(bottom + near * h) },
    };
  });
}
