/** What is wrong with a picture as far as it shows it itself, so that somebody hears of the scan before the sheet or the template is doubted. */
import type { GrayImage, ImageQuality } from '../read/reading.ts';
import { isBlank } from '../register/blank.ts';
import type { PictureFault } from '../register/refusal.ts';
import { edgeWidthPx } from './edge-width.ts';
import { noSheet } from './no-sheet.ts';
import { readWithTemplate, unread, type TemplateReader, type TemplateReading } from './read-template.ts';

/**
 * The reading of a page, or what keeps it from being read: that the picture shows no sheet at all, darkness, blur, another sheet in the same picture, a part that is missing. `quality`: what the image shows by itself. Some 20 ms where nothing was read.
 * Of two sheets in one picture neither is read, though one was found: nobody would miss the other.
 */
export function judgedByPicture(reading: TemplateReading, image: GrayImage, reader: TemplateReader, quality: ImageQuality): TemplateReading {
  const { trouble } = reading;
  if (trouble === null) return isWithAnother(reading, image, reader, quality) ? unread('picture-long') : reading;
  if (trouble === 'sheet-bent') return reading;
  const none = noSheet(image, quality);
  if (none !== null) return unread(none);
  // Strokes that are blurred beyond a bubble's width look like stains on empty paper.
  if (trouble === 'blank') {
    return isInked(quality) && isBlurred(image, quality, reader) ? unread('picture-blurred') : reading;
  }
  const fault = isLonger(reading, image, quality) ? 'picture-long' : pictureFault(image, reader, quality);
  // A place was found: then the shape is no reason.
  return fault === null || (fault === 'picture-shape' && trouble !== 'sheet-not-found') ? reading : unread(fault, reading.residualMm);
}

/** Whether there is more than what shines through from the other side, or the grain of paper. */
function isInked({ paperLevel, darkLevel }: ImageQuality): boolean {
  return paperLevel - darkLevel > shinesThrough;
}

/** Share of full white: of 80 g paper 0.15 at most (`blank.ts`). */
const shinesThrough = 0.25;

function pictureFault(image: GrayImage, reader: TemplateReader, quality: ImageQuality): PictureFault | null {
  if (quality.paperLevel < darkPaper) return 'picture-dark';
  if (isBlurred(image, quality, reader)) return 'picture-blurred';
  const longer = elongation(image) / elongation(reader.lattice);
  if (Math.abs(Math.log(longer)) < Math.log(otherShape) || !isPaperAround(image, quality)) return null;
  return longer > pages.two && longer < pages.many ? 'picture-long' : 'picture-shape';
}

/** Whether the page, wherever in its rows and whichever way up it lies, is just as wide as the picture, and the picture clearly longer: a page that lost a side is as long, and as wide as the picture it is not. */
function isLonger({ likeliest }: TemplateReading, image: GrayImage, quality: ImageQuality): boolean {
  if (likeliest === undefined || !isPaperAround(image, quality)) return false;
  const { width, height } = image, tall = height > width, [long, short] = tall ? [height, width] : [width, height];
  const extent = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
  const across = extent(likeliest.map(({ x }) => x)), down = extent(likeliest.map(({ y }) => y)), [along, aside] = tall ? [down, across] : [across, down];
  return long / along > clearlyLonger && Math.abs(Math.log(short / aside)) < Math.log(otherShape);
}

/** Whether beside the page that was found, or above or below it, there is as much again, and the sheet on it: two sheets side by side are as long against their width as one is. In a scan that is longer than one sheet anything is enough: the page of a template may be less than its sheet, but not so much. */
function isWithAnother({ registration }: TemplateReading, image: GrayImage, reader: TemplateReader, quality: ImageQuality): boolean {
  if (registration === null) return false;
  const { width, height } = image, inside = (at: number, end: number): number => Math.round(Math.min(end, Math.max(0, at)));
  const xs = registration.corners.map(({ x }) => inside(x, width)), ys = registration.corners.map(({ y }) => inside(y, height));
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const besides = [{ x: 0, y: 0, to: left, end: height }, { x: right, y: 0, to: width, end: height }, { x: 0, y: 0, to: width, end: top }, { x: 0, y: bottom, to: width, end: height }].filter(({ x, y, to, end }, k) => (k < 2 ? to - x > (right - left) * anotherSheet : end - y > (bottom - top) * anotherSheet));
  if (besides.length === 0) return false;
  const isLongScan = elongation(image) / elongation(reader.lattice) >= 1 + anotherSheet && isPaperAround(image, quality);
  return besides.some(({ x, y, to, end }) => {
    const part = partOf(image, x, y, to, end);
    return isLongScan ? !isBlank(part, reader.lattice) : readWithTemplate({ print: part, mark: part, coloured: false }, reader, { everywhere: false }).registration !== null;
  });
}

function partOf({ width, pixels }: GrayImage, left: number, top: number, right: number, bottom: number): GrayImage {
  const part = new Uint8Array((right - left) * (bottom - top));
  for (let y = top; y < bottom; y++) part.set(pixels.subarray(y * width + left, y * width + right), (y - top) * (right - left));
  return { width: right - left, height: bottom - top, pixels: part };
}

/** Share of full white. The darkest of 596 scans and photos of sheets has paper of 0.49. */
const darkPaper = 0.4;
/** Pictures of sheets depart by 6 % where a phone took them, by 2 % where a feeder stretched them. */
const otherShape = 1.1;
/** Two sheets in a row are twice as long; a sheet that has lost a third of its width looks half as long again; and what is longer than a few is a strip of something else. */
const pages = { two: 1.85, many: 5 };
/** Times the page's own length: as 40 mm beyond A4 are, by which a page that was read is told for too long. */
const clearlyLonger = 1.135;
/** Beside a page that was found: so much of its length is a sheet, or what is left of one where the two overlap. */
const anotherSheet = 0.6;

function elongation({ width, height }: { readonly width: number; readonly height: number }): number {
  return Math.max(width, height) / Math.min(width, height);
}

/** Edges in the sharpest tenth of the picture's details: 1.6 to 2.6 px in 596 scans and photos of sheets, 5.4 in one that was blurred by a bubble's sixth. */
const blurredPx = 4;
/** What is much less than a bubble hides none. */
const blurredShare = 0.12;

function isBlurred(image: GrayImage, quality: ImageQuality, { lattice: { width, height, size } }: TemplateReader): boolean {
  // Without bubbles there is no size.
  const bubblePx = (size || 0) / Math.max(width, height) * Math.max(image.width, image.height);
  return edgeWidthPx(image, quality) >= Math.max(blurredPx, blurredShare * bubblePx);
}

/** Whether the picture ends in paper on all sides, as a scan does: a photo shows the desk, and its shape says nothing of the sheet's. What is printed there, where a part was cut off, is little of a side. */
function isPaperAround({ width, height, pixels }: GrayImage, { paperLevel }: ImageQuality): boolean {
  const paper = paperLevel * 255;
  const inset = Math.round(Math.min(width, height) / 100);
  const sides = [
    { start: inset * width, step: 1, count: width }, { start: (height - 1 - inset) * width, step: 1, count: width },
    { start: inset, step: width, count: height }, { start: width - 1 - inset, step: width, count: height },
  ];
  return sides.every(({ start, step, count }) => {
    let bright = 0;
    for (let i = 0; i < count; i++) if (pixels[start + i * step]! > paper * 0.8) bright++;
    return bright > count * paperShare;
  });
}

const paperShare = 0.7;
