/** Carries a scan plan out on a filled page: one warp for everything geometric, blur, light, noise, streaks. */
import { compose, inverse, scaling } from './projective.ts';
import { Random } from './random.ts';
import type { Raster } from './ink.ts';
import type { PageSizeMm, ScanPlan } from './scan-plan.ts';

/** Buffers kept from page to page: a page at 200 dpi is 4 MB, and making new ones for each costs more than the blur. */
export class ScanBench {
  #page = new Uint8Array(0);
  #first = new Uint8Array(0);
  #second = new Uint8Array(0);

  /** A page to draw on; the next copy takes its place. */
  copyOf(page: Raster): Raster {
    if (this.#page.length !== page.pixels.length) this.#page = new Uint8Array(page.pixels.length);
    this.#page.set(page.pixels);
    return { ...page, pixels: this.#page };
  }

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

/** Pixels that are looked up exactly; between them the way is taken as straight (a photo bends it by less than 0.01 pixel). */
const spanPx = 16;

/** Every pixel looks up where it comes from (inverse mapping, bilinear, 16.16 fixed point along spans). */
function warp(page: Raster, size: PageSizeMm, plan: ScanPlan, out: Uint8Array): void {
  const xPerMm = page.width / size.width;
  const yPerMm = page.height / size.height;
  const [a, b, c, d, e, f, g, h, i] = compose(scaling(xPerMm, yPerMm), inverse(plan.matrix));
  const paper = { left: plan.paper.left * xPerMm, right: plan.paper.right * xPerMm, top: plan.paper.top * yPerMm, bottom: plan.paper.bottom * yPerMm };
  // A pixel's value stands at its middle, and needs its right and lower neighbours.
  const raster = { left: Math.max(0.5, paper.left), right: Math.min(page.width - 0.51, paper.right), top: Math.max(0.5, paper.top), bottom: Math.min(page.height - 0.51, paper.bottom) };
  const affine = Math.abs(g) < 1e-12 && Math.abs(h) < 1e-12;
  for (let v = 0; v < plan.height; v++) {
    const row: Row = { nx: a * 0.5 + b * (v + 0.5) + c, ny: d * 0.5 + e * (v + 0.5) + f, nw: g * 0.5 + h * (v + 0.5) + i, a, d, g, width: plan.width };
    const onPaper = stretchInside(row, paper);
    const onRaster = stretchInside(row, raster);
    const start = v * plan.width;
    surround(row, 0, onPaper.from, out, start, plan.background);
    surround(row, onPaper.to, plan.width, out, start, plan.background);
    if (onPaper.from < onPaper.to) out.fill(255, start + onPaper.from, start + onPaper.to);
    for (let from = onRaster.from; from < onRaster.to;) {
      const to = affine ? onRaster.to : Math.min(onRaster.to, from + spanPx);
      const w0 = 1 / (row.nw + g * from);
      const w1 = 1 / (row.nw + g * to);
      const x0 = (row.nx + a * from) * w0 - 0.5;
      const y0 = (row.ny + d * from) * w0 - 0.5;
      const x1 = (row.nx + a * to) * w1 - 0.5;
      const y1 = (row.ny + d * to) * w1 - 0.5;
      sampleSpan(page, out, start + from, to - from, x0, y0, (x1 - x0) / (to - from), (y1 - y0) / (to - from));
      from = to;
    }
  }
}

/** Where a row of the image comes from: (nx + a·u, ny + d·u) / (nw + g·u). */
interface Row { readonly nx: number; readonly ny: number; readonly nw: number; readonly a: number; readonly d: number; readonly g: number; readonly width: number }

/** The pixels of the row that come from inside the rectangle: an unbroken stretch, as the rectangle is convex. */
function stretchInside(row: Row, box: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }): { from: number; to: number } {
  let from = 0;
  let to = row.width;
  const keep = (at0: number, step: number): void => {
    // at0 + step · u ≥ 0
    if (Math.abs(step) < 1e-12) {
      if (at0 < 0) to = 0;
    } else if (step > 0) from = Math.max(from, Math.ceil(-at0 / step));
    else to = Math.min(to, Math.floor(at0 / -step) + 1);
  };
  keep(row.nx - box.left * row.nw, row.a - box.left * row.g);
  keep(box.right * row.nw - row.nx, box.right * row.g - row.a);
  keep(row.ny - box.top * row.nw, row.d - box.top * row.g);
  keep(box.bottom * row.nw - row.ny, box.bottom * row.g - row.d);
  return from < to ? { from, to } : { from: row.width, to: row.width };
}

function sampleSpan(page: Raster, out: Uint8Array, at: number, count: number, x: number, y: number, stepX: number, stepY: number): void {
  const { width, pixels } = page;
  let fixedX = Math.round(x * 65536);
  let fixedY = Math.round(y * 65536);
  const fixedStepX = Math.round(stepX * 65536);
  const fixedStepY = Math.round(stepY * 65536);
  const end = at + count;
  for (; at < end; at++) {
    const p = (fixedY >> 16) * width + (fixedX >> 16);
    const p00 = pixels[p] ?? 255;
    const p10 = pixels[p + 1] ?? 255;
    const p01 = pixels[p + width] ?? 255;
    const p11 = pixels[p + width + 1] ?? 255;
    if ((p00 & p10 & p01 & p11) === 255) {
      out[at] = 255;
    } else {
      const fx = (fixedX >> 8) & 255;
      const fy = (fixedY >> 8) & 255;
      const upper = (p00 << 8) + fx * (p10 - p00);
      const lower = (p01 << 8) + fx * (p11 - p01);
      out[at] = ((upper << 8) + fy * (lower - upper) + 32768) >> 16;
    }
    fixedX += fixedStepX;
    fixedY += fixedStepY;
  }
}

const waveSteps = 4096;
/** One turn of a sine in 4096 steps: the grain of a desk. */
const wave: Float32Array = Float32Array.from({ length: waveSteps }, (_, k) => Math.sin((2 * Math.PI * k) / waveSteps));
const waveAt = (radians: number): number => wave[Math.floor(radians * (waveSteps / (2 * Math.PI))) & (waveSteps - 1)] ?? 0;

function surround(row: Row, from: number, to: number, out: Uint8Array, start: number, { level, desk }: ScanPlan['background']): void {
  if (!desk) {
    if (from < to) out.fill(level, start + from, start + to);
    return;
  }
  for (let u = from; u < to; u++) {
    const w = 1 / (row.nw + row.g * u);
    const x = (row.nx + row.a * u) * w;
    const y = (row.ny + row.d * u) * w;
    out[start + u] = level + 14 * waveAt(y * 0.045 + 2.5 * waveAt(x * 0.0021)) + 6 * waveAt(y * 0.31);
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

const noiseLength = 1 << 16;
/** Normal noise, sd 1, shared by every page; each row starts reading somewhere else. */
const noiseTable: Float32Array = makeNoise();

function makeNoise(): Float32Array {
  const random = new Random('scan noise');
  return Float32Array.from({ length: noiseLength }, () => random.normal());
}

/** Rows that share one computation of the light: it changes slowly. */
const lightRows = 4;

/** Blur along columns, then tone, light and noise in the same pass; integers of 1/256 grey all the way. */
function develop(from: Uint8Array, out: Uint8Array, plan: ScanPlan, [w0, w1, w2]: readonly [number, number, number], seed: number, gain: number): void {
  const { width, height } = plan;
  const { paper, black, gamma } = plan.tone;
  const tone = new Int32Array(256);
  for (let level = 0; level < 256; level++) tone[level] = Math.round((black + (paper - black) * (level / 255) ** gamma) * gain * 256);
  const noise = new Int32Array(noiseLength);
  for (let k = 0; k < noiseLength; k++) noise[k] = Math.round((noiseTable[k] ?? 0) * plan.noise * 256);
  const random = new Random('noise rows', seed);
  /** 4096 is full light. */
  const light = new Int32Array(width);
  const last = (height - 1) * width;
  for (let y = 0; y < height; y++) {
    if (y % lightRows === 0) lightOfRow(plan, y, light);
    const row = y * width;
    const up1 = Math.max(0, row - width);
    const up2 = Math.max(0, row - 2 * width);
    const down1 = Math.min(last, row + width);
    const down2 = Math.min(last, row + 2 * width);
    const noiseStart = random.bits() & (noiseLength - 1);
    for (let x = 0; x < width; x++) {
      const blurred = (w0 * (from[row + x] ?? 0) + w1 * ((from[up1 + x] ?? 0) + (from[down1 + x] ?? 0)) + w2 * ((from[up2 + x] ?? 0) + (from[down2 + x] ?? 0)) + 128) >> 8;
      const value = (((Math.imul(tone[blurred] ?? 0, light[x] ?? 0) >> 12) + (noise[(noiseStart + x) & (noiseLength - 1)] ?? 0)) + 128) >> 8;
      out[row + x] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}

/** Light along one row, from the corners and the shadow; 4096 is full light. */
function lightOfRow(plan: ScanPlan, y: number, light: Int32Array): void {
  const { width, height, shadow } = plan;
  const fy = y / height;
  const [topLeft, topRight, bottomLeft, bottomRight] = plan.light;
  const left = topLeft + (bottomLeft - topLeft) * fy;
  const step = (topRight + (bottomRight - topRight) * fy - left) / width;
  const angle = ((shadow?.angle ?? 0) * Math.PI) / 180;
  const [nx, ny] = [Math.cos(angle), Math.sin(angle)];
  for (let x = 0; x < width; x++) {
    let share = left + step * x;
    if (shadow) {
      const distance = ((x / width - 0.5) * nx + (fy - 0.5) * ny - shadow.at) / shadow.softness;
      if (distance > 4) share *= shadow.level;
      else if (distance > -4) share *= 1 - (1 - shadow.level) / (1 + Math.exp(-distance * 2));
    }
    light[x] = share * 4096;
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
