/** Whether a page of which a part is not on the picture lies where it was found and nowhere else: blocks look alike, and what would tell them apart may be what was cut off. */
import { applyHomography, type Homography } from '../read/homography.ts';
import { median } from '../read/median.ts';
import type { GrayImage } from '../read/reading.ts';
import { marksTell, numbersTell, type Mark } from './clues.ts';
import type { DarknessField } from './darkness.ts';
import { edgesOff, type EdgesOff, nearerOff } from './edges-off.ts';
import type { Lattice } from './lattice.ts';
import { scaled, stretched } from './maps.ts';
import { placesOf, responses, type Places } from './response.ts';

const bounds = {
  /** Share of a usual bubble's answer from which one is seen. */
  seen: 0.3,
  /** Blocks could lie elsewhere where so many of the bubbles that would be on the picture are seen there, */
  fits: 0.8,
  /** and these are at least this share of all that are seen now. */
  enough: 0.2,
  /** It could as well lie where this share of them would be seen. */
  asWell: 0.95,
  /** What is seen here and not there are bubbles of which the template would know nothing: so few of them there rule it out. */
  less: 0.85,
  /** Of what of a block is on the picture, so many bubbles and more, at least this share is seen where it is there; so many bubbles missing from such blocks are none that somebody covered. */
  there: { members: 4, seen: 0.6, missing: 8 },
  /** Steps between bubbles by which an edge of the page lies off the picture's, where that was not cut. */
  edge: 1.5,
  /** Steps that the picture may show beyond the page. */
  beyond: 4,
};

/** `lattice` and `marks`: of the whole sheet. */
export interface WholeSheet { readonly lattice: Lattice; readonly marks: readonly Mark[] }

/** Whether a page lies where it was found and nowhere else: `unsure`, or a likelier place. */
export type OnePlace = 'here' | 'unsure' | { readonly likelier: Homography };

/** `map` leads into the picture, and into the `field` when made smaller by `factor`. */
export function onePlace(image: GrayImage, { field, factor }: { readonly field: DarknessField; readonly factor: number }, { lattice, marks }: WholeSheet, map: Homography): OnePlace {
  const seenWith = (way: Homography, usual?: number): Seen => seenAt(field, lattice, scaled(way, 1 / factor), image, factor, usual);
  const here = seenWith(map), edges = edgesOff(image, lattice, map);
  const others = otherShifts(lattice).flatMap(({ x, y }) => {
    const moved = stretched(map, 1, 1, x, y), seen = seenWith(moved, here.usual), off = edgesOff(image, lattice, moved);
    return seen.inView === 0 || seen.seen < bounds.fits * seen.inView || seen.seen < bounds.enough * here.seen || showsMore(off) ? [] : [{ x, y, moved, seen, edges: off }];
  });
  const likeliest = others.filter(({ seen }) => seen.missing < bounds.there.missing).sort((a, b) => b.seen.seen - a.seen.seen)[0];
  // What of a block would be on the picture must be there, be it only a part of it; and bubbles are left over here that the page has there.
  if (here.missing >= bounds.there.missing || showsMore(edges)) return likeliest && likeliest.seen.seen >= here.seen - here.missing ? { likelier: likeliest.moved } : 'unsure';
  if (likeliest && here.seen < bounds.less * likeliest.seen.seen) return { likelier: likeliest.moved };
  let likelier: Homography | null = null;
  const isHere = others.every(({ x, y, moved, seen: there, edges: other }) => {
    const small = { here: scaled(map, 1 / factor), there: scaled(moved, 1 / factor), x, y };
    const numbers = numbersTell(field, lattice, small), printed = marksTell(field, marks, small);
    if ((numbers.for < 0 && numbers.sure) || printed.for < 0) {
      if (numbers.for <= 0 && printed.for <= 0 && there.missing === 0 && there.seen >= here.seen) likelier = moved;
      return false;
    }
    if (there.missing >= bounds.there.missing || there.seen < bounds.less * here.seen) return true;
    if (numbers.for < 0 || there.seen * bounds.asWell > here.seen) return false;
    if ((numbers.for > 0 && numbers.sure) || (printed.for > 0 && printed.sure)) return true;
    if (there.seen >= bounds.asWell * here.seen) return false;
    // The picture ends where the page does, here and not there; or nothing of the blocks that look alike is missing here, and there the picture does not end as the page does.
    const axes = [...(Math.abs(x) > lattice.gapX / 2 ? ['across' as const] : []), ...(Math.abs(y) > lattice.gapY / 2 ? ['down' as const] : [])];
    if (axes.some((axis) => nearerOff(edges, axis) <= bounds.edge && nearerOff(other, axis) > nearerOff(edges, axis) + 1)) return true;
    return axes.some((axis) => nearerOff(other, axis) > bounds.edge) && familyInView(lattice, here.shown, x, y);
  });
  return isHere ? 'here' : likelier ? { likelier } : 'unsure';
}

