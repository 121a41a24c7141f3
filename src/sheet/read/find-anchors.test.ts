import { describe, expect, test } from 'vitest';
import { pageAnchors } from '../layout/paper.ts';
import type { AnchorCandidate } from './anchors.ts';
import { findComponents } from './components.ts';
import { applyHomography } from './homography.ts';
import { matchAnchors } from './match-anchors.ts';
import { shrink } from './shrink.ts';
import { darkPixels } from './threshold.ts';

function picture(rows: readonly string[]): { dark: Uint8Array; width: number; height: number } {
  return { dark: Uint8Array.from(rows.join(''), (c) => (c === '#' ? 1 : 0)), width: rows[0]?.length ?? 0, height: rows.length };
}

describe('components', () => {
  test('join over corners and tell their box, area and spread', () => {
    const { dark, width, height } = picture(['##....', '##....', '..##..', '..##..', '......', '.....#']);
    const [first, ...rest] = findComponents(dark, width, height, 2, 6);
    expect(rest).toEqual([]);
    expect(first).toMatchObject({ area: 8, x: 1.5, y: 1.5, left: 0, right: 3, top: 0, bottom: 3 });
    expect(first?.xy).toBeGreaterThan(0);
  });

  test('join arms that meet only further down', () => {
    const { dark, width, height } = picture(['#...#', '#...#', '#####']);
    expect(findComponents(dark, width, height, 1, 9)).toHaveLength(1);
  });
});

describe('dark pixels', () => {
  test('are told from their surroundings, whatever the light', () => {
    const width = 200, height = 120;
    const light = (x: number): number => 90 + x * 0.7;
    const inside = (x: number, y: number): boolean => y > 50 && y < 64 && (x % 60) > 20 && (x % 60) < 34;
    const pixels = Uint8Array.from({ length: width * height }, (_, i) => light(i % width) * (inside(i % width, Math.floor(i / width)) ? 0.5 : 1));
    const dark = darkPixels({ width, height, pixels }, 40, 0.8);
    const wrong = dark.reduce((sum, d, i) => sum + (d === (inside(i % width, Math.floor(i / width)) ? 1 : 0) ? 0 : 1), 0);
    expect(wrong).toBeLessThan(20);
  });
});

describe('shrinking', () => {
  test.each([2, 3])('averages cells of %i pixels and drops what is left over', (factor) => {
    const pixels = Uint8Array.from({ length: 49 }, (_, i) => (Math.floor(i % 7 / factor) + Math.floor(i / 7 / factor)) * 20);
    const small = shrink({ width: 7, height: 7, pixels }, factor);
    expect(small).toMatchObject({ width: Math.floor(7 / factor), height: Math.floor(7 / factor) });
    expect([...small.pixels.slice(0, 2)]).toEqual([0, 20]);
  });
});

describe('matching anchors', () => {
  const anchors = pageAnchors('A4');
  const map = Float64Array.of(-3.9, 0.3, 830, -0.3, -3.95, 1200, 0, 1e-5, 1);
  const spots = anchors.map((a): AnchorCandidate => ({ ...applyHomography(map, a.x + a.w / 2, a.y + a.h / 2), side: a.kind === 'ring' ? 25 : 23.5, hole: a.kind === 'ring' }));
  const clutter: AnchorCandidate[] = Array.from({ length: 5 }, (_, i) => ({ x: 100 + i * 197 % 600, y: 80 + i * 331 % 1000, side: 18 + i % 12, hole: i === 7 }));

  test.each([[[]], [[0]], [[2]], [[0, 3]], [[1, 2]]])('finds the page upside down among clutter without anchors %j', (missing: number[]) => {
    const matches = matchAnchors(anchors, [...clutter, ...spots.filter((_, i) => !missing.includes(i))]);
    const there = applyHomography(map, 105, 150);
    // Which of several is true, the pixels decide later.
    const right = matches.filter((m) => { const at = applyHomography(m.map, 105, 150); return m.found >= anchors.length - missing.length && Math.hypot(there.x - at.x, there.y - at.y) < 8; });
    expect(right.length).toBeGreaterThan(0);
  });

  test('finds nothing where there is nothing', () => {
    const best = matchAnchors(anchors, clutter)[0];
    expect(best === undefined || best.found <= 3).toBe(true);
  });
});
