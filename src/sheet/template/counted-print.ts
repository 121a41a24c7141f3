/**
 * How many bubbles are printed in a frame, counted one by one: a bubble is ink between clean paper, and its sides hold its upper and its lower line together. What was said of the frame only says where to look first. Pure.
 */
import { median } from '../read/median.ts';

/** Boxes along a side: where the first begins, how far it is to the next, and how large each is, in pixels. */
export interface Boxes { readonly count: number; readonly start: number; readonly gap: number; readonly size: number }
/** Mean darkness of a box, 0 for paper. */
type DarknessAt = (left: number, top: number, right: number, bottom: number) => number;
/** Pixels of a line. */
interface Run { readonly from: number; readonly to: number }
export interface Counted { readonly across: Boxes; readonly down: Boxes }
/** In pixels. */
export interface Frame { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }

/** Of the usual darkness of ink, what is clean paper, and the share of a frame and the room around it that is bare at least; of the usual size of a run, what is a speck, and what is paper enough between two; and the share of one that must lie in the frame. */
const clean = 0.2, bare = 0.08, speck = 0.4, speckGap = 0.08, enough = 0.3;
/** By which share of their mean distances and sizes may differ, and how many of the rows must have as many as is usual. */
const even = 0.25, alike = 0.85;
/** Rows and columns of which some lie between others. */
const fewestOnBand = 3;
/** Pixels below which nothing is told apart. */
const leastPx = 4;

/** Columns and rows of a frame; null where they are not clearly the same everywhere. `columns`: where these are supposed, well or badly. */
export function countedIn(at: DarknessAt, frame: Frame, columns: readonly Run[]): Counted | null {
  const counted = countedAgainst('room', at, frame, columns);
  if (counted !== null) return counted;
  // A band behind the bubbles ends with them: then the paper is what lies between them, of which a single row has none.
  const onBand = countedAgainst('frame', at, frame, columns);
  return onBand !== null && Math.min(onBand.across.count, onBand.down.count) >= fewestOnBand ? onBand : null;
}

function countedAgainst(paper: 'room' | 'frame', at: DarknessAt, frame: Frame, columns: readonly Run[]): Counted | null {
  const down = (strips: readonly Run[], between: readonly Run[]): Boxes | null => boxesIn(strips.map(({ from, to }, k) => runsOf((y) => at(from, y, to, y + 1) - groundOf(between, k, (gap) => at(gap.from, y, gap.to, y + 1)), frame.top, frame.bottom, paper)));
  const across = (strips: readonly Run[], between: readonly Run[]): Boxes | null => boxesIn(strips.map(({ from, to }, k) => runsOf((x) => at(x, from, x + 1, to) - groundOf(between, k, (gap) => at(x, gap.from, x + 1, gap.to)), frame.left, frame.right, paper)));
  const rows = down(columns, []), found = rows && across(runsIn(rows), gapsIn(rows));
  if (!rows || !found) return null;
  // Counted once more in the columns that were found: what these make of it must be what led to them.
  const again = down(runsIn(found), gapsIn(found));
  return again?.count === rows.count ? { across: found, down: again } : null;
}

/** A single row in columns, or a single column in rows, from its first ink to its last; null where these are not clearly the same everywhere. */
export function singleIn(at: DarknessAt, frame: Frame, along: { readonly columns: readonly Run[] } | { readonly rows: readonly Run[] }): Boxes | null {
  const found = 'columns' in along
    ? boxesIn(along.columns.map(({ from, to }) => runsOf((y) => at(from, y, to, y + 1), frame.top, frame.bottom, 'room')))
    : boxesIn(along.rows.map(({ from, to }) => runsOf((x) => at(x, from, x + 1, to), frame.left, frame.right, 'room')));
  return found?.count === 1 ? found : null;
}

export const runsIn = ({ count, start, gap, size }: Boxes): Run[] => Array.from({ length: count }, (_, k) => ({ from: start + k * gap, to: start + k * gap + size }));

/** The paper between boxes, without what their blur darkens. */
const gapsIn = (boxes: Boxes): Run[] => runsIn(boxes).slice(1).map(({ from }) => ({ from: from - (boxes.gap - boxes.size) * 0.75, to: from - (boxes.gap - boxes.size) * 0.25 }));

/** How dark the paper itself is beside a strip: grey bands, and lines that go on there. */
function groundOf(between: readonly Run[], strip: number, darkness: (gap: Run) => number): number {
  const beside = [between[strip - 1], between[strip]].flatMap((gap) => (gap === undefined ? [] : [darkness(gap)]));
  return beside.length === 0 ? 0 : Math.min(...beside);
}

/** Where there is ink along a line, of which enough lies between two places: also where it goes on beyond these. */
function runsOf(darkness: (at: number) => number, first: number, last: number, ground: 'room' | 'frame'): Run[] {
  const room = (last - first) / 2, from = Math.max(0, Math.floor(first - room)), values = Array.from({ length: Math.ceil(last + room) - from }, (_, k) => darkness(from + k));
  const inFrame = values.slice(Math.floor(first) - from, Math.ceil(last) - from), paper = Math.max(0, (ground === 'room' ? values : inFrame).toSorted((a, b) => a - b)[Math.floor((ground === 'room' ? values : inFrame).length * bare)] ?? 0), own = inFrame.filter((value) => value > paper);
  if (own.length < leastPx) return [];
  const bound = paper + clean * (median(own) - paper), runs: { from: number; to: number }[] = [];
  for (const [k, value] of values.entries()) {
    if (value <= bound) continue;
    const before = runs.at(-1);
    if (before?.to === from + k) before.to++;
    else runs.push({ from: from + k, to: from + k + 1 });
  }
  const usual = median(runs.map((run) => run.to - run.from)), joined: { from: number; to: number }[] = [];
  for (const run of runs) {
    const before = joined.at(-1);
    if (before && run.from - before.to <= Math.max(1, speckGap * usual)) before.to = run.to;
    else joined.push({ ...run });
  }
  const inside = joined.filter((run) => Math.min(run.to, last) - Math.max(run.from, first) >= enough * (run.to - run.from)), most = inside.reduce((size, run) => Math.max(size, run.to - run.from), 0);
  return inside.filter((run) => run.to - run.from >= speck * most);
}

/** Boxes at even distances that nearly all of the strips have; null where these differ. */
function boxesIn(strips: readonly (readonly Run[])[]): Boxes | null {
  const inked = strips.filter((runs) => runs.length > 0), count = median(inked.map((runs) => runs.length)), own = inked.filter((runs) => runs.length === count && areEven(runs));
  if (inked.length === 0 || own.length < alike * strips.length) return null;
  const size = median(own.flatMap((runs) => runs.map((run) => run.to - run.from))), start = median(own.map(([first]) => first!.from));
  if (size < leastPx) return null;
  const gap = count === 1 ? size : median(own.map((runs) => (runs.at(-1)!.from - runs[0]!.from) / (count - 1)));
  return { count, start, gap, size };
}

function areEven(runs: readonly Run[]): boolean {
  const isEven = (lengths: readonly number[]): boolean => { const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length; return lengths.every((length) => Math.abs(length - mean) <= Math.max(1, even * mean)); };
  const middles = runs.map((run) => (run.from + run.to) / 2);
  return isEven(runs.map((run) => run.to - run.from)) && (runs.length < 3 || isEven(middles.slice(1).map((middle, k) => middle - middles[k]!)));
}
