/** Backs of sheets, and empty paper put in among them. */
import type { GrayImage } from '../read/reading.ts';
import { shrink } from '../read/shrink.ts';
import type { Lattice } from './lattice.ts';
import { closed } from './closing.ts';

/** Long side of the picture that is looked at: half a millimetre of A4 a pixel. */
const longSide = 600;
/** Strokes are narrower than twice this, in its pixels; holes, folds and the ground beside the paper are wider. */
const strokeHalf = 3;
/** How much darker than the paper a stroke is: what shines through from the other side is 0.15 at most on 80 g paper. */
const ink = 0.16;
/** Share of the picture that strokes cover: nothing on empty paper with the grain of a scanner, 0.4 % where the other side shines through; 2.3 % and more of the sheets of the open collection. */
const most = 0.005;
/** And of what the bubbles of a sheet cover: their outlines and letters alone are a fifth. */
const ofBubbles = 0.05;

/** Whether next to nothing is printed or written on what the picture shows: hardly anywhere is it darker than what is left when strokes are closed. A sheet of few bubbles has little on it, too. */
export function isBlank(image: GrayImage, { width, height, w, h }: Pick<Lattice, 'width' | 'height' | 'w' | 'h'>): boolean {
  const small = shrink(image, Math.max(1, Math.round(Math.max(image.width, image.height) / longSide))), paper = closed(small, strokeHalf);
  let strokes = 0;
  for (let k = 0; k < small.pixels.length; k++) if (small.pixels[k]! < (1 - ink) * paper.pixels[k]!) strokes++;
  const bubbles = w.reduce((sum, across, i) => sum + across * h[i]!, 0) / (width * height);
  return strokes < Math.min(most, ofBubbles * bubbles) * small.pixels.length;
}
