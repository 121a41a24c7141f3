/** What the question numbers beside a page's rows say of how it lies: those of two digits have more ink, and are wider, than those of one. */
import type { Homography } from '../read/homography.ts';
import type { DarknessField } from './darkness.ts';
import type { Lattice } from './lattice.ts';
import { darknessAt, darknessIn, inkSpan, printAt, usual, within } from './upright.ts';

type Side = 'left' | 'right';
type Rows = Lattice['rows'];

/** How much darker the numbers of two digits and more are than those of one, as a share of what all are, where the page lies so; null where there are not several of both. 0 where they tell nothing: nothing is printed there, whatever bands the rows lie on, or all are as wide, as `01` and `10` are. On some sheets they stand to the right of their rows. */
export function numbersFit(field: DarknessField, lattice: Lattice, map: Homography, side: Side = 'left'): number | null {
  if (!canTell(lattice)) return null;
  const numbered = byDigits(numberedRows(field, lattice, map, side));
  if (!hasSeveralOfBoth(numbered)) return 0;
  const darkness = (rows: Rows): number => usual(rows.map((row) => darknessAt(field, lattice, map, endOf(row, side), outwards(side))));
  const one = darkness(numbered.one), more = darkness(numbered.more), fit = (more - one) / Math.max(0.5, (one + more) / 2);
  const widthOf = (rows: Rows): number => { const { from, to } = usualSpan(rows.map((row) => profileAt(field, lattice, map, row, side))); return to - from; };
  const short = widthOf(numbered.one), long = widthOf(numbered.more);
  return (fit > 0 ? long > wider * short : short > wider * long) ? fit : 0;
}

/** Whether a template has rows of which numbers of one digit, and of more, would tell how a page lies. */
export function canTell({ rows }: Lattice): boolean {
  return hasSeveralOfBoth(byDigits(rows));
}

/** Whether what is printed beside the rows stands one below the other and is as wide throughout, as numbers from `01` are and nobody's ticks. */
export function isAligned(field: DarknessField, lattice: Lattice, map: Homography, side: Side): boolean {
  const { one, more } = byDigits(numberedRows(field, lattice, map, side));
  if (!hasSeveralOfBoth({ one, more })) return false;
  const all = [...one, ...more].map((row) => profileAt(field, lattice, map, row, side));
  const whole = usualSpan(all);
  return all.filter((profile) => { const own = spanOf(profile); return Math.abs(own.from - whole.from) <= off && Math.abs(own.to - whole.to) <= off; }).length >= mostRows * all.length;
}

/** Whether its numbers say that the page lies so: on right pages 0.4 and more, beside other numbers 0 and less. */
export function isNumbered(field: DarknessField, lattice: Lattice, map: Homography): boolean {
  return (numbersFit(field, lattice, map) ?? 0) >= leastFit;
}

/** How much darker question numbers of two digits must be than those of one. */
export const leastFit = 0.25;

/** Rows of numbers of which one may be read wrongly. */
export const severalRows = 3;

function byDigits(rows: Rows): { readonly one: Rows; readonly more: Rows } {
  return { one: rows.filter(({ digits }) => digits === 1), more: rows.filter(({ digits }) => digits > 1) };
}

function hasSeveralOfBoth({ one, more }: ReturnType<typeof byDigits>): boolean {
  return Math.min(one.length, more.length) >= severalRows;
}

/** The rows of the blocks beside most of whose rows something is printed. */
function numberedRows(field: DarknessField, lattice: Lattice, map: Homography, side: Side): Rows {
  const blocks = Map.groupBy(lattice.rows, ({ first }) => lattice.block[first]!);
  return [...blocks.values()].flatMap((rows) => (usual(rows.map((row) => printAt(field, lattice, map, endOf(row, side), outwards(side)))) < leastPrint ? [] : rows));
}

function endOf({ first, last }: Rows[number], side: Side): number {
  return side === 'left' ? first : last;
}

function outwards(side: Side): -1 | 1 {
  return side === 'left' ? -1 : 1;
}

/** How dark it is beside a row, in strips from its bubble on outwards. */
function profileAt(field: DarknessField, lattice: Lattice, map: Homography, row: Rows[number], side: Side): readonly number[] {
  const end = endOf(row, side), w = lattice.w[end]!, cell = lattice.cellW[end]!, isRuled = lattice.ruled[end] === 1;
  const from = isRuled ? cell * (1.5 - within) : besideBubble * w, to = isRuled ? cell * (0.5 + within) : 1.5 * cell;
  const strip = w / stripsPerBubble, height = (isRuled ? within : 1) * lattice.h[end]!;
  return Array.from({ length: Math.max(1, Math.round((to - from) / strip)) }, (_, k) => darknessIn(field, map, lattice.x[end]! + outwards(side) * (from + (k + 0.5) * strip), lattice.y[end]!, strip, height));
}

/** Where the numbers of these rows begin and end, in strips. */
function usualSpan(profiles: readonly (readonly number[])[]): ReturnType<typeof inkSpan> {
  const strips = Math.min(...profiles.map(({ length }) => length));
  return spanOf(Array.from({ length: strips }, (_, k) => usual(profiles.map((profile) => profile[k]!))));
}

function spanOf(profile: readonly number[]): ReturnType<typeof inkSpan> {
  return inkSpan(profile, Math.min(...profile));
}

/** Grey levels by which it must be darker beside a row than between the rows for a number to be there: pale ones, and of pages that are blurred to 100 dpi, have 1.4 and more, bare paper 0.13 at most, rows on bands less than nothing on either. */
const leastPrint = 0.4;
/** How much wider numbers of two digits are at the least: 1.6 times and more where they are, 1 where all have two. */
const wider = 1.15;
/** Where the strips begin, in bubbles from the middle of the last one, and how many there are to a bubble. */
const besideBubble = 0.64, stripsPerBubble = 8;
/** Strips by which a number may begin and end beside the others, and the share of them that must not. */
const off = 1.5, mostRows = 0.8;
