/** Colours to the planes that foreign sheets are read in. */
import type { GrayImage } from '../../sheet/read/reading.ts';
import type { PagePlanes } from '../../sheet/template/read-template.ts';

/** Red over the darkest channel by which a pixel counts as coloured. */
const colourful = 48;
/** Share of such pixels from which a page has red print or red ink: phone cameras leave a few at every edge. */
const colouredShare = 0.0008;

/** `bytes`: one byte a pixel, or three (red, green, blue); the planes may take their place. */
export function planesOf(bytes: Uint8Array, width: number, height: number): PagePlanes {
  const count = width * height;
  if (bytes.length === count) return greyPlanes({ width, height, pixels: bytes });
  const mark = new Uint8Array(count), print = bytes.subarray(0, count);
  let coloured = 0, i = 0;
  if (bytes.byteOffset % 4 === 0) {
    // Four pixels are three words. What is written lies before what is read.
    const fours = count >> 2, words = new Int32Array(bytes.buffer, bytes.byteOffset, 3 * fours), marks = new Int32Array(mark.buffer, 0, fours);
    for (let k = 0, at = 0; k < fours; k++, at += 3) {
      const a = words[at]!, b = words[at + 1]!, c = words[at + 2]!;
      const r0 = a & 255, r1 = a >>> 24, r2 = (b >> 16) & 255, r3 = (c >> 8) & 255;
      const p0 = least(r0, (a >> 8) & 255, (a >> 16) & 255), p1 = least(r1, b & 255, (b >> 8) & 255), p2 = least(r2, b >>> 24, c & 255), p3 = least(r3, (c >> 16) & 255, c >>> 24);
      words[k] = p0 | (p1 << 8) | (p2 << 16) | (p3 << 24);
      marks[k] = r0 | (r1 << 8) | (r2 << 16) | (r3 << 24);
      coloured += ((colourful - r0 + p0) >>> 31) + ((colourful - r1 + p1) >>> 31) + ((colourful - r2 + p2) >>> 31) + ((colourful - r3 + p3) >>> 31);
    }
    i = 4 * fours;
  }
  for (let at = 3 * i; i < count; i++, at += 3) {
    const r = bytes[at]!, p = least(r, bytes[at + 1]!, bytes[at + 2]!);
    print[i] = p;
    mark[i] = r;
    coloured += (colourful - r + p) >>> 31;
  }
  return { print: { width, height, pixels: print }, mark: { width, height, pixels: mark }, coloured: coloured > count * colouredShare };
}

/** Without branches: on paper it is chance which colour is the darkest. */
function least(r: number, g: number, b: number): number {
  const rg = g + ((r - g) & ((r - g) >> 31));
  return b + ((rg - b) & ((rg - b) >> 31));
}

/** A page without colours. */
export function greyPlanes(image: GrayImage): PagePlanes {
  return { print: image, mark: image, coloured: false };
}
