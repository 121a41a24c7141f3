import type { LayoutPage, LayoutRegion } from '../layout.ts';
import type { Homography } from './homography.ts';
import { classifyGlyph, type GlyphGuess } from './glyphs/classify.ts';
import { normaliseGlyph } from './glyphs/normalise.ts';
import type { GrayImage, WrittenDigit } from './reading.ts';
import { sampleBox, type MmBox } from './sampling.ts';

/** Grid of the samples, in millimetres, and how much of a cell's rim is its line. */
const gridMm = 0.18;
const rimMm = 0.45;
/** Ink, from paper 0 to the page's black 1, that belongs to a stroke; a pencil is paler than print. */
const strokeInk = 0.22;
/** A stroke is at least this high or wide; less is dust. */
const leastMm = 1.3;
/** Remains of a cell's lines lie wholly within so much of its rim, as a share of its side; across no more than down, or these millimetres: of a whole line of text that share would be a letter. */
const remains = { share: 0.08, mostMm: 0.7 };
/** Share of a side that a line of the box takes at least; and the width from which a box is a line of text, at whose ends people write as well. */
const lineShare = 0.6, lineMm = 14;
const digits = '0123456789';
/** Likelier ones are enough for whoever compares. */
const mostGuesses = 4;

/**
 * The candidate number as written by hand (or printed) into the cells above its bubbles: for each cell the likeliest digits, none for an empty cell. Null where the page has no such cells.
 * About 0.6 ms a cell with ink.
 */
export function readWrittenNumber(image: GrayImage, map: Homography, page: LayoutPage, black: number): readonly (readonly WrittenDigit[])[] | null {
  const columns = new Set(page.bubbles.filter(({ field }) => field.startsWith('candidate:')).map(({ field }) => field)).size;
  const box = page.regions.find((region): region is LayoutRegion => region.kind === 'header' && region.field === 'candidate');
  if (columns === 0 || box === undefined) return null;
  const w = box.w / columns;
  return Array.from({ length: columns }, (_, i) => (characterIn(image, map, { x: box.x + i * w, y: box.y, w, h: box.h }, black, digits) ?? []).map(({ text, probability }) => ({ digit: text, probability })));
}

/** The likeliest of the `possible` characters in a cell whose lines run along its edges, likeliest first; none for an empty cell, null where it lies outside the image. `black` is the page's, from 0 to 1. */
export function characterIn(image: GrayImage, map: Homography, around: MmBox, black: number, possible: string): readonly GlyphGuess[] | null {
  const cell = { x: around.x + rimMm, y: around.y + rimMm, w: around.w - 2 * rimMm, h: around.h - 2 * rimMm };
  const width = Math.round(cell.w / gridMm), height = Math.round(cell.h / gridMm);
  if (width < 4 || height < 4) return null;
  const ink = new Float32Array(width * height);
  if (sampleBox(image, map, cell, width, height, ink) > 0.02) return null;
  const paper = ink.toSorted()[Math.floor(ink.length * 0.8)]!;
  const range = Math.max(24, paper - black * 255);
  for (let i = 0; i < ink.length; i++) ink[i] = Math.max(0, Math.min(1, (paper - ink[i]!) / range));
  const whole = ink.slice();
  const kept = keepStrokes(ink, width, height);
  // What is cut off by the end of a line of text may be a letter, and nobody knows which.
  const isCut = kept === 'cut' && around.w >= lineMm;
  if (kept !== 'strokes' && !isCut) return [];
  const glyph = normaliseGlyph(isCut ? whole : ink, width, height);
  if (glyph === null) return [];
  return classifyGlyph(glyph, possible).slice(0, mostGuesses).map(({ text, probability }) => ({ text, probability: isCut ? probability / 2 : probability }));
}

/** Wipes out what is no stroke: dust, and remains of the cell's lines along its rim. `none`: nothing is left; `cut`: nor is it, but what was wiped from the edge is as large as a stroke, and shorter than a line. */
function keepStrokes(ink: Float32Array, width: number, height: number): 'strokes' | 'cut' | 'none' {
  const seen = new Uint8Array(ink.length);
  const least = leastMm / gridMm, rimY = height * remains.share, rimX = Math.min(width * remains.share, Math.max(rimY, remains.mostMm / gridMm));
  let kept = false, cut = false;
  for (let seed = 0; seed < ink.length; seed++) {
    if (seen[seed] === 1 || ink[seed]! < strokeInk) continue;
    const part = [seed];
    seen[seed] = 1;
    let left = width, right = 0, top = height, bottom = 0;
    for (let n = 0; n < part.length; n++) {
      const at = part[n]!;
      const x = at % width, y = (at - x) / width;
      left = Math.min(left, x); right = Math.max(right, x); top = Math.min(top, y); bottom = Math.max(bottom, y);
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx;
          if (seen[next] === 1 || ink[next]! < strokeInk) continue;
          seen[next] = 1;
          part.push(next);
        }
      }
    }
    const onRim = right < rimX || left >= width - rimX || bottom < rimY || top >= height - rimY;
    const isLarge = Math.max(right - left, bottom - top) + 1 >= least;
    if (isLarge && !onRim) kept = true;
    else {
      cut ||= isLarge && bottom - top + 1 < lineShare * height && right - left + 1 < lineShare * width;
      for (const at of part) ink[at] = 0;
    }
  }
  // What is paler than a stroke and lies beside none is paper.
  if (kept) for (let i = 0; i < ink.length; i++) if (ink[i]! < strokeInk && !besideStroke(ink, width, height, i)) ink[i] = 0;
  return kept ? 'strokes' : cut ? 'cut' : 'none';
}

function besideStroke(ink: Float32Array, width: number, height: number, at: number): boolean {
  const x = at % width, y = (at - x) / width;
  return (x > 0 && ink[at - 1]! >= strokeInk) || (x < width - 1 && ink[at + 1]! >= strokeInk) || (y > 0 && ink[at - width]! >= strokeInk) || (y < height - 1 && ink[at + width]! >= strokeInk);
}
