import { expect, test } from 'vitest';
import { printAlong } from './crossing.ts';

test('what most of the empty bubbles of a row have is print along it; one that has more, or a single one, tells nothing', () => {
  const darkness = Float32Array.from([0, 0.5, 0, 0, /**/ 0, 0.6, 0, 0.1, /**/ 0.9, 0.4, 0, 0, /**/ 1, 1, 1, 1]);
  expect(printAlong(darkness, [0, 4, 8], 2)).toEqual(Float32Array.of(0, 0.5, 0, 0));
  expect(printAlong(darkness, [12], 2)).toBeNull();
});
