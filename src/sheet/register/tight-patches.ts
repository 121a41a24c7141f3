/** Which patches stand in rows so tight that the end of one bubble and the beginning of the next fit into a box (decision 0138). */
import { directions } from './block-grids.ts';

/** A patch in such rows: its bubbles (by their place in it) in its first and last column, where its block ends, and between. */
export interface TightPatch { readonly left: readonly number[]; readonly right: readonly number[]; readonly inner: readonly number[] }

/** Size of a box, as a share of the distance between two, from which they stand close together: then a row is tight. */
const tightFrom = 0.69;

interface Patches { readonly patches: readonly { readonly members: readonly number[] }[]; readonly x: Float64Array; readonly w: Float64Array; readonly h: Float64Array; readonly cellW: Float64Array; readonly cellH: Float64Array; readonly atSides: Uint8Array; readonly ruled: Uint8Array }

/** Of a patch, whether its bubbles stand as close across, and down. */
export interface Closeness { readonly across: boolean; readonly down: boolean }

/** How close together the bubbles of each patch stand. */
export function closenessOf({ patches, w, h, cellW, cellH }: Patches): Closeness[] {
  return patches.map(({ members }) => ({ across: members.every((i) => w[i]! >= tightFrom * cellW[i]!), down: members.every((i) => h[i]! >= tightFrom * cellH[i]!) }));
}

/** Size of a box, as a share of the distance between two, from which what lies between them tells nothing of where they are; and share of a page's bubbles that stand so from which nothing else does (decision 0155). */
const closeFrom = 0.74, nearlyAll = 0.7;

/** For each bubble whether it stands so close to the next one across, on a page where nearly all do; and whether down as well, where nearly all do that, too. Null of other pages. */
export function onClosePage({ w, h, cellW, cellH, ruled }: Pick<Patches, 'w' | 'h' | 'cellW' | 'cellH' | 'ruled'>): { readonly inCloseRow: Uint8Array; readonly inCloseColumn: Uint8Array } | null {
  const inCloseRow = Uint8Array.from(w, (size, i) => (size >= closeFrom * cellW[i]! ? 1 : 0)), inCloseColumn = Uint8Array.from(h, (size, i) => (inCloseRow[i] === 1 && size >= tightFrom * cellH[i]! ? 1 : 0));
  const isRare = (some: Uint8Array): boolean => some.reduce((sum, one) => sum + one, 0) < nearlyAll * w.length;
  return ruled.includes(1) || isRare(inCloseRow) ? null : { inCloseRow, inCloseColumn: isRare(inCloseColumn) ? new Uint8Array(w.length) : inCloseColumn };
}

/** `null` for patches that are not tight, or do not go from one end of their block to the other. */
export function tightPatches({ patches, x, cellW, atSides, ruled }: Patches, close: readonly Closeness[]): (TightPatch | null)[] {
  const isAt = (i: number, side: 'left' | 'right'): boolean => (atSides[i]! >> directions.indexOf(side) & 1) === 1;
  return patches.map(({ members }, patch) => {
    if (!close[patch]!.across || members.some((i) => ruled[i] === 1)) return null;
    const least = Math.min(...members.map((i) => x[i]!)), most = Math.max(...members.map((i) => x[i]!));
    const left: number[] = [], right: number[] = [], inner: number[] = [];
    for (const [k, i] of members.entries()) {
      if (x[i]! < least + cellW[i]! / 2 && isAt(i, 'left')) left.push(k);
      else if (x[i]! > most - cellW[i]! / 2 && isAt(i, 'right')) right.push(k);
      else inner.push(k);
    }
    return left.length === 0 || right.length === 0 || inner.length === 0 ? null : { left, right, inner };
  });
}
