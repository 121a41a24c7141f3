/** Which part of a page is shown, and how large. Pure. */
import type { PageDetail } from '../../../contract/routes/pages.ts';

export interface Size { readonly width: number; readonly height: number }
/** Pixels of the image. */
export interface Box extends Size { readonly x: number; readonly y: number }
/** Screen pixels for an image pixel, and where the image's corner lies on the screen. */
export interface View { readonly scale: number; readonly x: number; readonly y: number }

export const belongsTo = (field: string, to: string): boolean => to !== '' && (field === to || field.startsWith(`${to}:`));

/** Around everything of the field; null where the page does not say where it is. */
export function boxOf(overlay: PageDetail['overlay'], field: string): Box | null {
  const points = overlay.filter((one) => belongsTo(one.field, field)).flatMap(({ corners }) => [...corners]);
  if (points.length === 0) return null;
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

const mostScale = 4;
const leastScale = 0.05;

/** The box in the middle, with some of what is around it (`margin`: share of the place that stays free on each side). */
export function fit(box: Box, place: Size, margin: number): View {
  const scale = within(Math.min((place.width * (1 - 2 * margin)) / Math.max(1, box.width), (place.height * (1 - 2 * margin)) / Math.max(1, box.height)));
  return { scale, x: place.width / 2 - (box.x + box.width / 2) * scale, y: place.height / 2 - (box.y + box.height / 2) * scale };
}

/** Larger or smaller around a point of the place, which stays where it is. */
export function zoomed({ scale, x, y }: View, by: number, at: { readonly x: number; readonly y: number }): View {
  const next = within(scale * by);
  return { scale: next, x: at.x - ((at.x - x) * next) / scale, y: at.y - ((at.y - y) * next) / scale };
}

function within(scale: number): number {
  return Math.min(mostScale, Math.max(leastScale, scale));
}
