/** Carries a scan plan out on a filled page: one warp for everything geometric, blur, light, noise, streaks. */
import { compose, inverse, scaling } from './projective.ts';
import { Random } from './random.ts';
import type { Raster } from './ink.ts';
import type { PageSizeMm, ScanPlan } from './scan-plan.ts';

/** Buffers kept from page to page: a page at 200 dpi is 4 MB, and making new ones for each costs more than the blur. */
export class ScanBench {
  #first = new Uint8Array(0);
  #second = new Uint8Array(0);

  /** The image as the scanner sees it; `gain` scales this channel's light. Noise follows `seed`, so that the same seed gives the same image. */
  scan(page: Raster, size: PageSizeMm, plan: ScanPlan, seed: number, gain = 1): Uint8Array {
    const count = plan.width * plan.height;
    if (this.#first.length < count) {
      this.#first = new Uint8Array(count);
      this.#second = new Uint8Array(count);
    }
    warp(page, size, plan, this.#first);
    const weights = blurWeights(plan.blurPx);
    blurRows(this.#first, this.#second, plan.width, plan.height, weights);
    const out = new Uint8Array(count);
    develop(this.#second, out, plan, weights, seed, gain);
    drawStreaks(out, plan);
    if (plan.threshold !== null) for (let i = 0; i < count; i++) out[i] = (out[i] ?? 0) >= plan.threshold ? 255 : 0;
    return out;
  }
}

/** Every pixel looks up where it comes from (inverse mapping, bilinear). */
function warp(page: Raster, size: PageSizeMm, plan: ScanPlan, out: Uint8Array): void {
  const xPerMm = page.width / size.width;
  const yPerMm = page.height / size.height;
  const back = compose(scaling(xPerMm, yPerMm), inverse(plan.matrix));
  const [a, b, c, d, e, f, g, h, i] = back;
  const { width, height, pixels } = page;
  const maxX = width - 1;
  const maxY = height - 1;
  const paperLeft = plan.paper.left * xPerMm;
  const paperRight = plan.paper.right * xPerMm;
  const paperTop = plan.paper.top * yPerMm;
  const paperBottom = plan.paper.bottom * yPerMm;
  const { level, desk } = plan.background;
  const affine = Math.abs(g) < 1e-12 && Math.abs(h) < 1e-12;
  for (let v = 0, at = 0; v < plan.height; v++) {
    const vy = v + 0.5;
    let nx = a * 0.5 + b * vy + c;
    let ny = d * 0.5 + e * vy + f;
    let nw = g * 0.5 + h * vy + i;
    const scaleAll = 1 / nw;
    for (let u = 0; u < plan.width; u++, at++) {
      const w = affine ? scaleAll : 1 / nw;
      const rx = nx * w;
      const ry = ny * w;
      nx += a;
      ny += d;
      nw += g;
      const sx = rx - 0.5;
      const sy = ry - 0.5;
      if (sx >= 0 && sy >= 0 && sx < maxX && sy < maxY && rx >= paperLeft && rx < paperRight && ry >= paperTop && ry < paperBottom) {
        const ix = sx | 0;
        const iy = sy | 0;
        const fx = ((sx - ix) * 256) | 0;
        const fy = ((sy - iy) * 256) | 0;
        const p = iy * width + ix;
        const p00 = pixels[p] ?? 0;
        const p10 = pixels[p + 1] ?? 0;
        const p01 = pixels[p + width] ?? 0;
        const p11 = pixels[p + width + 1] ?? 0;
        if (p00 === 255 && p10 === 255 && p01 === 255 && p11 === 255) {
          out[at] = 255;
        } else {
          const upper = (p00 << 8) + fx * (p10 - p00);
          const lower = (p01 << 8) + fx * (p11 - p01);
          out[at] = ((upper << 8) + fy * (lower - upper) + 32768) >> 16;
        }
      } else if (rx >= paperLeft && rx < paperRight && ry >= paperTop && ry < paperBottom) {
        out[at] = 255;
      } else if (desk) {
        out[at] = level + 14 * Math.sin(ry * 0.045 + 2.5 * Math.sin(rx * 0.0021)) + 6 * Math.sin(ry * 0.31);
      } else {
        out[at] = level;
      }
    }
  }
}

/** Half of a symmetric kernel, centre first, in 1/256. */
function blurWeights(sigma: number): readonly [number, number, number] {
  if (sigma < 0.2) return [256, 0, 0];
  const one = Math.exp(-1 / (2 * sigma * sigma));
  const two = Math.exp(-4 / (2 * sigma * sigma));
  const sum = 1 + 2 * one + 2 * two;
  const w1 = Math.round((256 * one) / sum);
  const w2 = Math.round((256 * two) / sum);
  return [256 - 2 * w1 - 2 * w2, w1, w2];
}

function blurRows(from: Uint8Array, to: Uint8Array, width: number, height: number, [w0, w1, w2]: readonly [number, number, number]): void {
  for (let y = 0; y < height; y++) {
    const start = y * width;
    const end = start + width;
    to[start] = from[start] ?? 0;
    to[start + 1] = from[start + 1] ?? 0;
    to[end - 2] = from[end - 2] ?? 0;
    to[end - 1] = from[end - 1] ?? 0;
    let m2 = from[start] ?? 0;
    let m1 = from[start + 1] ?? 0;
    let m0 = from[start + 2] ?? 0;
    let p1 = from[start + 3] ?? 0;
    for (let at = start + 2; at < end - 2; at++) {
      const p2 = from[at + 2] ?? 0;
      to[at] = (w0 * m0 + w1 * (m1 + p1) + w2 * (m2 + p2) + 128) >> 8;
      m2 = m1;
      m1 = m0;
      m0 = p1;
      p1 = p2;
    }
  }
}

const noiseLength = 1 << 18;
/** Normal noise, sd 32, shared by every page; each row starts reading somewhere else. */
const noiseTable: Int8Array = makeNoise();

function makeNoise(): Int8Array {
  const random = new Random('scan noise');
  const table = new Int8Array(noiseLength);
  for (let i = 0; i < noiseLength; i++) table[i] = Math.max(-127, Math.min(127, Math.round(random.normal() * 32)));
  return table;
}

/** Blur along columns, then tone, light and noise in the same pass. */
function develop(from: Uint8Array, out: Uint8Array, plan: ScanPlan, [w0, w1, w2]: readonly [number, number, number], seed: number, gain: number): void {
  const { width, height } = plan;
  const { paper, black, gamma } = plan.tone;
  const tone = new Float32Array(256);
  for (let level = 0; level < 256; level++) tone[level] = (black + (paper - black) * (level / 255) ** gamma) * gain;
  const random = new Random('noise rows', seed);
  const amplitude = plan.noise / 32;
  const light = new Float32Array(width);
  const last = (height - 1) * width;
  for (let y = 0; y < height; y++) {
    lightOfRow(plan, y, light);
    const row = y * width;
    const up1 = Math.max(0, row - width);
    const up2 = Math.max(0, row - 2 * width);
    const down1 = Math.min(last, row + width);
    const down2 = Math.min(last, row + 2 * width);
    let noiseAt = random.bits() & (noiseLength - 1);
    for (let x = 0; x < width; x++) {
      const blurred = (w0 * (from[row + x] ?? 0) + w1 * ((from[up1 + x] ?? 0) + (from[down1 + x] ?? 0)) + w2 * ((from[up2 + x] ?? 0) + (from[down2 + x] ?? 0)) + 128) >> 8;
      noiseAt = (noiseAt + 1) & (noiseLength - 1);
      const value = (tone[blurred] ?? 0) * (light[x] ?? 1) + (noiseTable[noiseAt] ?? 0) * amplitude + 0.5;
      out[row + x] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}

/** Light along one row, from the corners and the shadow. */
function lightOfRow(plan: ScanPlan, y: number, light: Float32Array): void {
  const { width, height, shadow } = plan;
  const fy = y / height;
  const [topLeft, topRight, bottomLeft, bottomRight] = plan.light;
  const left = topLeft + (bottomLeft - topLeft) * fy;
  const step = (topRight + (bottomRight - topRight) * fy - left) / width;
  for (let x = 0; x < width; x++) light[x] = left + step * x;
  if (!shadow) return;
  const angle = (shadow.angle * Math.PI) / 180;
  const [nx, ny] = [Math.cos(angle), Math.sin(angle)];
  for (let x = 0; x < width; x++) {
    const distance = ((x / width - 0.5) * nx + (fy - 0.5) * ny - shadow.at) / shadow.softness;
    if (distance > 4) light[x] = (light[x] ?? 1) * shadow.level;
    else if (distance > -4) light[x] = (light[x] ?? 1) * (1 - (1 - shadow.level) / (1 + Math.exp(-distance * 2)));
  }
}

function drawStreaks(out: Uint8Array, plan: ScanPlan): void {
  for (const { x, width, delta, from, to } of plan.streaks) {
    for (let y = from; y < to; y++) {
      for (let dx = 0; dx < width; dx++) {
        const at = y * plan.width + x + dx;
        out[at] = Math.max(0, Math.min(255, (out[at] ?? 0) + delta));
      }
    }
  }
}
