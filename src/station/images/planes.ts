/** Colours to the planes that foreign sheets are read in. */
import type { GrayImage } from '../../sheet/read/reading.ts';
import type { PagePlanes } from '../../sheet/template/read-template.ts';

/** Red over the darkest channel by which a pixel counts as coloured. */
const colourful = 48;
/** Share of such pixels from which a page has red print or red ink: phone cameras leave a few at every edge. */
const colouredShare = 0.0008;

/** `bytes`: one byte a pixel, or three (red, green, blue). */
export function planesOf(bytes: Uint8Array, width: number, height: number): PagePlanes {
  const count = width * height;
  if (bytes.length === count) return greyPlanes({ width, height, pixels: bytes });
  const print = new Uint8Array(count), mark = new Uint8Array(count);
  let coloured = 0;
  for (let i = 0, at = 0; i < count; i++, at += 3) {
    const r = bytes[at]!, g = bytes[at + 1]!, b = bytes[at + 2]!;
    // Without branches: on paper it is chance which colour is the darkest.
    const rg = g + ((r - g) & ((r - g) >> 31)), least = b + ((rg - b) & ((rg - b) >> 31));
    print[i] = least;
    mark[i] = r;
    coloured += (colourful - r + least) >>> 31;
  }
  return { print: { width, height, pixels: print }, mark: { width, height, pixels: mark }, coloured: coloured > count * colouredShare };
}

/** A page without colours. */
export function greyPlanes(image: GrayImage): PagePlanes {
  return { print: image, mark: image, coloured: false };
}
