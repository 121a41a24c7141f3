/** How far the sides of a page lie off the edges of its picture: a picture that ends where a page does says where the page lies. */
import { applyHomography, type Homography } from '../read/homography.ts';
import type { GrayImage } from '../read/reading.ts';
import type { Lattice } from './lattice.ts';
import { gapPx } from './maps.ts';

/** In steps between bubbles, by the page's own sides; less than nothing where the picture shows more than the page. */
export interface EdgesOff { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }

/** Each side of the page against the edge of the picture that it faces, however the page is turned. */
export function edgesOff({ width, height }: Pick<GrayImage, 'width' | 'height'>, lattice: Lattice, map: Homography): EdgesOff {
  const at = (x: number, y: number): { readonly x: number; readonly y: number } => applyHomography(map, x * lattice.width, y * lattice.height), middle = at(0.5, 0.5), gap = gapPx(lattice, map);
  const off = (x: number, y: number): number => {
    const side = at(x, y), dx = side.x - middle.x, dy = side.y - middle.y;
    return Math.abs(dx) > Math.abs(dy) ? (dx > 0 ? side.x - width : -side.x) / gap.x : (dy > 0 ? side.y - height : -side.y) / gap.y;
  };
  return { left: off(0, 0.5), right: off(1, 0.5), top: off(0.5, 0), bottom: off(0.5, 1) };
}

/** Of two sides the one that lies nearer to its edge, and how far: a picture may end where the page does on one side only. */
export function nearerOff({ left, right, top, bottom }: EdgesOff, axis: 'across' | 'down'): number {
  return axis === 'across' ? Math.min(Math.abs(left), Math.abs(right)) : Math.min(Math.abs(top), Math.abs(bottom));
}
