/** Pens on paper: strokes of a round tip, drawn into a grey raster. */
import { Random } from './random.ts';

/** A raster of one page: one byte a pixel, 255 white. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export interface Rgb { readonly r: number; readonly g: number; readonly b: number }

/** What is on the tip: its colour where it covers fully, how far one pass covers, and how much the paper's grain shows. */
export interface Ink {
  readonly color: Rgb;
  /** 0 to 1: how much of the paper one pass hides. */
  readonly opacity: number;
  /** 0: even (felt-tip); 1: only the hills of the paper take it (hard pencil). */
  readonly grain: number;
}

/** A polyline in millimetres on the page: x, y, x, y… */
export interface Stroke {
  readonly points: readonly number[];
  readonly widthMm: number;
  readonly ink: Ink;
}

export type Channel = 'r' | 'g' | 'b' | 'luma';

export function reflectance(color: Rgb, channel: Channel): number {
  if (channel === 'luma') return 0.299 * color.r + 0.587 * color.g + 0.114 * color.b;
  return color[channel];
}

const grainSide = 512;
/** The paper's grain, 0 to 1, the same for every page: what a pencil catches on. */
const grain: Float32Array = makeGrain();

function makeGrain(): Float32Array {
  const random = new Random('paper grain');
  const field = new Float32Array(grainSide * grainSide);
  for (let i = 0; i < field.length; i++) field[i] = random.next();
  return field;
}

/** Pixels a millimetre; a raster of whole pixels is seldom quite the same both ways. */
export interface PxPerMm { readonly x: number; readonly y: number }

/** Draws strokes one after another; a second pass over the same place darkens it further, down to the ink's own colour. */
export function drawStrokes(raster: Raster, { x: perX, y: perY }: PxPerMm, strokes: Iterable<Stroke>, channel: Channel): void {
  for (const stroke of strokes) {
    const level = reflectance(stroke.ink.color, channel);
    const radius = (stroke.widthMm / 2) * perX;
    const { points } = stroke;
    const x0 = (points[0] ?? 0) * perX;
    const y0 = (points[1] ?? 0) * perY;
    if (points.length === 2) drawSegment(raster, stroke.ink, level, radius, x0, y0, x0 + 0.01, y0);
    for (let i = 0; i + 3 < points.length; i += 2) {
      drawSegment(raster, stroke.ink, level, radius, (points[i] ?? 0) * perX, (points[i + 1] ?? 0) * perY, (points[i + 2] ?? 0) * perX, (points[i + 3] ?? 0) * perY);
    }
  }
}

function drawSegment(raster: Raster, ink: Ink, level: number, radius: number, x0: number, y0: number, x1: number, y1: number): void {
  const { width, height, pixels } = raster;
  const reach = radius + 1;
  const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
  const right = Math.min(width - 1, Math.ceil(Math.max(x0, x1) + reach));
  const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
  const bottom = Math.min(height - 1, Math.ceil(Math.max(y0, y1) + reach));
  const dx = x1 - x0;
  const dy = y1 - y0;
  const lengthSquared = dx * dx + dy * dy;
  const perLength = lengthSquared > 0 ? 1 / lengthSquared : 0;
  const reachSquared = reach * reach;
  for (let y = top; y <= bottom; y++) {
    const py = y + 0.5 - y0;
    const grainRow = (y & (grainSide - 1)) * grainSide;
    for (let x = left; x <= right; x++) {
      const px = x + 0.5 - x0;
      let t = (px * dx + py * dy) * perLength;
      t = t < 0 ? 0 : t > 1 ? 1 : t;
      const ex = px - t * dx;
      const ey = py - t * dy;
      const squared = ex * ex + ey * ey;
      if (squared >= reachSquared) continue;
      let cover = radius + 0.5 - Math.sqrt(squared);
      if (cover <= 0) continue;
      if (cover > 1) cover = 1;
      if (radius < 0.5) cover *= radius * 2;
      const hill = grain[grainRow + (x & (grainSide - 1))] ?? 0;
      cover *= ink.opacity * (1 - ink.grain * (1 - 1.6 * hill + 0.3 * hill * hill));
      if (cover <= 0) continue;
      if (cover > 1) cover = 1;
      const at = y * width + x;
      const before = pixels[at] ?? 255;
      if (before > level) pixels[at] = before + (level - before) * cover;
    }
  }
}
