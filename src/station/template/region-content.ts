/** What is in the regions of a foreign page that are read: codes and single characters at once, lines of text as crops for the text reader. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { RegionCode, RegionCodeReader } from '../../sheet/read/region-codes.ts';
import { createRegionCodeReader } from '../../sheet/read/region-codes.ts';
import { type GlyphGuess, knownGlyphs } from '../../sheet/read/glyphs/classify.ts';
import { fitHomography } from '../../sheet/read/homography.ts';
import type { GrayImage, PixelPoint } from '../../sheet/read/reading.ts';
import { characterIn } from '../../sheet/read/written-number.ts';
import type { TemplateRegion } from '../../sheet/template/read-template.ts';
import type { Template, TextRegion } from '../../sheet/template/template.ts';
import { cropGray } from '../images/crop.ts';

export type RegionContent =
  | { readonly kind: 'codes'; readonly name: string; readonly codes: readonly RegionCode[] }
  /** What each cell may hold, likeliest first; none for an empty one, null for one outside the image. */
  | { readonly kind: 'cells'; readonly name: string; readonly cells: readonly (readonly GlyphGuess[] | null)[] }
  | { readonly kind: 'line'; readonly name: string; readonly crop: GrayImage }
  /** The part of the sheet where it stands is not on the picture. */
  | { readonly kind: 'cut-off'; readonly name: string };

/** Resolutions of the crops: a narrow bar of a code has a quarter of a millimetre. */
const codeDpi = 300, textDpi = 200;
/** Codes stuck on by hand lie askew and over the edge, in millimetres. */
const codeRimMm = 2;
/** Darkness of print on foreign sheets, from 0 to 1; a pencil is judged against it. */
const usualBlack = 0.1;

let codeReader: Promise<RegionCodeReader> | null = null;

/** Whether a template has regions that are read, for which the page is decoded as finely as it comes. */
export function hasContent({ regions }: Template): boolean {
  return regions.some(({ kind }) => kind !== 'open');
}

/** The content of each region that is read, in the template's order. `places` are the regions as they lie in `image`. */
export async function contentOf(template: Template, places: readonly TemplateRegion[], image: GrayImage): Promise<RegionContent[]> {
  const contents: RegionContent[] = [];
  for (const region of template.regions) {
    const place = places.find(({ field, kind }) => field === region.name && kind === region.kind);
    if (region.kind === 'open') continue;
    if (place === undefined) { contents.push({ kind: 'cut-off', name: region.name }); continue; }
    if (region.kind === 'code') {
      codeReader ??= loadCodeReader();
      contents.push({ kind: 'codes', name: region.name, codes: await (await codeReader).read(cropGray(image, ...withRim(place)), region.formats) });
    } else {
      const cells = cellsOf(region);
      if (cells === null) contents.push({ kind: 'line', name: region.name, crop: cropGray(image, place.corners, { ...place, dpi: textDpi }) });
      else contents.push({ kind: 'cells', name: region.name, cells: charactersIn(image, place, cells, possibleCharacters(region)) });
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

function charactersIn(image: GrayImage, { corners, widthMm, heightMm }: TemplateRegion, cells: number, possible: string): (readonly GlyphGuess[] | null)[] {
  const map = fitHomography(corners.map((to, i) => ({ from: { x: i === 1 || i === 2 ? widthMm : 0, y: i >= 2 ? heightMm : 0 }, to })));
  const w = widthMm / cells;
  return Array.from({ length: cells }, (_, i) => (map === null ? null : characterIn(image, map, { x: i * w, y: 0, w, h: heightMm }, usualBlack, possible)));
}

/** The place with a rim, as arguments of `cropGray`. */
function withRim({ corners, widthMm, heightMm }: TemplateRegion): [TemplateRegion['corners'], { widthMm: number; heightMm: number; dpi: number }] {
  const centre = { x: corners.reduce((sum, { x }) => sum + x, 0) / 4, y: corners.reduce((sum, { y }) => sum + y, 0) / 4 };
  const out = ({ x, y }: PixelPoint): PixelPoint => ({ x: centre.x + (x - centre.x) * (1 + 2 * codeRimMm / widthMm), y: centre.y + (y - centre.y) * (1 + 2 * codeRimMm / heightMm) });
  return [[out(corners[0]), out(corners[1]), out(corners[2]), out(corners[3])], { widthMm: widthMm + 2 * codeRimMm, heightMm: heightMm + 2 * codeRimMm, dpi: codeDpi }];
}

async function loadCodeReader(): Promise<RegionCodeReader> {
  return createRegionCodeReader(await readFile(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')));
}
