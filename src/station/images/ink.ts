/** Colour to grey in a way that keeps ink dark whatever its colour is. */

import { inkOf } from '../../sheet/pixels/kernels.ts';

/** Differences between channels up to this are paper, sensor or JPEG noise, not ink. */
const chromaFloor = 24;

/**
 * Turns interleaved RGB bytes into one byte a pixel: brightness, lowered by the colour in excess of `chromaFloor`, but not below the darkest channel.
 * A red or blue stroke so becomes as dark as its darkest channel, where plain brightness leaves red ballpoint at about 40 % and pale blue
 * at 60 %; the noise of white paper in the blue channel, which a bare minimum would pick up, stays out.
 */
export function inkOfRgb(rgb: Uint8Array, pixelCount: number): Uint8Array {
  return inkOf(rgb, pixelCount, chromaFloor);
}
