import type { Homography } from '../read/homography.ts';
import type { GrayImage } from '../read/reading.ts';
import { median } from './align.ts';
import { directions, type Beyond, type BlockGrid, type Direction } from './block-grids.ts';
import type { Lattice } from './lattice.ts';
import { productsWith } from '../pixels/ink.ts';
import { centred, compared, cutWindows, lightOf, looksOf, points, usualWindow, type Compared } from './window.ts';

/** One side of a block: its bubbles there, and the places a step beyond them. */
export interface SideLook {
  readonly members: number;
  /** Share of the side's bubbles that are seen or marked. */
  readonly inside: number;
  /** Share of the side's bubbles where there is next to nothing. */
  readonly bare: number;
  /** Share of the side's bubbles where there is as much ink as a bubble has, or less, and no bubble. */
  readonly absent: number;
  /** How much its unmarked bubbles look like the block's, 1 as these do among themselves; null where too few are unmarked. */
  readonly like: number | null;
  readonly places: number;
  /** The same of what is beyond: share that may be bubbles or marks, share that can hardly be anything else, and likeness. */
  readonly beyond: number;
  readonly open: number;
  readonly beyondLike: number | null;
  /** Share of the places exactly a step beyond that may be bubbles or marks; the three above are from a little nearer or further where more is seen there. */
  readonly beyondExactly: number;
  /** Whether what is beyond looks the same half way from one place to the next: it is a line, such as the frame of a panel, and no bubbles. */
  readonly lined: boolean;
  /** Whether the template has bubbles again another step further. */
  readonly between: boolean;
  /** Whether the field that comes next by its number stands in another block. */
  readonly followed: boolean;
}

/** How one block looks: the share of its bubbles that are seen or marked, and its sides. */
export interface BlockLook {
  readonly members: number;
  readonly seen: number;
  /** Share of its bubbles where there is none, and no ink that could hide one. */
  readonly absent: number;
  readonly sides: Readonly<Record<Direction, SideLook | null>>;
}

/** A window may be a bubble when it looks this much like the usual one; it can hardly be anything else when this much. */
const alike = { maybe: 0.42, surely: 0.75 };
/** What a window is taken for that is black through and through, one with next to nothing in it, and one with so much ink that it may hide a bubble. */
const marked = 2, empty = -1, covered = -2;
/** Templates measured by hand have their steps a little wrong: what is a step further is looked for nearer and further by this share of it, and taken from there when it looks so much more like a bubble. */
const besideBy = 0.06, clearlyMore = 0.1;
/** Half way between bubbles there are two halves of them, which look far less like one. */
const asMuch = 0.85;
const mostOutside = 0.4;
/** Blocks of fewer bubbles may be mostly marked: the page's usual bubble is theirs, too. */
const leastOwn = 24;

/** Looks at every block by itself, each bubble displaced by its own (dx, dy) page units. `map` leads into `image`. */
export function lookAtBlocks(image: GrayImage, map: Homography, lattice: Lattice, grids: readonly BlockGrid[], moved: { readonly dx: Float64Array; readonly dy: Float64Array }): BlockLook[] {
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
  return grids.map(({ members, sides }, block) => {
    const { from, to, sides: spans } = blocks[block]!, own = windows.subarray(from * points, to * points);
    const kind = members.length >= leastOwn ? usualOf(own.subarray(0, members.length * points)) : pageKind();
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
      return {
        members: here.length, inside: share(here, (l) => l >= alike.maybe), bare: share(here, (l) => l === empty), absent: share(here, isAbsent), like: meanLikeness(here),
        places: beyond.length, beyond: share(beyond, (l) => l >= alike.maybe), open: share(beyond.filter((l) => l < marked), (l) => l >= alike.surely), beyondLike: meanLikeness(beyond), beyondExactly: share(exactly, (l) => l >= alike.maybe), lined: isLined(halfway, like), between: side.between, followed: side.followed,
      };
    };
    const [left, right, up, down] = directions.map(sideOf);
    return { members: members.length, seen: share(mine, (l) => l >= alike.maybe), absent: share(mine, isAbsent), sides: { left: left ?? null, right: right ?? null, up: up ?? null, down: down ?? null } };
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

const isAbsent = (l: number): boolean => l < alike.maybe && l !== covered;

function share(values: readonly number[], test: (value: number) => boolean): number {
  return values.filter(test).length / Math.max(1, values.length);
}

function meanLikeness(values: readonly number[]): number | null {
  const free = values.filter((l) => l < marked);
  return free.length < 2 ? null : free.reduce((sum, l) => sum + Math.max(0, l), 0) / free.length;
}

/** What most bubbles look like; `usual` is how much they usually correlate with it. */
interface Kind { readonly shape: Float32Array; readonly white: number; readonly length: number; readonly ink: number; readonly inner: number; readonly usual: number }

/** What most of these windows look like. */
function usualOf(all: Float32Array): Kind {
  const shape = usualWindow(all, all.length / points), { white, mean, inner, length } = centred(shape);
  const kind = { shape, white, ink: white - mean, inner: white - inner, length, usual: 1 };
  const own = likenesses(compared(all, shape), kind).filter((l) => l > 0 && l < marked);
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
