import { describe, expect, it } from 'vitest';
import { drawStrokes, type Raster } from './ink.ts';
import { strokesOf } from './marks.ts';
import { drawPupil, rates, type Pupil } from './pupil.ts';
import { Random } from './random.ts';
import type { MarkKind } from './truth.ts';

const box = { x: 10, y: 10, w: 5, h: 3.4 };
const pxPerMm = 8;

/** Mean darkness (0 to 1) inside the bubble's ellipse and in the ring outside it, up to 2 mm away. */
function darkness(kind: MarkKind, pupil: Pupil, seed: number): { inside: number; outside: number } {
  const raster: Raster = { width: 200, height: 190, pixels: new Uint8Array(200 * 190).fill(255) };
  drawStrokes(raster, { x: pxPerMm, y: pxPerMm }, strokesOf(kind, box, pupil, new Random('mark', kind, seed)), 'luma');
  const sums = { inside: 0, insideCount: 0, outside: 0, outsideCount: 0 };
  for (let y = 0; y < raster.height; y++) {
    for (let x = 0; x < raster.width; x++) {
      const dx = (x + 0.5) / pxPerMm - (box.x + box.w / 2);
      const dy = (y + 0.5) / pxPerMm - (box.y + box.h / 2);
      const dark = 1 - (raster.pixels[y * raster.width + x] ?? 255) / 255;
      if ((dx / (box.w / 2)) ** 2 + (dy / (box.h / 2)) ** 2 <= 1) {
        sums.inside += dark;
        sums.insideCount++;
      } else if (Math.abs(dx) < box.w / 2 + 2 && Math.abs(dy) < box.h / 2 + 2) {
        sums.outside += dark;
        sums.outsideCount++;
      }
    }
  }
  return { inside: sums.inside / sums.insideCount, outside: sums.outside / sums.outsideCount };
}

function pupils(wanted: (pupil: Pupil) => boolean): Pupil[] {
  return Array.from({ length: 1500 }, (_, i) => drawPupil(new Random('pupil', i), rates.scanner)).filter(wanted).slice(0, 30);
}

function mean(list: readonly number[]): number {
  return list.reduce((sum, value) => sum + value, 0) / list.length;
}

const firm = pupils((pupil) => pupil.habit === 'filled');

describe('marks', () => {
  const bounds: readonly { kind: MarkKind; least: number; most: number }[] = [
    { kind: 'filled', least: 0.2, most: 0.95 },
    { kind: 'overflow', least: 0.2, most: 0.95 },
    { kind: 'half', least: 0.08, most: 0.65 },
    { kind: 'tick', least: 0.04, most: 0.5 },
    { kind: 'cross', least: 0.08, most: 0.6 },
    { kind: 'crossed-out', least: 0.2, most: 0.97 },
    { kind: 'erased', least: 0.005, most: 0.3 },
    { kind: 'dot', least: 0, most: 0.12 },
    { kind: 'line', least: 0, most: 0.25 },
  ];
  it.each(bounds)('$kind darkens the bubble between $least and $most', ({ kind, least, most }) => {
    for (const [i, pupil] of firm.entries()) {
      const { inside } = darkness(kind, pupil, i);
      expect(inside, `${pupil.pen} ${i}`).toBeGreaterThanOrEqual(least);
      expect(inside, `${pupil.pen} ${i}`).toBeLessThanOrEqual(most);
    }
  });

  it('faint pencil is lighter than any firm filling of the same kind of pen and darker than a smudge', () => {
    const faint = mean(pupils((pupil) => pupil.habit === 'faint').map((pupil, i) => darkness('faint', pupil, i).inside));
    const filled = mean(firm.map((pupil, i) => darkness('filled', pupil, i).inside));
    const erased = mean(firm.filter((pupil) => pupil.erasable).map((pupil, i) => darkness('erased', pupil, i).inside));
    expect(faint).toBeLessThan(filled * 0.75);
    expect(faint).toBeGreaterThan(erased * 1.5);
  });

  it('strokes that leave the bubble, and strikes through it, darken what lies about it', () => {
    for (const [i, pupil] of firm.entries()) {
      const filled = darkness('filled', pupil, i).outside;
      expect(darkness('crossed-out', pupil, i).outside).toBeGreaterThan(0);
      expect(darkness('overflow', pupil, i).outside + 0.02).toBeGreaterThan(filled);
    }
  });

  it('red ink is darker to a green sensor than to a red one', () => {
    const [red] = pupils((pupil) => pupil.habit === 'red-pen');
    expect(red).toBeDefined();
    if (!red) return;
    const of = (channel: 'r' | 'g'): number => {
      const raster: Raster = { width: 200, height: 190, pixels: new Uint8Array(200 * 190).fill(255) };
      drawStrokes(raster, { x: pxPerMm, y: pxPerMm }, strokesOf('red-pen', box, red, new Random('red')), channel);
      return raster.pixels.reduce((sum, value) => sum + value, 0);
    };
    expect(of('g')).toBeLessThan(of('r'));
  });
});
