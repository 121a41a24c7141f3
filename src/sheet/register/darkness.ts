import { darknessSums, paperTiles, type PaperScales } from '../pixels/kernels.ts';
import type { Effort } from './effort.ts';
import type { PageMemory } from '../read/page-memory.ts';
import type { GrayImage } from '../read/reading.ts';

/** How dark each pixel is against the paper around it, 0 (paper) to 255 (nothing reflected), with sums over any upright rectangle in four look-ups. */
export interface DarknessField {
  readonly width: number;
  readonly height: number;
  /** (width + 1) × (height + 1) sums of darkness in units of 1 / `fineness`, each pixel's cut at `printCut`: marks must not outweigh what is printed. The loops have them; `asMade` reads them. */
  readonly sums: Int32Array;
  /** What searching in it has taken so far. */
  readonly effort: Effort;
}

/** Parts of a grey level that sums count: as fine as 32 bits allow, since a picture that is read has at most 2,400 pixels a side. */
export const fineness = 4;
/** Darkness above which a pixel counts no more: pale print has 20 to 60. */
const printCut = 48;
/** Tiles of paper across the long side of the image. */
const tilesAcross = 36;

/** The paper's grey, tile by tile: the 85th percentile of each, never below a third of the image's brightest tiles, tiles under solid ink as their neighbours. */
export interface PaperMap { readonly tile: number; readonly columns: number; readonly rows: number; readonly greys: Float32Array }

export function paperMap(image: GrayImage): PaperMap {
  const { width, height, pixels } = image;
  const tile = Math.max(8, Math.ceil(Math.max(width, height) / tilesAcross));
  const columns = Math.ceil(width / tile), rows = Math.ceil(height / tile);
  // Every second pixel of every second row tells the percentile as well.
  const own = paperTiles(pixels, width, height, tile, tile >= 24 ? 3 : tile >= 12 ? 2 : 1, 0.15);
  const bright = own.toSorted()[Math.floor(own.length * 0.95)] ?? 255;
  const greys = Float32Array.from(own);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) {
    const k = r * columns + c;
    // A tile full of ink is darker than the paper around it.
    let brighter = 0, around = 0;
    for (let y = Math.max(0, r - 1); y <= Math.min(rows - 1, r + 1); y++) for (let x = Math.max(0, c - 1); x <= Math.min(columns - 1, c + 1); x++) { around++; if (own[k]! < own[y * columns + x]! * 0.85) brighter++; }
    if (brighter >= around - (around >> 1)) greys[k] = usualAround(own, columns, rows, c, r);
    greys[k] = Math.max(greys[k]!, bright / 3, 1);
  }
  return { tile, columns, rows, greys };
}

/** The middle one of a tile and its neighbours. */
function usualAround(own: Float32Array, columns: number, rows: number, c: number, r: number): number {
  const near: number[] = [];
  for (let y = Math.max(0, r - 1); y <= Math.min(rows - 1, r + 1); y++) for (let x = Math.max(0, c - 1); x <= Math.min(columns - 1, c + 1); x++) near.push(own[y * columns + x]!);
  return near.sort((a, b) => a - b)[near.length >> 1]!;
}

/** The paper's grey at a pixel, bilinear between the tiles' middles. */
export function paperAt(map: PaperMap, x: number, y: number): number {
  const u = Math.max(0, Math.min(map.columns - 1, x / map.tile - 0.5)), v = Math.max(0, Math.min(map.rows - 1, y / map.tile - 0.5));
  const c = Math.min(map.columns - 1, u | 0), r = Math.min(map.rows - 1, v | 0);
  const c1 = Math.min(map.columns - 1, c + 1), r1 = Math.min(map.rows - 1, r + 1);
  const fx = u - c, fy = v - r, g = map.greys;
  const upper = g[r * map.columns + c]! * (1 - fx) + g[r * map.columns + c1]! * fx;
  const lower = g[r1 * map.columns + c]! * (1 - fx) + g[r1 * map.columns + c1]! * fx;
  return upper + (lower - upper) * fy;
}

/** Good until the memory is cleared. */
export function darknessField(image: GrayImage, memory: PageMemory, effort: Effort): DarknessField {
  const { width, height, pixels } = image;
  const map = paperMap(image);
  const sums = memory.ints((width + 1) * (height + 1));
  const white = (255 * fineness << fixed) + (1 << (fixed - 1));
  darknessSums(pixels, width, height, sums, scalesOf(map, width, height), white, printCut * fineness);
  return { width, height, sums, effort };
}

/** Bits after the point: the darkest paper that is assumed, a third of white, still fits. */
const fixed = 16;
/** Rows that share the paper's grey, which hardly changes from one to the next. */
const sameRows = 4;

/** 255 over the paper's grey along the rows, in the sums' units: linear between the tiles' middles. */
function scalesOf(map: PaperMap, width: number, height: number): PaperScales {
  const one = 255 * fineness * (1 << fixed), middles = Array.from({ length: map.columns }, (_, c) => Math.min(width, Math.round((c + 0.5) * map.tile)));
  const knots = Int32Array.from([0, ...middles.filter((x) => x > 0 && x < width), width]), strips = Math.ceil(height / sameRows), values = new Float64Array(knots.length * strips);
  for (let strip = 0, k = 0; strip < strips; strip++) {
    const y = Math.min(height - 1, strip * sameRows + (sameRows >> 1));
    for (const x of knots) values[k++] = Math.min(mostScale, one / paperAt(map, x, y));
  }
  return { sameRows, knots, values };
}

/** Products with a pixel stay within 31 bits. */
const mostScale = (2 ** 31 - 1) / 255 - 1;

/** Mean darkness of the pixels of a field `width` wide from (x0, y0) up to (x1, y1), whose `sums` are at hand (`asMade`); 0 of none. */
export function meanDarkness(sums: Int32Array, width: number, x0: number, y0: number, x1: number, y1: number): number {
  if (x1 <= x0 || y1 <= y0) return 0;
  const upper = y0 * (width + 1), lower = y1 * (width + 1);
  return (sums[lower + x1]! - sums[upper + x1]! - sums[lower + x0]! + sums[upper + x0]!) / ((x1 - x0) * (y1 - y0) * fineness);
}
