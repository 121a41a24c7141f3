import { expect, test } from 'vitest';
import { boxOf, fit, zoomed } from './view-box.ts';

const corners = (x: number, y: number, size: number): [{ x: number; y: number }, { x: number; y: number }, { x: number; y: number }, { x: number; y: number }] => [{ x, y }, { x: x + size, y }, { x: x + size, y: y + size }, { x, y: y + size }];
const bubble = (field: string, x: number, y: number) => ({ field, kind: 'bubble' as const, value: 'A', chosen: false, doubt: null, corners: corners(x, y, 10) });

test('a field\'s box holds all its bubbles and columns, and none of another', () => {
  const overlay = [bubble('1', 0, 0), bubble('12:1', 300, 300), bubble('1:2', 40, 20)];
  expect(boxOf(overlay, '1')).toEqual({ x: 0, y: 0, width: 50, height: 30 });
  expect(boxOf(overlay, '2')).toBeNull();
  expect(boxOf(overlay, '')).toBeNull();
});

test('what is fitted lies in the middle', () => {
  expect(fit({ x: 100, y: 0, width: 100, height: 50 }, { width: 200, height: 200 }, 0)).toEqual({ scale: 2, x: -200, y: 50 });
});

test('the point that is zoomed at stays where it is', () => {
  const view = zoomed({ scale: 1, x: 0, y: 0 }, 2, { x: 50, y: 50 });
  expect(view).toEqual({ scale: 2, x: -50, y: -50 });
  expect(zoomed(view, 100, { x: 0, y: 0 }).scale).toBe(4);
});
