/** What is printed on a page as points: edges of the ink of a picture, and bare paper near them. Pure. */
import type { GrayImage } from '../read/reading.ts';
import { shrink } from '../read/shrink.ts';
import { darkPixels } from '../read/threshold.ts';
import type { Template } from '../../exam/template.ts';
import { blockOfBox, blocksIn, scaledBlock, type BlackBlock } from './black-blocks.ts';
import { nearestInk } from './nearest-ink.ts';

/** Points in page units, x and y in turn. */
export interface PrintedInk {
  readonly width: number;
  readonly height: number;
  readonly edges: Float64Array;
  /** Paper near the ink, on which there should be none. */
  readonly bare: Float64Array;
  /** The black blocks among it. */
  readonly blocks: readonly BlackBlock[];
  /** Whether nothing else is known of the page. */
  readonly isBlocks: boolean;
}

/** Long side of the picture in which the edges are found; a page has half a millimetre a pixel then. */
const longSide = 600;
const mostPoints = 1500;
/** Paper this far from any ink, in pixels, is bare, and near enough to say something. */
const bareFrom = 5, bareTo = 14;

/** The ink of a picture that shows just the template's page. */
export function inkOfPicture(picture: GrayImage, { page }: Pick<Template, 'page'>): PrintedInk | null {
  const small = shrink(picture, Math.round(Math.max(picture.width, picture.height) / longSide));
  const { width, height } = small;
  const edges = edgePixels(inkPixels(small), width, height);
  const near = nearestInk(edges, width, height);
  const bare: number[] = [];
  for (let at = 0; at < edges.length; at++) {
    const distance = near.distance(at);
    if (distance >= bareFrom && distance <= bareTo) bare.push(at);
  }
  const inUnits = (pixels: readonly number[]): Float64Array => Float64Array.from(thinned(pixels).flatMap((at) => [(at % width + 0.5) * page.width / width, (Math.floor(at / width) + 0.5) * page.height / height]));
  const found = [...edges.keys()].filter((at) => edges[at] === 1);
  return found.length < 40 ? null : { width: page.width, height: page.height, edges: inUnits(found), bare: inUnits(bare), blocks: blocksOf(picture, page), isBlocks: false };
}

/** The ink of black blocks on white paper; null for less than three of them, which hold no page. */
export function inkOfMarks({ page, registration: { marks } }: Pick<Template, 'page' | 'registration'>): PrintedInk | null {
  if (marks.length < 3) return null;
  const scale = 2 * longSide / Math.max(page.width, page.height);
  const width = Math.max(1, Math.round(page.width * scale)), height = Math.max(1, Math.round(page.height * scale));
  const pixels = new Uint8Array(width * height).fill(255);
  for (const { x, y, w, h } of marks) {
    for (let row = Math.max(0, Math.round(y * scale)); row < Math.min(height, Math.round((y + h) * scale)); row++) pixels.fill(0, row * width + Math.max(0, Math.round(x * scale)), row * width + Math.max(0, Math.min(width, Math.round((x + w) * scale))));
  }
  const ink = inkOfPicture({ width, height, pixels }, { page });
  return ink && { ...ink, blocks: marks.map(blockOfBox), isBlocks: true };
}

/** Blocks that are as large as marks are. */
function blocksOf(picture: GrayImage, page: Template['page']): BlackBlock[] {
  const small = shrink(picture, Math.round(Math.max(picture.width, picture.height) / (2 * longSide))), longest = Math.max(small.width, small.height);
  return blocksIn(inkPixels(small), small.width, small.height, longest * blockShare.most).filter(({ area }) => Math.sqrt(area) >= longest * blockShare.least).slice(0, mostBlocks).map((block) => scaledBlock(block, page.width / small.width, page.height / small.height));
}

/** Shares of the page's longer side: six blocks in a hundred would be large. */
const blockShare = { least: 0.006, most: 0.08 }, mostBlocks = 24;

/** Dark against its surroundings. */
export function inkPixels(image: GrayImage): Uint8Array {
  return darkPixels(image, Math.round(Math.max(image.width, image.height) / 14), 0.8);
}

/** Ink beside paper: the inside of a black block says nothing about where it lies. */
export function edgePixels(dark: Uint8Array, width: number, height: number): Uint8Array {
  const edges = new Uint8Array(dark.length);
  for (let y = 1; y < height - 1; y++) for (let x = 1, at = y * width + 1; x < width - 1; x++, at++) {
    if (dark[at] === 1 && (dark[at - 1] === 0 || dark[at + 1] === 0 || dark[at - width] === 0 || dark[at + width] === 0)) edges[at] = 1;
  }
  return edges;
}

/** At most `mostPoints` of them, from all over. */
function thinned(pixels: readonly number[]): readonly number[] {
  const step = Math.max(1, pixels.length / mostPoints);
  return Array.from({ length: Math.floor(pixels.length / step) }, (_, i) => pixels[Math.floor(i * step)] ?? 0);
}
