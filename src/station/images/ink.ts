/** Colour to grey in a way that keeps ink dark whatever its colour is. */

/** Differences between channels up to this are paper, sensor or JPEG noise, not ink. */
const chromaFloor = 24;

/**
 * Turns interleaved RGB bytes into one byte a pixel: brightness, lowered by the colour in excess of `chromaFloor`, but not below the darkest channel.
 * A red or blue stroke so becomes as dark as its darkest channel, where plain brightness leaves red ballpoint at about 40 % and pale blue
 * at 60 %; the noise of white paper in the blue channel, which a bare minimum would pick up, stays out.
 */
export function inkOfRgb(rgb: Uint8Array, pixelCount: number): Uint8Array {
  const grey = new Uint8Array(pixelCount);
  for (let i = 0, at = 0; i < pixelCount; i++, at += 3) {
    const r = rgb[at] ?? 0;
    const g = rgb[at + 1] ?? 0;
    const b = rgb[at + 2] ?? 0;
    const least = r < g ? (r < b ? r : b) : g < b ? g : b;
    const most = r > g ? (r > b ? r : b) : g > b ? g : b;
    // ITU-R BT.601 weights in 1/256.
    const brightness = (77 * r + 150 * g + 29 * b) >> 8;
    const excess = most - least - chromaFloor;
    const lowered = excess > 0 ? brightness - excess : brightness;
    grey[i] = lowered > least ? lowered : least;
  }
  return grey;
}
