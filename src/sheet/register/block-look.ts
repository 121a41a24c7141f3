import { productsWith } from '../pixels/ink.ts';
import type { Homography } from '../read/homography.ts';
import { median } from '../read/median.ts';
import type { GrayImage } from '../read/reading.ts';
import { directions, type Beyond, type BlockGrid, type Direction } from './block-grids.ts';
import type { DarknessField } from './darkness.ts';
import type { Lattice } from './lattice.ts';
import { alike, covered, empty, isAbsent, marked, meanLikeness, share, sideLook, type BlockLook, type SideLook } from './side-look.ts';
import { lookAtTable } from './table-look.ts';
import { centred, compared, cutWindows, lightOf, looksOf, points, usualWindow, type Compared } from './window.ts';

/** Templates measured by hand have their steps a little wrong: what is a step further is looked for nearer and further by this share of it, and taken from there when it looks so much more like a bubble. */
const besideBy = 0.06, clearlyMore = 0.1;
/** Half way between bubbles there are two halves of them, which look far less like one. */
const asMuch = 0.85;
const mostOutside = 0.4;
/** Blocks of fewer bubbles may be mostly marked: the page's usual bubble is theirs, too. */
const leastOwn = 24;

/** Looks at every block by itself, each bubble displaced by its own (dx, dy) page units. `map` leads into `image`, of which `field` is made. */
export function lookAtBlocks(field: DarknessField, image: GrayImage, map: Homography, lattice: Lattice, grids: readonly BlockGrid[], moved: { readonly dx: Float64Array; readonly dy: Float64Array }): BlockLook[] {
  const windowsOf = (places: readonly Beyond[]): Float32Array => {
    const { greys, missed } = cutWindows(image, map, lattice, places.map(({ x, y, beside }) => ({ x: x + moved.dx[beside]!, y: y + moved.dy[beside]!, beside })));
    // What mostly lies outside the image is not seen, whatever the rest looks like.
    for (let k = 0; k < places.length; k++) if (missed[k]! > mostOutside * points) greys.fill(255, k * points, (k + 1) * points);
    return greys;
  };
  const bubble = (i: number): Beyond => ({ x: lattice.x[i]!, y: lattice.y[i]!, beside: i });
  // All that is looked at is cut out at once, block by block.
  const { places, blocks } = placesOf(grids, bubble), windows = windowsOf(places), lookOf = looksOf(windows);
  let page: Kind | null = null;
  const pageKind = (): Kind => (page ??= usualOf(windowsOf(lattice.sample.map(bubble))));
  return grids.map((grid, block) => {
    const { members, sides } = grid;
    if (lattice.ruled[members[0] ?? 0] === 1) return lookAtTable(field, map, lattice, grid, lattice.sideways[block] === true, moved);
    const { from, to, sides: spans } = blocks[block]!, own = windows.subarray(from * points, to * points);
    const kind = members.length >= leastOwn ? usualOf(own.subarray(0, members.length * points), (i) => lookOf(from + i)) : pageKind();
    const all = likenesses({ count: to - from, lookOf: (i) => lookOf(from + i), products: productsWith(own, kind.shape) }, kind), mine = all.slice(0, members.length);
    const at = new Map(members.map((i, k) => [i, mine[k] ?? 0]));
    const beyondOf = (beyond: readonly Beyond[], exactly: number[]): number[] => {
      let best = exactly, like = meanLikeness(best);
      // Bare paper is bare a little further, too.
      if (like === null || share(best, (l) => l === empty) > 0.5) return best;
      const beside = [-besideBy, besideBy].flatMap((by) => beyond.map(({ x, y, beside: i }) => ({ x: x + by * (x - lattice.x[i]!), y: y + by * (y - lattice.y[i]!), beside: i })));
      const seen = likenesses(compared(windowsOf(beside), kind.shape), kind);
      for (const other of [seen.slice(0, beyond.length), seen.slice(beyond.length)]) {
        const otherLike = meanLikeness(other);
        if (otherLike !== null && otherLike > like + clearlyMore) { best = other; like = otherLike; }
      }
      return best;
    };
    const sideOf = (direction: Direction): SideLook | null => {
      const side = sides[direction], span = spans[direction];
      if (!side || !span) return null;
      const here = side.members.map((i) => at.get(i) ?? 0), exactly = all.slice(span.exactly - from, span.halfway - from), halfway = all.slice(span.halfway - from, span.end - from);
      const beyond = beyondOf(side.beyond, exactly), like = meanLikeness(exactly);
      return sideLook(side, here, beyond, exactly, isLined(halfway, like));
    };
    const [left, right, up, down] = directions.map(sideOf);
    return { members: members.length, seen: share(mine, (l) => l >= alike.maybe), absent: share(mine, isAbsent), sides: { left: left ?? null, right: right ?? null, up: up ?? null, down: down ?? null }, pinned: null };
  });
}

