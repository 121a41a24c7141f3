/** Pictures of pages on which a shadow lies: its edge runs through bubbles, which then look like nothing printed. */
import type { GrayImage } from '../read/reading.ts';
import { shrink } from '../read/shrink.ts';
import { closed } from './closing.ts';

/** Long side of the picture in which the light is told: about a millimetre of A4 a pixel. */
const longSide = 300;
/** Marks and black blocks are narrower than twice this, in its pixels. */
const inkHalf = 4;
/** What is darker than this share of the brightest paper is no paper in a shadow. */
const deepest = 1 / 3;
/** Share of the brightest paper's light that a twentieth of the picture must miss before it counts as in shadow. */
const shaded = 0.85;

/**
 * How bright the paper is at each place: print and marks are closed (a grey dilation, then an erosion), which leaves the edges of shadows where they are. Null where the light is even.
 */
export function lightOn(image: GrayImage): GrayImage | null {
  const small = shrink(image, Math.max(1, Math.round(Math.max(image.width, image.height) / longSide)));
  const whites = brightest(small).sort(), bright = whites[Math.floor(whites.length * 0.95)]!;
  if (whites[Math.floor(whites.length * 0.05)]! >= shaded * bright) return null;
  const light = closed(small, inkHalf), least = Math.round(bright * deepest);
  for (let k = 0; k < light.pixels.length; k++) light.pixels[k] = Math.max(least, light.pixels[k]!);
  return light;
}

/** The brightest pixel of each square as wide as print and marks are at most: of paper, unless a shadow lies on all of it. */
function brightest({ width, height, pixels }: GrayImage): Uint8Array {
  const tile = 2 * inkHalf + 1, columns = Math.ceil(width / tile), out = new Uint8Array(columns * Math.ceil(height / tile));
  for (let y = 0, at = 0; y < height; y++) for (let x = 0, row = Math.floor(y / tile) * columns; x < width; x++, at++) {
    const to = row + Math.floor(x / tile);
    if (pixels[at]! > out[to]!) out[to] = pixels[at]!;
  }
  return out;
}

/** The picture as it would be if all of it had the light of its brightest paper; `light` between its pixels' middles bilinear. */
export function evenlyLit({ width, height, pixels }: GrayImage, light: GrayImage): GrayImage {
  const out = new Uint8Array(pixels.length), stepX = light.width / width, stepY = light.height / height;
  let bright = 1;
  for (let k = 0; k < light.pixels.length; k++) bright = Math.max(bright, light.pixels[k]!);
  for (let y = 0, at = 0; y < height; y++) {
    const v = Math.max(0, Math.min(light.height - 1, (y + 0.5) * stepY - 0.5)), row = Math.min(light.height - 1, v | 0), next = Math.min(light.height - 1, row + 1), fy = v - row;
    for (let x = 0; x < width; x++, at++) {
      const u = Math.max(0, Math.min(light.width - 1, (x + 0.5) * stepX - 0.5)), c = u | 0, d = Math.min(light.width - 1, c + 1), fx = u - c;
      const p = light.pixels[row * light.width + c]!, q = light.pixels[next * light.width + c]!;
      const upper = p + (light.pixels[row * light.width + d]! - p) * fx, lower = q + (light.pixels[next * light.width + d]! - q) * fx;
      out[at] = Math.min(255, pixels[at]! * bright / (upper + (lower - upper) * fy) + 0.5);
    }
  }
  return { width, height, pixels: out };
}
