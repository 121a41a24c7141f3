/**
 * Where a page may lie by its black blocks: four of them that stand far apart and four of the picture's give a map in perspective, which the others must follow (RANSAC with every choice: Fischler and
 * Bolles, 1981). Pure.
 */
import { applyHomography, fitHomography, jacobianAt, type Homography } from '../read/homography.ts';
import type { PixelPoint } from '../read/reading.ts';
import type { BlackBlock } from './black-blocks.ts';

/** Page units to pixels; `isWhole`: whether all of the page's blocks are there, and of their shape. */
export interface BlockPlace { readonly map: Homography; readonly mirrored: boolean; readonly isWhole: boolean }

/** How much longer or shorter than where the first two have it a block may look, and how much in the end. */
const size = { first: 1.6, last: 1.3 };
/** Share of the distance of the first two by which perspective moves a third one; and by which one may be off where four have it. */
const reach = { first: 0.16, last: 0.012 };
/** How much shorter one of the page's sides may look, how far from the right angle they may be (its cosine), and how much smaller one of its corners than another, in length. */
const seen = { sides: 1.4, skew: 0.35, corners: 1.6 };
/** Share of the picture's side that the page takes at least. */
const leastPage = 0.4;
/** Of so many of the page's blocks, evenly, it is asked where they are. */
const mostAsked = 24;

/** `off`: mean square of how far the blocks are from where the map has them, and of how differently they spread, in pixels. */
interface Tried extends BlockPlace { readonly found: number; readonly off: number }

/** The likeliest place for each way in which the page may lie; those with most of the blocks first, and of these upright and not mirrored ones. */
export function placesByBlocks(page: { readonly width: number; readonly height: number; readonly blocks: readonly BlackBlock[] }, blocks: readonly BlackBlock[], picture: { readonly width: number; readonly height: number }): BlockPlace[] {
  if (page.blocks.length < 4 || blocks.length < 4) return [];
  const step = Math.max(1, page.blocks.length / mostAsked), own = Array.from({ length: Math.floor(page.blocks.length / step) }, (_, k) => page.blocks[Math.floor(k * step)]!);
  const least = leastPage * Math.max(picture.width, picture.height) / Math.max(page.width, page.height), found = new Map<string, Tried>();
  for (const four of foursOf(page.blocks)) for (const mirrored of [false, true]) for (const fit of fits(four, blocks, mirrored, least)) {
    const tried = isSeenSo(fit, page, mirrored) ? followed(fit, mirrored, own, blocks) : null;
    if (tried === null) continue;
    const way = `${mirrored} ${turnOf(tried)}`, best = found.get(way);
    if (!best || tried.found > best.found || (tried.found === best.found && tried.off < best.off)) found.set(way, tried);
  }
  return [...found.values()].sort((a, b) => b.found - a.found || Number(a.mirrored) - Number(b.mirrored) || turnOf(a) - turnOf(b));
}

/** Four blocks that stand towards the page's corners, clockwise; and where there are more, four without each of these, for one of them may be covered. */
function foursOf(own: readonly BlackBlock[]): (readonly BlackBlock[])[] {
  const first = outermost(own);
  const others = own.length === 4 ? [] : first.map((missing) => outermost(own.filter((block) => block !== missing)));
  return [first, ...others].filter((four) => four.length === 4);
}

function outermost(own: readonly BlackBlock[]): BlackBlock[] {
  const left = new Set(own), four: BlackBlock[] = [];
  for (const [x, y] of [[-1, -1], [1, -1], [1, 1], [-1, 1]] as const) {
    let best: BlackBlock | null = null;
    for (const block of left) if (best === null || x * block.x + y * block.y > x * best.x + y * best.y) best = block;
    if (best) { left.delete(best); four.push(best); }
  }
  return four;
}

function* fits([a, b, c, d]: readonly BlackBlock[], blocks: readonly BlackBlock[], mirrored: boolean, least: number): Generator<Homography> {
  if (!a || !b || !c || !d) return;
  const flip = mirrored ? -1 : 1, acrossX = (c.x - a.x) * flip, acrossY = c.y - a.y, length = acrossX ** 2 + acrossY ** 2;
  for (const p of blocks) for (const r of blocks) {
    const u = r.x - p.x, v = r.y - p.y, scale = Math.sqrt((u * u + v * v) / length);
    if (p === r || scale < least || !isLike(a, p, scale, size.first) || !isLike(c, r, scale, size.first)) continue;
    const along = (acrossX * u + acrossY * v) / length, turned = (acrossX * v - acrossY * u) / length, near = reach.first * scale * Math.sqrt(length);
    const at = (block: BlackBlock): PixelPoint => { const x = (block.x - a.x) * flip, y = block.y - a.y; return { x: p.x + along * x - turned * y, y: p.y + turned * x + along * y }; };
    const around = (block: BlackBlock): readonly BlackBlock[] => { const to = at(block); return blocks.filter((one) => one !== p && one !== r && Math.hypot(one.x - to.x, one.y - to.y) < near && isLike(block, one, scale, size.first)); };
    const fourths = around(d);
    for (const q of fourths.length === 0 ? [] : around(b)) for (const s of fourths) {
      const map = q === s ? null : fitHomography([{ from: a, to: p }, { from: b, to: q }, { from: c, to: r }, { from: d, to: s }]);
      if (map) yield map;
    }
  }
}