/** Where in a list of places those are that lie exactly a step beyond a side, and those half way from one of them to the next. */
interface SideSpan { readonly exactly: number; readonly halfway: number; readonly end: number }
/** Where in it a block's bubbles are, and after them its sides. */
interface BlockSpan { readonly from: number; readonly to: number; readonly sides: Readonly<Record<Direction, SideSpan | null>> }

function placesOf(grids: readonly BlockGrid[], bubble: (i: number) => Beyond): { readonly places: readonly Beyond[]; readonly blocks: readonly BlockSpan[] } {
  const places: Beyond[] = [];
  const blocks = grids.map(({ members, sides }): BlockSpan => {
    const from = places.length;
    for (const i of members) places.push(bubble(i));
    const spanOf = (direction: Direction): SideSpan | null => {
      const beyond = sides[direction]?.beyond;
      if (!beyond) return null;
      const exactly = places.length, halfway = exactly + beyond.length;
      places.push(...beyond);
      for (let k = 1; k < beyond.length; k++) places.push({ x: (beyond[k]!.x + beyond[k - 1]!.x) / 2, y: (beyond[k]!.y + beyond[k - 1]!.y) / 2, beside: beyond[k]!.beside });
      return { exactly, halfway, end: places.length };
    };
    const spans = { left: spanOf('left'), right: spanOf('right'), up: spanOf('up'), down: spanOf('down') };
    return { from, to: places.length, sides: spans };
  });
  return { places, blocks };
}

function isLined(halfway: readonly number[], like: number | null): boolean {
  return like !== null && like > 0 && halfway.length >= 2 && (meanLikeness(halfway) ?? 0) >= asMuch * like;
}

/** What most bubbles look like; `usual` is how much they usually correlate with it. */
interface Kind { readonly shape: Float32Array; readonly white: number; readonly length: number; readonly ink: number; readonly inner: number; readonly usual: number }

/** What most of these windows look like. */
function usualOf(all: Float32Array, lookOf = looksOf(all)): Kind {
  const shape = usualWindow(all, all.length / points, lookOf), { white, mean, inner, length } = centred(shape);
  const kind = { shape, white, ink: white - mean, inner: white - inner, length, usual: 1 };
  const own = likenesses(compared(all, shape, lookOf), kind).filter((l) => l > 0 && l < marked);
  return { ...kind, usual: Math.max(0.3, median(own)) };
}

/** How much each window looks like the usual bubble: correlation over the usual one, 0 for what has hardly any shape, `covered` for what has much more ink, `empty` for what has hardly any, `marked` for a mark. */
function likenesses(windows: Compared, kind: Kind): number[] {
  return Array.from({ length: windows.count }, (_, i) => likenessOf(windows, i, kind));
}

function likenessOf({ lookOf, products }: Compared, i: number, { white, length: usualLength, ink: usualInk, inner, usual }: Kind): number {
  const own = lookOf(i), light = lightOf(own.white, white), ink = (own.white - own.mean) * light;
  if ((own.white - own.innerBrightest) * light > Math.max(inner * 1.3, own.white * light * 0.12)) return marked;
  if (ink < usualInk * 0.4) return empty;
  if (ink > usualInk * 2) return covered;
  return own.length * light < 0.3 * usualLength ? 0 : Math.max(0, Math.min(1.2, products[i]! / (own.length * usualLength * usual)));
}
