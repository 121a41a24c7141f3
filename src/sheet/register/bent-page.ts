/** Paper that bulges or curls in a photo: its patches lie beside one flat page, and all of them on one smooth surface. */
import { solve } from '../read/homography.ts';
import type { Lattice } from './lattice.ts';
import type { PatchShift } from './response.ts';

/** Terms of a surface of the second degree. */
const terms = 6;
/** Patches below which such a surface would follow whatever they say. */
const leastPatches = 3 * terms;

/** Where each patch lies when all lie on the smooth surface that fits their shifts best (least squares, weighted by how clearly each is seen); null for too few. */
export function bentTogether({ patches, width, height }: Lattice, shifts: readonly PatchShift[]): PatchShift[] | null {
  if (shifts.length < leastPatches) return null;
  const rows = patches.map(({ x, y }) => { const u = x / width - 0.5, v = y / height - 0.5; return [1, u, v, u * u, u * v, v * v]; });
  const across = surface(rows, shifts.map(({ x }) => x), shifts), down = surface(rows, shifts.map(({ y }) => y), shifts);
  return across && down && shifts.map((shift, k) => ({ ...shift, x: across[k]!, y: down[k]! }));
}

function surface(rows: readonly (readonly number[])[], values: readonly number[], shifts: readonly PatchShift[]): number[] | null {
  const normal = new Float64Array(terms * (terms + 1));
  for (const [k, row] of rows.entries()) {
    const weight = Math.max(0, shifts[k]!.response);
    for (let i = 0; i < terms; i++) {
      for (let j = 0; j < terms; j++) normal[i * (terms + 1) + j]! += weight * row[i]! * row[j]!;
      normal[i * (terms + 1) + terms]! += weight * row[i]! * values[k]!;
    }
  }
  const factors = solve(normal, terms);
  return factors && rows.map((row) => row.reduce((sum, term, i) => sum + term * factors[i]!, 0));
}
