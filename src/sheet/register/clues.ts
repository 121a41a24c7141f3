/** What tells two places apart at which a page that was cut off may lie, where its bubbles alone do not: the numbers beside its rows, and its printed marks. */
import { applyHomography, type Homography } from '../read/homography.ts';
import type { DarknessField } from './darkness.ts';
import type { Lattice } from './lattice.ts';
import { severalRows } from './numbers-fit.ts';
import { darknessIn, inkSpan, usual } from './upright.ts';

/** A place of the page, and where it would lie moved by (x, y) page units. */
export interface TwoPlaces { readonly here: Homography; readonly there: Homography; readonly x: number; readonly y: number }

/** For which of two places something speaks, as surely as it says so; 0 where it says nothing. */
export interface Clue { readonly for: -1 | 0 | 1; readonly sure: boolean }

/**
 * Which of two places has its numbers of one digit where those on the picture are narrow and light: only rows that would have a number of one digit here and of several there say so, or the other way around, beside rows of
 * which both say the same. `1`: the page lies here.
 */
export function numbersTell(field: DarknessField, lattice: Lattice, { here, x, y }: Omit<TwoPlaces, 'there'>): Clue {
  const first = (row: Lattice['rows'][number]): { x: number; y: number } => ({ x: lattice.x[row.first]!, y: lattice.y[row.first]! });
  const seen: Record<'both' | 'neither' | 'here' | 'there', SeenNumber[]> = { both: [], neither: [], here: [], there: [] };
  for (const row of lattice.rows) {
    const at = first(row), other = lattice.rows.find((one) => Math.abs(first(one).x + x - at.x) < lattice.gapX / 4 && Math.abs(first(one).y + y - at.y) < lattice.gapY / 4);
    if (!other || row.digits === 0 || other.digits === 0) continue;
    const number = numberBeside(field, lattice, here, row.first);
    if (number === null) continue;
    seen[row.digits === 1 ? (other.digits === 1 ? 'both' : 'here') : other.digits === 1 ? 'there' : 'neither'].push(number);
  }
  let says = 0;
  const compare = (less: keyof typeof seen, more: keyof typeof seen, says1: 1 | -1): void => {
    if (seen[less].length === 0 || seen[more].length === 0) return;
    const by = (of: (number: SeenNumber) => number): number => { const a = usual(seen[less].map(of)), b = usual(seen[more].map(of)); return 2 * (b - a) / (a + b); };
    if ((by(({ width }) => width) + by(({ ink }) => ink)) / 2 >= clearlyMore) says += says1 * Math.max(...[less, more].map((one) => (one === 'here' || one === 'there' ? seen[one].length : 0)));
  };
  compare('here', 'neither', 1); compare('both', 'there', 1); compare('here', 'there', 1);
  compare('there', 'neither', -1); compare('both', 'here', -1); compare('there', 'here', -1);
  return { for: says > 0 ? 1 : says < 0 ? -1 : 0, sure: Math.abs(says) >= severalRows };
}

/** What is printed beside a row: from its first to its last ink, in strips of the room, and how dark the room is. */
interface SeenNumber { readonly width: number; readonly ink: number }

/** How much wider and darker, in the mean of both, numbers of two digits must be than those of one: 0.5 to 0.6 where they are; 20 to 24 are 0.3 to 0.37 more than 11 to 14, which are narrow and light. */
const clearlyMore = 0.45;

/** Null where there is none, or its room is not on the picture. */
function numberBeside(field: DarknessField, lattice: Lattice, map: Homography, i: number): SeenNumber | null {
  const x = lattice.x[i]!, y = lattice.y[i]!, room = lattice.cellW[i]!, h = lattice.h[i]!;
  if (!isBoxInView(field, map, x - 1.5 * room, y - h / 2, room, h)) return null;
  const inks = Array.from({ length: strips }, (_, k) => darknessIn(field, map, x - 1.5 * room + (k + 0.5) * room / strips, y, room / strips, h));
  if (Math.max(...inks) < leastInk) return null;
  const { from, to } = inkSpan(inks, 0);
  return { width: to - from, ink: darknessIn(field, map, x - room, y, room, h) };
}

/** Strips of the room, and the mean darkness of the darkest at least. */
const strips = 12, leastInk = 4;

function isBoxInView({ width, height }: DarknessField, map: Homography, x: number, y: number, w: number, h: number): boolean {
  return [x, x + w].every((u) => [y, y + h].every((v) => { const at = applyHomography(map, u, v); return at.x >= 0 && at.y >= 0 && at.x <= width && at.y <= height; }));
}

/** A black block of the template. */
export interface Mark { readonly x: number; readonly y: number; readonly w: number; readonly h: number }

/** At which of two places more of the template's marks are seen, less those that should be. */
export function marksTell(field: DarknessField, marks: readonly Mark[], { here, there }: Pick<TwoPlaces, 'here' | 'there'>): Clue {
  const by = marksSeen(field, marks, here) - marksSeen(field, marks, there);
  return { for: by > 0 ? 1 : by < 0 ? -1 : 0, sure: Math.abs(by) >= 2 };
}

function marksSeen(field: DarknessField, marks: readonly Mark[], map: Homography): number {
  return marks.reduce((sum, { x, y, w, h }) => {
    if (!isBoxInView(field, map, x, y, w, h)) return sum;
    return sum + (darknessIn(field, map, x + w / 2, y + h / 2, inner * w, inner * h) >= black ? 1 : -1);
  }, 0);
}

/** Share of a mark that is black wherever its place is a little off, and the mean darkness of it, of 48 at most. */
const inner = 0.6, black = 34;
