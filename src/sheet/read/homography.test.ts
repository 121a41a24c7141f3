import { describe, expect, test } from 'vitest';
import { applyHomography, fitHomography, invertHomography, jacobianAt, similarity, similarityTerms } from './homography.ts';

const perspective = Float64Array.of(7.9, -0.6, 40, 0.5, 8.1, 20, 1e-4, -2e-4, 1);
const points = [{ x: 17, y: 21 }, { x: 190, y: 21 }, { x: 17, y: 275 }, { x: 190, y: 275 }, { x: 17, y: 148 }, { x: 190, y: 148 }];

describe('homographies', () => {
  test('are recovered from points they mapped', () => {
    const fitted = fitHomography(points.map((from) => ({ from, to: applyHomography(perspective, from.x, from.y) })));
    expect(fitted).not.toBeNull();
    for (const p of [{ x: 100, y: 100 }, { x: 150, y: 250 }]) {
      const want = applyHomography(perspective, p.x, p.y), got = applyHomography(fitted!, p.x, p.y);
      expect(Math.hypot(want.x - got.x, want.y - got.y)).toBeLessThan(0.2);
    }
  });

  test('stay tame when three of four points lie on one line', () => {
    const affine = Float64Array.of(8, 0.1, 5, -0.1, 8, 9, 0, 0, 1);
    const four = [points[0]!, points[4]!, points[2]!, points[3]!];
    const fitted = fitHomography(four.map((from, i) => ({ from, to: { x: applyHomography(affine, from.x, from.y).x + (i === 1 ? 0.3 : 0), y: applyHomography(affine, from.x, from.y).y } })));
    const want = applyHomography(affine, 190, 21), got = applyHomography(fitted!, 190, 21);
    expect(Math.hypot(want.x - got.x, want.y - got.y)).toBeLessThan(12);
  });

  test('are undone by their inverse, and their derivative is the local scale', () => {
    const there = applyHomography(perspective, 80, 120);
    const back = applyHomography(invertHomography(perspective), there.x, there.y);
    expect(back.x).toBeCloseTo(80, 6);
    expect(back.y).toBeCloseTo(120, 6);
    const j = jacobianAt(perspective, 80, 120), beside = applyHomography(perspective, 80.001, 120);
    expect(j.ux).toBeCloseTo((beside.x - there.x) / 0.001, 2);
  });

  test('a similarity takes its two points where they belong', () => {
    const map = similarity(similarityTerms({ from: { x: 0, y: 0 }, to: { x: 10, y: 10 } }, { from: { x: 1, y: 0 }, to: { x: 10, y: 12 } }));
    const at = applyHomography(map, 0, 1);
    expect(at.x).toBeCloseTo(8);
    expect(at.y).toBeCloseTo(10);
  });
});
