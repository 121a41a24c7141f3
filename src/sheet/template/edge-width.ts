/** How sharp and how dark what is on a picture is, from its own details: there are no squares to measure on a sheet that somebody else designed. Pure. */
import type { GrayImage, ImageQuality } from '../read/reading.ts';

/** Pixels of a stretch that holds the whole of a blurred edge; stretches are taken from so many lines, those count that have so much of the picture's contrast and more than grain, and a few of them tell nothing. */
const stretchPx = 40, usualLines = 160, contrastShare = 0.4, leastContrast = 16, leastStretches = 30;

/** Pixels over which the edges in the sharpest tenth of the picture's details go, in the direction in which they are the wider: a shake blurs in one only. 0 where there is too little to tell. */
export function edgeWidthPx(image: GrayImage, quality: ImageQuality): number {
  return Math.max(...detailsIn(image, quality, usualLines).map(({ widths }) => (widths.length < leastStretches ? 0 : atShare(widths, 0.1))));
}

/** The same in the middle of all details, from fewer lines; and how much darker than paper, 0 to 1, the darkest tenth of them are. Null where there is too little to tell. */
export function detailOf(image: GrayImage, quality: ImageQuality): { readonly edgePx: number; readonly contrast: number } | null {
  const told = detailsIn(image, quality, fewLines).filter(({ widths }) => widths.length >= leastStretches);
  return told.length === 0 ? null : { edgePx: Math.max(...told.map(({ widths }) => atShare(widths, 0.5))), contrast: Math.max(...told.map(({ ranges }) => atShare(ranges, 0.9))) / 255 };
}

/** Enough for a page that was read. */
const fewLines = 24;

interface Details { readonly widths: readonly number[]; readonly ranges: readonly number[] }

function detailsIn({ width, height, pixels }: GrayImage, { paperLevel, darkLevel }: ImageQuality, lines: number): [Details, Details] {
  const contrast = Math.max(leastContrast, contrastShare * 255 * (paperLevel - darkLevel));
  return [detailsAlong(pixels, contrast, lines, { along: 1, across: width, length: width, count: height }), detailsAlong(pixels, contrast, lines, { along: width, across: 1, length: height, count: width })];
}

const atShare = (values: readonly number[], share: number): number => values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!;

interface Direction { readonly along: number; readonly across: number; readonly length: number; readonly count: number }

/** Of each stretch with something in it the pixels from a tenth to nine tenths of the contrast at the steepest slope (the slanted-edge method of ISO 12233 without the slant), and the contrast. */
function detailsAlong(pixels: Uint8Array, contrast: number, lines: number, { along, across, length, count }: Direction): Details {
  const widths: number[] = [], ranges: number[] = [];
  for (let line = 0; line < lines; line++) {
    const start = Math.floor((line + 0.5) / lines * count) * across;
    for (let from = 1; from + stretchPx < length; from += stretchPx) {
      let least = 255, most = 0, steepest = 0;
      for (let i = from; i < from + stretchPx; i++) {
        const at = start + i * along, value = pixels[at]!, slope = Math.abs(pixels[at + along]! - pixels[at - along]!);
        if (value < least) least = value;
        if (value > most) most = value;
        if (slope > steepest) steepest = slope;
      }
      if (most - least < contrast) continue;
      widths.push(0.8 * (most - least) / (steepest / 2));
      ranges.push(most - least);
    }
  }
  return { widths, ranges };
}
