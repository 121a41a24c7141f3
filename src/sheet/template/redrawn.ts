/** A picture drawn anew, each pixel taken from somewhere in another one. */
import type { GrayImage } from '../read/reading.ts';
import type { PagePlanes } from './read-template.ts';

/** Where the pixels of a picture are taken from: of row `y`, pixel by pixel, into `us` and `vs`; whole numbers are the middles of the other picture's pixels. */
export interface Drawing { readonly width: number; readonly height: number; readonly row: (y: number, us: Float64Array, vs: Float64Array) => void }

/** The planes drawn anew; marks when they are first asked for, which is when the page was found. `outsideOf`: the grey of what lies beyond the picture. */
export function redrawnPlanes({ print, mark, coloured }: PagePlanes, drawing: Drawing, outsideOf: (image: GrayImage) => number): PagePlanes {
  const drawn = redrawn(print, drawing, outsideOf(print));
  let marks: GrayImage | null = print === mark ? drawn : null;
  return { print: drawn, get mark() { return (marks ??= redrawn(mark, drawing, outsideOf(mark))); }, coloured };
}

/** Bilinear. */
function redrawn(image: GrayImage, { width, height, row }: Drawing, outside: number): GrayImage {
  const out = new Uint8Array(width * height), us = new Float64Array(width), vs = new Float64Array(width), { pixels } = image;
  const lastX = image.width - 1, lastY = image.height - 1;
  for (let y = 0, to = 0; y < height; y++) {
    row(y, us, vs);
    for (let x = 0; x < width; x++, to++) {
      const u = us[x]!, v = vs[x]!;
      if (!(u >= 0 && v >= 0 && u < lastX && v < lastY)) { out[to] = outside; continue; }
      const column = u | 0, line = v | 0, fx = u - column, fy = v - line, at = line * image.width + column, under = at + image.width;
      const upper = pixels[at]! + (pixels[at + 1]! - pixels[at]!) * fx, lower = pixels[under]! + (pixels[under + 1]! - pixels[under]!) * fx;
      out[to] = upper + (lower - upper) * fy + 0.5;
    }
  }
  return { width, height, pixels: out };
}
