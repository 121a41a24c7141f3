/** Blocks of a sheet that a template leaves out and that look like those it has: then the bubbles are seen as well where the page does not lie (decision 0163). */
import { applyHomography, invertHomography, type Homography } from '../read/homography.ts';
import type { GrayImage, PixelPoint } from '../read/reading.ts';
import { searchNear, type Reach } from './align.ts';
import type { DarknessField } from './darkness.ts';
import { edgesOff, nearerOff } from './edges-off.ts';
import type { Lattice } from './lattice.ts';
import type { Levels } from './levels.ts';
import { scaled, stretched } from './maps.ts';
import { enough, placed, refined, type Place, type Shift } from './place.ts';
import { bestAnswers } from './response.ts';
import type { FrameDistance } from './verdict.ts';

/** Whether a page could as well lie at one of the other places where its bubbles are seen: neither its frame has it where it is, nor does the picture end there as the page does. */
export function couldLieElsewhere(image: GrayImage, lattice: Lattice, map: Homography, others: readonly Shift[], frameOf: () => FrameDistance | null): boolean {
  if (others.length === 0) return false;
  const frame = frameOf(), here = edgesOff(image, lattice, map);
  return others.some(({ x, y }) => {
    const axis = y === 0 ? 'across' : 'down';
    return !(frame !== null && frame[axis] <= framed) && (nearerOff(here, axis) > atEdge || nearerOff(edgesOff(image, lattice, stretched(map, 1, 1, x, y)), axis) <= nearerOff(here, axis) + 1);
  });
}

/** Where else all blocks of the template would be seen, straight to the side, up or down. */
export function elsewhere(levels: Levels, lattice: Lattice, place: Place): Shift[] {
  const { field } = levels.by(place.factor), small = scaled(place.map, 1 / place.factor), blocks = sampledBlocks(lattice), usual = blocks.map((some) => usualAnswer(bestAnswers(field, lattice, small, some, besideGaps))), least = largestBlock(lattice), corners = cornersOf(lattice);
  const seen = stepsAway(lattice, least).flatMap((shift) => {
    const map = stretched(small, 1, 1, shift.x, shift.y);
    // One block after the other: most places are ruled out by the first.
    if (!corners.every(({ x, y }) => isOn(field, applyHomography(map, x, y))) || !blocks.every((some, k) => areSeen(field, lattice, map, some, usual[k]!))) return [];
    const [best] = searchNear(field, lattice, map, near).map((one) => refined(levels, lattice, { ...place, map: one.map, weight: 0 })).sort((a, b) => b.worth - a.worth);
    if (!best || !enough(placed(best), seenAsWell)) return [];
    const there = shiftBetween(lattice, small, best.map);
    return [{ worth: best.worth, shift: shift.y === 0 ? { x: there.x, y: 0 } : { x: 0, y: there.y } }];
  });
  const found: Shift[] = [];
  // A step beside one of them they are seen as well but for an end.
  for (const { shift } of seen.sort((a, b) => b.worth - a.worth)) if (found.every(({ x, y }) => Math.abs(x - shift.x) > least.x / 2 || Math.abs(y - shift.y) > least.y / 2)) found.push(shift);
  return found;
}

/** Places a step from one another, from where the largest block no longer lies on itself. */
function stepsAway(lattice: Lattice, { x, y }: Shift): Shift[] {
  const away = (from: number, to: number, step: number): number[] => Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, k) => from + k * step);
  return [1, -1].flatMap((way) => [...away(x, lattice.width, stepGaps * lattice.gapX).map((by) => ({ x: way * by, y: 0 })), ...away(y, lattice.height, stepGaps * lattice.gapY).map((by) => ({ x: 0, y: way * by }))]);
}

function cornersOf({ x, y }: Lattice): PixelPoint[] {
  const ends = (all: Float64Array): number[] => [all.reduce((a, b) => Math.min(a, b), Infinity), all.reduce((a, b) => Math.max(a, b), -Infinity)];
  return ends(x).flatMap((across) => ends(y).map((down) => ({ x: across, y: down })));
}

function isOn({ width, height }: DarknessField, { x, y }: PixelPoint): boolean {
  return x > 0 && y > 0 && x < width && y < height;
}

/** A few bubbles of each block, the block with the fewest first. */
function sampledBlocks({ grids }: Lattice): number[][] {
  return grids.map(({ members }) => members.filter((_, k) => k % Math.ceil(members.length / mostSampled) === 0)).filter((some) => some.length > 0).sort((a, b) => a.length - b.length);
}

/** What an unmarked one answers. */
function usualAnswer(answers: Float64Array): number {
  return answers.toSorted()[Math.floor(answers.length * unmarked)] ?? 0;
}

/** Whether bubbles that usually answer so much are seen, nearly all of them, where a map has them or a little beside. */
function areSeen(field: DarknessField, lattice: Lattice, map: Homography, some: readonly number[], usual: number): boolean {
  const seenOf = (own: readonly number[]): boolean => bestAnswers(field, lattice, map, own, besideGaps).filter((answer) => answer >= seenFrom * usual).length >= nearlyAll * own.length;
  // Three of them rule out most places.
  return seenOf(some.filter((_, k) => k % fourth === 1)) && seenOf(some);
}

/** How far one map has the bubbles' middle from where the other one has it, in page units. */
function shiftBetween({ width, height }: Lattice, from: Homography, to: Homography): Shift {
  const at = applyHomography(to, width / 2, height / 2), back = applyHomography(invertHomography(from), at.x, at.y);
  return { x: back.x - width / 2, y: back.y - height / 2 };
}

/** Width and height of the largest blocks: nearer by, one would lie on itself, which its ends tell. */
function largestBlock({ grids, x, y, cellW, cellH }: Lattice): Shift {
  const extent = (members: readonly number[], at: Float64Array, room: Float64Array): number => { let from = Infinity, to = -Infinity; for (const i of members) { from = Math.min(from, at[i]! - room[i]! / 2); to = Math.max(to, at[i]! + room[i]! / 2); } return to - from; };
  const most = (at: Float64Array, room: Float64Array): number => grids.reduce((so, { members }) => Math.max(so, extent(members, at, room)), 0);
  return { x: most(x, cellW), y: most(y, cellH) };
}

/** Bubbles of each block that are looked at; how far beside a place, in gaps; from which share of a usual answer one is seen there, and how many must be; and what then is seen there as well as here. */
const mostSampled = 12, fourth = 4, besideGaps = 0.35, stepGaps = 0.65, unmarked = 0.3, seenFrom = 0.4, nearlyAll = 0.8, seenAsWell = { patches: 0.7, bubbles: 0.9, edges: 0.4, explained: 0.7 };
const near: Reach = { gapsX: 0.5, gapsY: 0.5, degrees: 0, scale: 0 };
/** Steps by which a page may lie off its frame, and off an edge of the picture, to be placed by it. */
const framed = 1, atEdge = 1.5;
