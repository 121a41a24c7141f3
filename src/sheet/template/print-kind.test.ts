import { expect, test } from 'vitest';
import { printKindOf } from './print-kind.ts';

const bubble = (value: string, w: number, h: number) => ({ field: 'q1', value, x: 0, y: 0, w, h, block: 0 });

test('bubbles of one value and nearly one size are printed alike, however many sizes were measured; other values and clearly larger ones are not', () => {
  const measured = [bubble('A', 4.9, 3.3), bubble('A', 5.1, 3.1), bubble('A', 5.2, 3.39), bubble('B', 5.1, 3.1), bubble('A', 6, 3.2)], kindOf = printKindOf(measured);
  const [first, second, third, other, larger] = measured.map(kindOf);
  expect(second).toBe(first);
  expect(third).toBe(first);
  expect(other).not.toBe(first);
  expect(larger).not.toBe(first);
});
