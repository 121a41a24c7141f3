/** What is in the regions of a foreign page that are read: codes and single characters at once, lines of text as crops for the text reader. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { RegionCode, RegionCodeReader } from '../../sheet/read/region-codes.ts';
import { createRegionCodeReader } from '../../sheet/read/region-codes.ts';
import { type GlyphGuess, knownGlyphs } from '../../sheet/read/glyphs/classify.ts';
import { fitHomography, type Homography } from '../../sheet/read/homography.ts';
import type { GrayImage } from '../../sheet/read/reading.ts';
import { type MmBox, sampleBox } from '../../sheet/read/sampling.ts';
import { characterIn } from '../../sheet/read/written-number.ts';
import type { TemplateRegion } from '../../sheet/template/page-regions.ts';
import type { Template, TextRegion } from '../../exam/template.ts';
import { cropGray, withRim } from '../images/crop.ts';
import { pixelsOf } from '../images/pixels-of.ts';
import { grainOf, inkFrom, usualDifference } from '../text/paper-grain.ts';
import { type LaidCells, ontoLines } from './cell-lines.ts';

export type RegionContent =
  | { readonly kind: 'codes'; readonly name: string; readonly codes: readonly RegionCode[] }
  /** What each cell may hold, likeliest first; none for an empty one, null for one outside the image. `pale`: what is there is hardly darker than paper. */
  | { readonly kind: 'cells'; readonly name: string; readonly cells: readonly (readonly GlyphGuess[] | null)[]; readonly pale: boolean }
  /** `rim`: pixels of the crop on each side that lie beyond the region. */
  | { readonly kind: 'line'; readonly name: string; readonly crop: GrayImage; readonly rim: number }
  /** The part of the sheet where it stands is not on the picture. */
  | { readonly kind: 'cut-off'; readonly name: string };

/** Resolutions of the crops: a narrow bar of a code has a quarter of a millimetre. */
const codeDpi = 300, textDpi = 200;
/** Codes stuck on by hand lie askew and over the edge, in millimetres. */
const codeRimMm = 2;
/** So far beyond a line's box it is looked whether its writing goes on there. */
const textRimMm = 2.5;
/** Darkness of print on foreign sheets, from 0 to 1; paler pens are judged against themselves. */
const usualBlack = 0.1;
/** Ink in cells that differs from paper by fewer grey levels of 255 is pale: a hard pencil, or digits that were printed as a hint. */
const palerThan = 70;
/** Grid on which a cell is sampled for that, in millimetres, and how much of its rim its lines and their blur may take, in millimetres and as a share. */
const inkGridMm = 0.25, cellRim = { mm: 0.9, share: 0.2 };

let codeReader: Promise<RegionCodeReader> | null = null;

/** Whether a template has regions that are read, for which the page is decoded as finely as it comes. */
export function hasContent({ regions }: Template): boolean {
  return regions.some(({ kind }) => kind !== 'open');
}

/** The content of each region that is read, in the template's order. `places` are the regions as they lie in `image`; `written`: the same page as texts are read from it, without what is red. */
export async function contentOf(template: Template, places: readonly TemplateRegion[], image: GrayImage, written: GrayImage = image): Promise<RegionContent[]> {
  const contents: RegionContent[] = [];
  for (const region of template.regions) {
    const place = places.find(({ field, kind }) => field === region.name && kind === region.kind);
    if (region.kind === 'open') continue;
    if (place === undefined) { contents.push({ kind: 'cut-off', name: region.name }); continue; }
    if (region.kind === 'code') {
      codeReader ??= loadCodeReader();
      contents.push({ kind: 'codes', name: region.name, codes: await (await codeReader).read(cropGray(image, ...withRim(place, codeRimMm, codeDpi)), region.formats) });
    } else {
      const cells = cellsOf(region);
      if (cells === null) contents.push({ kind: 'line', name: region.name, crop: cropGray(written, ...withRim(place, textRimMm, textDpi)), rim: pixelsOf(textRimMm, textDpi) });
      else contents.push({ kind: 'cells', name: region.name, ...charactersIn(written, ontoLines(written, place, cells), cells, possibleCharacters(region)) });
    }
  }
  return contents;
}

/** How many cells a text is written into; null for a line. A single letter is a cell: readers of lines are poor at it. */
export function cellsOf({ cells, options }: TextRegion): number | null {
  if (cells !== undefined) return cells;
  return options?.every((option) => option.length === 1 && knownGlyphs.includes(option)) ? 1 : null;
}

/** Digits, letters, or both: what is none of the options, but of their kind, must be seen as such. */
function possibleCharacters({ options, digits, roster }: TextRegion): string {
  const kinds = digits !== undefined || roster === 'number' ? '0' : options?.join('') ?? knownGlyphs;
  return [...knownGlyphs].filter((character) => (/\d/.test(character) ? /\d/.test(kinds) : /\D/.test(kinds))).join('');
}

function charactersIn(image: GrayImage, { corners, widthMm, heightMm, apart }: LaidCells<TemplateRegion>, cells: number, possible: string): Pick<Extract<RegionContent, { kind: 'cells' }>, 'cells' | 'pale'> {
  const map = fitHomography(corners.map((to, i) => ({ from: { x: i === 1 || i === 2 ? widthMm : 0, y: i >= 2 ? heightMm : 0 }, to })));
  const pitch = widthMm / (cells - apart), w = pitch * (1 - apart);
  if (map === null) return { cells: Array.from({ length: cells }, () => null), pale: false };
  const boxes = Array.from({ length: cells }, (_, i) => ({ x: i * pitch, y: 0, w, h: heightMm })), { paper, contrast } = inkIn(image, map, boxes);
  // All of them are one pen's: none of it is paler than the darkest there is.
  const black = contrast === 0 ? usualBlack : Math.max(usualBlack, (paper - contrast) / 255);
  return { cells: boxes.map((box) => characterIn(image, map, box, black, possible)), pale: contrast > 0 && contrast < palerThan };
}

/** The grey of the paper in cells, and by how much the darkest in them differs from it; 0 where that is no more than its grain. */
function inkIn(image: GrayImage, map: Homography, boxes: readonly MmBox[]): { readonly paper: number; readonly contrast: number } {
  const greys: number[] = [], steps: number[] = [];
  for (const box of boxes) {
    const x = Math.min(cellRim.mm, cellRim.share * box.w), y = Math.min(cellRim.mm, cellRim.share * box.h), inner = { x: box.x + x, y: box.y + y, w: box.w - 2 * x, h: box.h - 2 * y }, columns = Math.round(inner.w / inkGridMm), rows = Math.round(inner.h / inkGridMm);
    if (columns < 2 || rows < 1) continue;
    const samples = new Float32Array(columns * rows);
    sampleBox(image, map, inner, columns, rows, samples);
    for (const [k, grey] of samples.entries()) {
      greys.push(grey);
      if (k % columns > 0) steps.push(Math.abs(grey - (samples[k - 1] ?? grey)));
    }
  }
  const at = (values: number[], share: number): number => values.sort((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0;
  const paper = at(greys, 0.8), contrast = paper - at(greys, 0.005);
  return { paper, contrast: contrast >= inkFrom(grainOf(at(steps, usualDifference))) ? contrast : 0 };
}

async function loadCodeReader(): Promise<RegionCodeReader> {
  return createRegionCodeReader(await readFile(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')));
}