/** Whether the picture shows more beyond the page than lies there. */
function showsMore({ left, right, top, bottom }: EdgesOff): boolean {
  return Math.min(left, right, top, bottom) < -bounds.beyond;
}

interface Seen {
  readonly inView: number;
  readonly seen: number;
  readonly usual: number;
  /** Bubbles that are not seen, of blocks of which that is true of many. */
  readonly missing: number;
  /** For each bubble whether it is on the picture. */
  readonly shown: readonly boolean[];
}

function seenAt(field: DarknessField, lattice: Lattice, map: Homography, image: GrayImage, factor: number, usual?: number): Seen {
  const shown = Array.from(lattice.x, (_, i) => isShown({ width: image.width / factor, height: image.height / factor }, lattice, map, i));
  const own = [...shown.keys()].filter((i) => shown[i]);
  const bound = usual ?? median([...responses(field, placesOf(lattice, map, own), 0, 0)]);
  let seen = 0, missing = 0;
  for (const block of Map.groupBy(own, (i) => lattice.block[i]!).values()) {
    const there = seenBeside(field, placesOf(lattice, map, block), bounds.seen * bound);
    seen += there.seen; missing += there.missing;
  }
  return { inView: own.length, seen, usual: bound, missing, shown };
}

/** How many of a block's bubbles are seen where most of them are, at its place or a quarter of a step beside it; and how many are missing, if these are many: not those whose room the picture's edge cuts. */
function seenBeside(field: DarknessField, places: Places, bound: number): { readonly seen: number; readonly missing: number } {
  const isInside = Array.from({ length: places.count }, (_, k) => { const [u = 0, v = 0, , , w = 0, h = 0] = places.values.subarray(6 * k, 6 * k + 6); return u >= w && v >= h && u + w <= field.width && v + h <= field.height; });
  const [, , , , halfW = 0, halfH = 0] = places.values, inside = isInside.filter(Boolean).length;
  let seen = 0, missing = inside;
  for (const x of besides) for (const y of besides) {
    const isSeen = Array.from(responses(field, places, x * halfW, y * halfH), (answer) => answer > bound), all = isSeen.filter(Boolean).length;
    if (all > seen) { seen = all; missing = isInside.filter((is, k) => is && !isSeen[k]).length; }
  }
  return { seen, missing: inside >= bounds.there.members && missing > (1 - bounds.there.seen) * inside ? missing : 0 };
}

/** Shares of half a step. */
const besides = [0, -0.5, 0.5];

/** Whether a bubble is on the picture with the room around it. */
export function isShown({ width, height }: { readonly width: number; readonly height: number }, { x, y, w, h, cellW, cellH }: Lattice, map: Homography, i: number): boolean {
  return [-1, 1].every((sx) => [-1, 1].every((sy) => {
    const at = applyHomography(map, x[i]! + sx * (w[i]! + cellW[i]!) / 4, y[i]! + sy * (h[i]! + cellH[i]!) / 4);
    return at.x >= 0 && at.y >= 0 && at.x <= width && at.y <= height;
  }));
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
