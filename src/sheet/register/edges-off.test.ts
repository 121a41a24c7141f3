import { expect, test } from 'vitest';
import { card } from '../../../tests/fixtures/foreign-sheet.ts';
import { expandTemplate } from '../template/expand.ts';
import { templateSchema } from '../../exam/template.ts';
import { edgesOff, nearerOff } from './edges-off.ts';
import { latticeOf } from './lattice.ts';

const lattice = latticeOf(expandTemplate(templateSchema.parse(card.template))), { width, height, gapX, gapY } = lattice;
/** The page two steps beyond the picture's left edge; the picture shows three more below it. */
const picture = { width: width - 2 * gapX, height: height + 3 * gapY }, upright = Float64Array.of(1, 0, -2 * gapX, 0, 1, 0, 0, 0, 1);

test('each side of a page is told by how many steps it lies beyond the edge that it faces, also where the page is turned', () => {
  const told = (of: ReturnType<typeof edgesOff>) => [of.left, of.right, of.top, of.bottom].map((off) => Math.round(off * 10) / 10 + 0);
  expect(told(edgesOff(picture, lattice, upright))).toEqual([2, 0, 0, -3]);
  const { width: wide, height: high } = picture;
  expect(told(edgesOff(picture, lattice, Float64Array.of(-1, 0, wide + 2 * gapX, 0, -1, high, 0, 0, 1)))).toEqual([2, 0, 0, -3]);
  // A quarter to the right: its left side is at the top.
  expect(told(edgesOff({ width: high, height: wide }, lattice, Float64Array.of(0, -1, high, 1, 0, -2 * gapX, 0, 0, 1)))).toEqual([2, 0, 0, -3]);
});

test('of two sides the nearer one says how far a page lies off the picture', () => {
  const off = edgesOff(picture, lattice, upright);
  expect([nearerOff(off, 'across'), nearerOff(off, 'down')].map(Math.round)).toEqual([0, 0]);
});
