import type { GrayImage } from '../read/reading.ts';

/** The picture without what is dark and thinner than 2 `half` + 1 pixels: a grey dilation, then an erosion (Serra, "Image Analysis and Mathematical Morphology", 1982). */
export function closed(image: GrayImage, half: number): GrayImage {
  return extreme(extreme(image, half, Math.max), half, Math.min);
}

function extreme({ width, height, pixels }: GrayImage, half: number, of: (a: number, b: number) => number): GrayImage {
  const across = new Uint8Array(pixels.length), out = new Uint8Array(pixels.length);
  for (let y = 0, at = 0; y < height; y++) for (let x = 0; x < width; x++, at++) {
    let v = pixels[at]!;
    for (let k = Math.max(-half, -x); k <= Math.min(half, width - 1 - x); k++) v = of(v, pixels[at + k]!);
    across[at] = v;
  }
  for (let y = 0, at = 0; y < height; y++) for (let x = 0; x < width; x++, at++) {
    let v = across[at]!;
    for (let k = Math.max(-half, -y); k <= Math.min(half, height - 1 - y); k++) v = of(v, across[at + k * width]!);
    out[at] = v;
  }
  return { width, height, pixels: out };
}
