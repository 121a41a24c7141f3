import { expect, test } from 'vitest';
import { upright } from './upright.ts';

type Corners = [{ x: number; y: number }, { x: number; y: number }, { x: number; y: number }, { x: number; y: number }];
const part = (...corners: Corners) => ({ field: '1', kind: 'bubble' as const, value: 'A', chosen: false, doubt: null, corners });
/** 100 wide, 200 high when upright; a box of 20 × 10 in its upper left corner. */
const there: Corners = [{ x: 5, y: 8 }, { x: 25, y: 8 }, { x: 25, y: 18 }, { x: 5, y: 18 }];

test.each([
  [0, 100, 200, ({ x, y }: { x: number; y: number }) => ({ x, y })],
  [1, 200, 100, ({ x, y }: { x: number; y: number }) => ({ x: y, y: 100 - x })],
  [2, 100, 200, ({ x, y }: { x: number; y: number }) => ({ x: 100 - x, y: 200 - y })],
  [3, 200, 100, ({ x, y }: { x: number; y: number }) => ({ x: 200 - y, y: x })],
] as const)('a scan that needs %d quarter turns is seen upright, with its marks where they belong', (turn, width, height, inScan) => {
  const [a, b, c, d] = there;
  const scan = { width, height, overlay: [part(inScan(a), inScan(b), inScan(c), inScan(d))] };
  expect(upright(scan)).toEqual({ turn, width: 100, height: 200, overlay: [part(...there)] });
});

test('a page of which nothing was read stays as it is, and a skewed one is not turned', () => {
  expect(upright({ width: 10, height: 20, overlay: [] })).toEqual({ turn: 0, width: 10, height: 20, overlay: [] });
  expect(upright({ width: 100, height: 200, overlay: [part({ x: 5, y: 8 }, { x: 25, y: 12 }, { x: 23, y: 22 }, { x: 3, y: 18 })] }).turn).toBe(0);
});
