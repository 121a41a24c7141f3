/** Level lines through filled marks: what was struck out with one stroke. The grid that bubbles are cut out on is too coarse for lines of half a millimetre, and where a number is printed beside a block its print is taken to be wider than it is; this looks at one mark in the picture itself. */
import { layBoxes, sampleBoxes } from '../pixels/boxes.ts';
import type { Homography } from '../read/homography.ts';
import type { GrayImage } from '../read/reading.ts';
import type { Lattice } from '../register/lattice.ts';
import type { LocalFit } from '../register/local.ts';

/** Points across and down a mark with what is beside it; how far that is looked at, in shares of its narrower side; share of the mark's darkness from which a point beside it is inked; share of its height up to which what is inked in a column is a line's, and of its box from which the mark is filled. */
const look = { side: 32, beside: 0.6, dark: 0.4, thin: 0.5, filled: 0.5 };

/** How far a thin line leaves a filled mark on its left and on its right, where it goes less far, beyond the mark and beyond the bubble's box: in shares of the box's narrower side. 0 where there is no such line, or no room for one. */
export function levelLine(image: GrayImage, { map, local }: { readonly map: Homography; readonly local: Pick<LocalFit, 'dx' | 'dy'> }, lattice: Pick<Lattice, 'x' | 'y' | 'w' | 'h' | 'cellW'>, bubble: number): number {
  const w = lattice.w[bubble]!, h = lattice.h[bubble]!, narrow = Math.min(w, h), beside = Math.min(lattice.cellW[bubble]! - w, look.beside * narrow), { side } = look;
  if (beside <= 0) return 0;
  const wide = w + 2 * beside, { greys } = sampleBoxes(image, layBoxes(map, 1, side, () => ({ x: lattice.x[bubble]! + local.dx[bubble]!, y: lattice.y[bubble]! + local.dy[bubble]!, w: wide, h })));
  const box = side * w / wide / 2, inside: number[] = [], outside: number[] = [];
  for (let r = 0, k = 0; r < side; r++) for (let c = 0; c < side; c++, k++) {
    const far = Math.abs(c + 0.5 - side / 2);
    if (far > box) outside.push(greys[k]!);
    else if (far < box / 2 && r >= side / 4 && r < side * 3 / 4) inside.push(greys[k]!);
  }
  const paper = shareOf(outside, 0.85), least = paper - look.dark * (paper - shareOf(inside, 0.5));
  const heights = Array.from({ length: side }, (_, c) => { let count = 0; for (let r = 0; r < side; r++) if (greys[r * side + c]! < least) count++; return count; });
  const height = Math.max(...heights.slice(side * 3 / 8, side * 5 / 8));
  if (height < look.filled * side) return 0;
  const along = (step: 1 | -1): number => {
    const at = (n: number): number => heights[step === 1 ? side / 2 + n : side / 2 - 1 - n] ?? 0;
    let mark = 0;
    while (at(mark) > look.thin * height) mark++;
    let end = mark;
    while (at(end) > 0 && at(end) <= look.thin * height) end++;
    return Math.min(end - mark, end - box);
  };
  return Math.max(0, Math.min(along(1), along(-1))) * wide / side / narrow;
}

/** The value below which a share of these lie. */
function shareOf(values: readonly number[], share: number): number {
  return Float32Array.from(values).sort()[Math.floor(values.length * share)] ?? 255;
}
