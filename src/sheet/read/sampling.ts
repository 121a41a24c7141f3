import { applyHomography, jacobianAt, type Homography } from './homography.ts';
import type { GrayImage } from './reading.ts';

/** A rectangle on the page, in millimetres. */
export interface MmBox { readonly x: number; readonly y: number; readonly w: number; readonly h: number }

/**
 * Samples a box of the page upright on a grid of columns × rows (bilinear, cell centres) into `out` from `offset`; outside the image counts as `outside`.
 * Over a box of a few centimetres the map is taken as affine around its centre. Returns the share of points outside the image.
 */
export function sampleBox(image: GrayImage, map: Homography, box: MmBox, columns: number, rows: number, out: Float32Array | Uint8Array, offset = 0, outside = 255): number {
  const grid = gridOf(map, box, columns, rows);
  const { u: startU, v: startV, dux, dvx, duy, dvy } = grid;
  const { width, height, pixels } = image;
  let rowU = startU, rowV = startV;
  let to = offset;
  // Nearly every box lies inside: no point of it is asked, and the loop knows its arrays.
  if (out instanceof Float32Array && gridLiesInside(grid, columns, rows, image)) {
    for (let r = 0; r < rows; r++, rowU += duy, rowV += dvy, to += columns) sampleInside(pixels, width, out, to, to + columns, rowU, rowV, dux, dvx);
    return 0;
  }
  let missed = 0;
  for (let r = 0; r < rows; r++, rowU += duy, rowV += dvy) {
    let u = rowU, v = rowV;
    for (let c = 0; c < columns; c++, u += dux, v += dvx) {
      if (u < 0 || v < 0 || u >= width - 1 || v >= height - 1) { out[to++] = outside; missed++; continue; }
      const x = u | 0, y = v | 0;
      const fx = u - x, fy = v - y;
      const at = y * width + x;
      const upper = pixels[at]! + (pixels[at + 1]! - pixels[at]!) * fx;
      const lower = pixels[at + width]! + (pixels[at + width + 1]! - pixels[at + width]!) * fx;
      out[to++] = upper + (lower - upper) * fy;
    }
  }
  return missed / (columns * rows);
}

/** Where the first point of a grid lies, in pixels between pixel middles, and the steps to the next column and row. */
export interface Grid { readonly u: number; readonly v: number; readonly dux: number; readonly dvx: number; readonly duy: number; readonly dvy: number }

export function gridOf(map: Homography, box: MmBox, columns: number, rows: number): Grid {
  const cx = box.x + box.w / 2, cy = box.y + box.h / 2;
  const centre = applyHomography(map, cx, cy);
  const j = jacobianAt(map, cx, cy);
  const stepX = box.w / columns, stepY = box.h / rows;
  const dux = j.ux * stepX, dvx = j.vx * stepX, duy = j.uy * stepY, dvy = j.vy * stepY;
  // Pixel centres are at half pixels.
  return { u: centre.x - 0.5 - dux * (columns - 1) / 2 - duy * (rows - 1) / 2, v: centre.y - 0.5 - dvx * (columns - 1) / 2 - dvy * (rows - 1) / 2, dux, dvx, duy, dvy };
}

export function gridLiesInside({ u, v, dux, dvx, duy, dvy }: Grid, columns: number, rows: number, { width, height }: GrayImage): boolean {
  return lieInside(u, v, dux * (columns - 1), dvx * (columns - 1), duy * (rows - 1), dvy * (rows - 1), width, height);
}

/** A row of points that lie inside the image, from (u, v) on. */
export function sampleInside(pixels: Uint8Array, width: number, out: Float32Array, from: number, end: number, startU: number, startV: number, stepU: number, stepV: number): void {
  for (let to = from, u = startU, v = startV; to < end; to++, u += stepU, v += stepV) {
    const x = u | 0, y = v | 0;
    const fx = u - x, fy = v - y;
    const at = y * width + x, under = at + width;
    const upper = pixels[at]! + (pixels[at + 1]! - pixels[at]!) * fx;
    const lower = pixels[under]! + (pixels[under + 1]! - pixels[under]!) * fx;
    out[to] = upper + (lower - upper) * fy;
  }
}

/** Whether all corners of the box lie a pixel inside the image, so that no point of it needs to be asked. */
export function lieInside(u: number, v: number, alongU: number, alongV: number, downU: number, downV: number, width: number, height: number): boolean {
  const least = 1;
  const lowU = u + Math.min(0, alongU) + Math.min(0, downU), highU = u + Math.max(0, alongU) + Math.max(0, downU);
  const lowV = v + Math.min(0, alongV) + Math.min(0, downV), highV = v + Math.max(0, alongV) + Math.max(0, downV);
  return lowU >= least && lowV >= least && highU < width - 1 - least && highV < height - 1 - least;
}