/** Whether a block may be the page's at so many pixels a unit. */
function isLike(own: BlackBlock, block: BlackBlock, scale: number, most: number): boolean {
  const times = Math.sqrt(block.area / own.area) / scale;
  return times < most && times > 1 / most;
}

/** Whether a camera sees a page so. */
export function isSeenSo(map: Homography, { width, height }: { readonly width: number; readonly height: number }, mirrored: boolean): boolean {
  const { ux, uy, vx, vy } = jacobianAt(map, width / 2, height / 2), across = Math.hypot(ux, vx), down = Math.hypot(uy, vy);
  if (!(Math.abs(Math.log(across / down)) < Math.log(seen.sides)) || Math.abs(ux * uy + vx * vy) > seen.skew * across * down) return false;
  const areas = [[0, 0], [width, 0], [width, height], [0, height]].map(([x = 0, y = 0]) => { const j = jacobianAt(map, x, y); return (j.ux * j.vy - j.uy * j.vx) * (mirrored ? -1 : 1); });
  return Math.min(...areas) > 0 && Math.max(...areas) < Math.min(...areas) * seen.corners ** 2;
}

/** Whether the page lies flat under the map, turned and shifted only. */
export function isRigid(map: Homography, { width, height }: { readonly width: number; readonly height: number }): boolean {
  const corners = [[0, 0], [width, 0], [width, height], [0, height]].map(([x = 0, y = 0]) => jacobianAt(map, x, y)), lengths = corners.flatMap(({ ux, uy, vx, vy }) => [Math.hypot(ux, vx), Math.hypot(uy, vy)]);
  return Math.max(...lengths) < Math.min(...lengths) * (1 + rigid) && corners.every(({ ux, uy, vx, vy }) => Math.abs(ux * uy + vx * vy) < rigid * Math.abs(ux * vy - uy * vx));
}

/** Share by which the sides of a page that lies flat may differ, and its corners be off the right angle: a feeder stretches by half of it. */
const rigid = 0.015;

/** Which of the picture's blocks the page's are, by a first map through four of them; the map through them all. */
function followed(first: Homography, mirrored: boolean, own: readonly BlackBlock[], blocks: readonly BlackBlock[]): Tried | null {
  let map = first, which: number[] = [];
  for (let round = 0; round < 2; round++) {
    which = own.map((block) => nearestLike(map, block, own, blocks));
    const pairs = own.flatMap((block, k) => { const to = blocks[which[k]!]; return to ? [{ from: block, to }] : []; });
    const next = pairs.length < 4 ? null : fitHomography(pairs);
    if (next === null) return null;
    map = next;
  }
  let off = 0, found = 0, shaped = 0;
  for (const [k, block] of own.entries()) {
    const to = blocks[which[k]!];
    if (!to) continue;
    const at = applyHomography(map, block.x, block.y);
    const differs = unlike(map, block, to);
    off += (at.x - to.x) ** 2 + (at.y - to.y) ** 2 + differs; found++;
    if (differs < sameShape * (to.xx + to.yy)) shaped++;
  }
  return { map, mirrored, found, isWhole: shaped === own.length, off: off / found };
}

function nearestLike(map: Homography, block: BlackBlock, own: readonly BlackBlock[], blocks: readonly BlackBlock[]): number {
  const at = applyHomography(map, block.x, block.y), { ux, uy, vx, vy } = jacobianAt(map, block.x, block.y), scale = Math.sqrt(Math.abs(ux * vy - uy * vx));
  let best = -1, least = reach.last * scale * Math.max(...own.map(({ x, y }) => Math.hypot(x - block.x, y - block.y)));
  for (const [k, one] of blocks.entries()) {
    const distance = Math.hypot(one.x - at.x, one.y - at.y);
    if (distance < least && isLike(block, one, scale, size.last)) { least = distance; best = k; }
  }
  return best;
}

/** Share of a block's spread by which it may differ from what the map makes of the page's: a square and a bubble of 5 by 3 millimetres differ by half. */
const sameShape = 0.3;

/** How differently a block spreads from what the map makes of the page's, in square pixels. */
function unlike(map: Homography, { x, y, xx, yy, xy }: BlackBlock, to: BlackBlock): number {
  const { ux, uy, vx, vy } = jacobianAt(map, x, y);
  const across = ux * ux * xx + 2 * ux * uy * xy + uy * uy * yy, down = vx * vx * xx + 2 * vx * vy * xy + vy * vy * yy, both = ux * vx * xx + (ux * vy + uy * vx) * xy + uy * vy * yy;
  return Math.abs(across - to.xx) + Math.abs(down - to.yy) + 2 * Math.abs(both - to.xy);
}

/** Quarters by which the page is turned. */
function turnOf({ map, mirrored }: BlockPlace): number {
  const flip = mirrored ? -1 : 1;
  return (Math.round(Math.atan2(map[3]! * flip, map[0]! * flip) / (Math.PI / 2)) + 4) % 4;
}
