/** Whether a page of which a part is not on the picture lies where it was found and nowhere else: blocks look alike, and what would tell them apart may be what was cut off. */
import { applyHomography, type Homography } from '../read/homography.ts';
import type { GrayImage } from '../read/reading.ts';
import { scaled } from './maps.ts';
import { median } from './median.ts';
import { overhangOf } from './cut-page.ts';
import type { DarknessField } from './darkness.ts';
import type { Lattice } from './lattice.ts';
import { placesOf, responses } from './response.ts';
import { isNumbered } from './upright.ts';

const bounds = {
  /** Share of a usual bubble's answer from which one is seen. */
  seen: 0.3,
  /** Blocks could lie elsewhere where so many of the bubbles that would be on the picture are seen there, */
  fits: 0.8,
  /** and these are at least this share of all that are seen now. */
  enough: 0.2,
  /** It could as well lie where this share of them would be seen. */
  asWell: 0.95,
  /** Steps between bubbles by which an edge of the page lies off the picture's, where that was not cut. */
  edge: 1.5,
  /** Steps that the picture may show beyond the page. */
  beyond: 4,
};

/** `lattice`: of the whole sheet; `part`: of what is on the picture; `map` leads into the picture, and into the `field` when made smaller by `factor`. */
export function liesNowhereElse(image: GrayImage, { field, factor }: { readonly field: DarknessField; readonly factor: number }, lattice: Lattice, part: Lattice, map: Homography): boolean {
  const here = seenAt(field, lattice, scaled(map, 1 / factor), image, factor);
  const edges = edgesOf(image, lattice, map);
  if (Math.min(edges.left, edges.right, edges.top, edges.bottom) < -bounds.beyond) return false;
  const numbered = isNumbered(field, part, scaled(map, 1 / factor));
  return otherShifts(lattice).every(({ x, y }) => {
    const moved = shifted(map, x, y);
    const there = seenAt(field, lattice, scaled(moved, 1 / factor), image, factor, here.usual);
    if (there.inView === 0 || there.seen < bounds.fits * there.inView || there.seen < bounds.enough * here.seen || numbered) return true;
    if (there.seen >= bounds.asWell * here.seen) return false;
    const other = edgesOf(image, lattice, moved);
    // The picture ends where the page does, here and not there; or nothing of the blocks that look alike is missing here, and there the picture does not end as the page does.
    const axes = [...(Math.abs(x) > lattice.gapX / 2 ? [['left', 'right'] as const] : []), ...(Math.abs(y) > lattice.gapY / 2 ? [['top', 'bottom'] as const] : [])];
    const off = (of: typeof edges, axis: readonly (keyof typeof edges)[]): number => Math.min(...axis.map((edge) => Math.abs(of[edge])));
    if (axes.some((axis) => off(edges, axis) <= bounds.edge && off(other, axis) > off(edges, axis) + 1)) return true;
    return axes.some((axis) => off(other, axis) > bounds.edge) && familyInView(lattice, here.shown, x, y);
  });
}

interface Seen { readonly inView: number; readonly seen: number; readonly usual: number; /** For each bubble whether it is on the picture. */ readonly shown: readonly boolean[] }

function seenAt(field: DarknessField, lattice: Lattice, map: Homography, image: GrayImage, factor: number, usual?: number): Seen {
  const shown = Array.from(lattice.x, (_, i) => isShown({ width: image.width / factor, height: image.height / factor }, lattice, map, i));
  const own = [...shown.keys()].filter((i) => shown[i]);
  const answers = [...responses(field, placesOf(lattice, map, own), 0, 0)];
  const bound = usual ?? median(answers);
  return { inView: own.length, seen: answers.filter((r) => r > bounds.seen * bound).length, usual: bound, shown };
}

/** Whether a bubble is on the picture with the room around it. */
export function isShown({ width, height }: { readonly width: number; readonly height: number }, { x, y, w, h, cellW, cellH }: Lattice, map: Homography, i: number): boolean {
  return [-1, 1].every((sx) => [-1, 1].every((sy) => {
    const at = applyHomography(map, x[i]! + sx * (w[i]! + cellW[i]!) / 4, y[i]! + sy * (h[i]! + cellH[i]!) / 4);
    return at.x >= 0 && at.y >= 0 && at.x <= width && at.y <= height;
  }));
}

/** How far the page's edges lie off the picture's, in steps between bubbles. */
function edgesOf(image: GrayImage, lattice: Lattice, map: Homography): { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number } {
  const { left, right, top, bottom } = overhangOf(image, lattice, map);
  return { left: left / lattice.gapX, right: right / lattice.gapX, top: top / lattice.gapY, bottom: bottom / lattice.gapY };
}

/** All ways in which one block comes to lie on another. */
function otherShifts({ grids, x, y, gapX, gapY }: Lattice): { readonly x: number; readonly y: number }[] {
  const starts = grids.flatMap(({ members: [first] }) => (first === undefined ? [] : [{ x: x[first]!, y: y[first]! }]));
  const shifts: { x: number; y: number }[] = [];
  for (const a of starts) for (const b of starts) {
    const shift = { x: b.x - a.x, y: b.y - a.y };
    if (Math.abs(shift.x) < gapX / 2 && Math.abs(shift.y) < gapY / 2) continue;
    if (shifts.every((other) => Math.abs(other.x - shift.x) > gapX / 4 || Math.abs(other.y - shift.y) > gapY / 4)) shifts.push(shift);
  }
  return shifts;
}

/** Whether every block that lies on another one when the page is moved so is on the picture, the one as the other. */
function familyInView({ grids, x, y, gapX, gapY }: Lattice, shown: readonly boolean[], dx: number, dy: number): boolean {
  const start = (k: number): number => grids[k]!.members[0]!;
  return grids.every((_, a) => grids.every((__, b) => {
    const meets = a !== b && Math.abs(x[start(b)]! - x[start(a)]! - dx) < gapX / 4 && Math.abs(y[start(b)]! - y[start(a)]! - dy) < gapY / 4;
    return !meets || [a, b].every((k) => grids[k]!.members.every((i) => shown[i]));
  }));
}

/** The page moved by (x, y) page units. */
function shifted(map: Homography, x: number, y: number): Homography {
  const out = Float64Array.from(map);
  for (let r = 0; r < 9; r += 3) out[r + 2] = map[r]! * x + map[r + 1]! * y + map[r + 2]!;
  return out;
}
