/** Where the regions of a page lie: the bubbles tell it around them, and what else is printed tells it far from them. */
import { applyHomography } from '../read/homography.ts';
import type { PixelPoint } from '../read/reading.ts';
import type { FoundPage } from '../register/place.ts';
import type { Picture } from '../register/picture.ts';
import type { PrintedInk } from '../register/printed-ink.ts';
import type { ExpandedTemplate, TemplateBubble } from './expand.ts';

/** Page units to pixels of the image. */
type ToImage = (x: number, y: number) => PixelPoint;

/** How far a map is trusted beyond the bubbles that it was fitted to, as a share of their extent: eight bubbles that take a sixth of the page's width may have a corner of it a centimetre off. */
const beyond = 1;

/**
 * By the bubbles' map; where a region is far from all bubbles and the template has marks or a reference, by its ink, which must agree with the bubbles on where they are.
 * Null where it does not, or is not seen: then nothing tells where those regions lie.
 */
export function regionPlaces(picture: Picture, { bubbles, template: { regions } }: Pick<ExpandedTemplate, 'bubbles' | 'template'>, ink: PrintedInk | null, { map, mirrored }: Pick<FoundPage, 'map' | 'mirrored'>): ToImage | null {
  const byBubbles: ToImage = (x, y) => applyHomography(map, x, y);
  const box = extentOf(bubbles);
  if (ink === null || !regions.some(({ x, y, w, h }) => isFar(box, x, y) || isFar(box, x + w, y + h))) return byBubbles;
  const match = picture.matchOf(ink);
  if (match === null || match.mirrored !== mirrored) return null;
  const flat: ToImage = (x, y) => applyHomography(match.map, x, y);
  // Half a bubble apart, one of the two is wrong.
  const agree = bubbles.every(({ x, y, w, h }) => {
    const at = byBubbles(x, y), other = byBubbles(x + w, y + h), there = flat(x, y);
    return Math.hypot(at.x - there.x, at.y - there.y) < Math.hypot(at.x - other.x, at.y - other.y) / 2;
  });
  if (!agree) return null;
  return (x, y) => { const at = flat(x, y), shift = match.shiftAt(x, y); return { x: at.x + shift.x, y: at.y + shift.y }; };
}

interface Extent { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }

function extentOf(bubbles: readonly TemplateBubble[]): Extent {
  return bubbles.reduce((e, { x, y, w, h }) => ({ left: Math.min(e.left, x), top: Math.min(e.top, y), right: Math.max(e.right, x + w), bottom: Math.max(e.bottom, y + h) }), { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity });
}

function isFar({ left, top, right, bottom }: Extent, x: number, y: number): boolean {
  const across = Math.max(left - x, x - right), down = Math.max(top - y, y - bottom);
  return across > beyond * (right - left) || down > beyond * (bottom - top);
}
