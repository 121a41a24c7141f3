import { describe, expect, it } from 'vitest';
import { drawStrokes, type Raster } from './ink.ts';
import { apply } from './projective.ts';
import { Random } from './random.ts';
import { ScanBench } from './scan.ts';
import { planScan } from './scan-plan.ts';
import { qualities } from './truth.ts';

const size = { width: 210, height: 297 };
const dpi = 100;
const black = { color: { r: 0, g: 0, b: 0 }, opacity: 1, grain: 0 };

function pageWithDots(dots: readonly (readonly [number, number])[]): Raster {
  const width = Math.round((size.width * dpi) / 25.4);
  const height = Math.round((size.height * dpi) / 25.4);
  const page: Raster = { width, height, pixels: new Uint8Array(width * height).fill(255) };
  drawStrokes(page, { x: width / size.width, y: height / size.height }, dots.map(([x, y]) => ({ points: [x, y], widthMm: 5, ink: black })), 'luma');
  return page;
}

describe('a scan', () => {
  const dots = [[30, 40], [180, 40], [30, 260], [180, 255], [105, 150]] as const;

  it.each(qualities)('%s: puts everything where its matrix says, in any orientation', (quality) => {
    const bench = new ScanBench();
    const page = pageWithDots(dots);
    for (let n = 0; n < 25; n++) {
      const plan = { ...planScan(quality, new Random('plan', quality, n), size, dpi), noise: 0, streaks: [], spots: [], threshold: null };
      const image = bench.scan(page, size, plan, n);
      for (const [x, y] of dots) {
        const wanted = apply(plan.matrix, x, y);
        const found = darkCentre(image, plan.width, plan.height, wanted.x, wanted.y, 16);
        expect(Math.hypot(found.x - wanted.x, found.y - wanted.y), `${quality} ${n} dot ${x},${y}`).toBeLessThan(0.25);
      }
    }
  });

  it('is the same for the same seed and other noise for another', () => {
    const bench = new ScanBench();
    const page = pageWithDots(dots);
    const plan = planScan('worn', new Random('plan'), size, dpi);
    const once = bench.scan(page, size, plan, 5);
    expect(Buffer.compare(bench.scan(page, size, plan, 5), once)).toBe(0);
    expect(Buffer.compare(bench.scan(page, size, plan, 6), once)).not.toBe(0);
  });

  it('keeps to what each quality allows', () => {
    for (let n = 0; n < 300; n++) {
      const scanner = planScan('scanner', new Random('s', n), size, dpi);
      expect(Math.abs(scanner.rotationDegrees)).toBeLessThanOrEqual(2);
      expect(scanner.jpegQuality).toBeGreaterThanOrEqual(75);
      const worn = planScan('worn', new Random('w', n), size, dpi);
      expect(Math.abs(worn.rotationDegrees)).toBeLessThanOrEqual(6);
      expect(worn.printScale).toBeGreaterThanOrEqual(0.94);
      expect(worn.printScale).toBeLessThanOrEqual(1.06);
      expect(worn.jpegQuality).toBeGreaterThanOrEqual(40);
      expect(Math.abs(planScan('photo', new Random('p', n), size, dpi).rotationDegrees)).toBeLessThanOrEqual(8);
    }
  });
});

/** Centre of what is darker than the window's brightest grey by more than half of its range. */
function darkCentre(image: Uint8Array, width: number, height: number, aroundX: number, aroundY: number, reach: number): { x: number; y: number } {
  const [x0, x1] = [Math.max(0, Math.floor(aroundX - reach)), Math.min(width - 1, Math.ceil(aroundX + reach))];
  const [y0, y1] = [Math.max(0, Math.floor(aroundY - reach)), Math.min(height - 1, Math.ceil(aroundY + reach))];
  let dark = 255;
  let light = 0;
  for (let y = y0; y <= y1; y++) {
    for (let x = x0; x <= x1; x++) {
      const value = image[y * width + x] ?? 255;
      dark = Math.min(dark, value);
      light = Math.max(light, value);
    }
  }
  let [sum, sumX, sumY] = [0, 0, 0];
  for (let y = y0; y <= y1; y++) {
    for (let x = x0; x <= x1; x++) {
      if ((image[y * width + x] ?? 255) > (dark + light) / 2) continue;
      sum++;
      sumX += x + 0.5;
      sumY += y + 0.5;
    }
  }
  return { x: sumX / sum, y: sumY / sum };
}
