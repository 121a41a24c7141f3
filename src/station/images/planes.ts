/** Colours to the planes that foreign sheets are read in. */
import { splitColours } from '../../sheet/pixels/kernels.ts';
import type { GrayImage } from '../../sheet/read/reading.ts';
import type { PagePlanes } from '../../sheet/template/read-template.ts';

/** Red over the darkest channel by which a pixel counts as coloured. */
const colourful = 48;
/** Share of such pixels from which a page has red print or red ink: less than one bubble of an A4 page has. */
const colouredShare = 0.00012;

/** `bytes`: one byte a pixel, or three (red, green, blue); the planes take their place. */
export function planesOf(bytes: Uint8Array, width: number, height: number): PagePlanes {
  const count = width * height;
  if (bytes.length === count) return greyPlanes({ width, height, pixels: bytes });
  const print = bytes.subarray(0, count), mark = bytes.subarray(count, 2 * count);
  const coloured = splitColours(bytes, print, mark, colourful);
  return { print: { width, height, pixels: print }, mark: { width, height, pixels: mark }, coloured: coloured > count * colouredShare };
}

/** A page without colours. */
export function greyPlanes(image: GrayImage): PagePlanes {
  return { print: image, mark: image, coloured: false };
}
