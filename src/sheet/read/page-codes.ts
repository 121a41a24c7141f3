import type { CodeReader, FoundCode } from './codes.ts';
import type { Homography } from './homography.ts';
import type { PageFrame } from './layout-index.ts';
import type { GrayImage, PixelPoint } from './reading.ts';
import { sampleBox } from './sampling.ts';
import { shrink } from './shrink.ts';

/** Paper around the code that is cut out with it, in millimetres. */
const QUIET_MM = 3;

/** Reads the page's code where the map says that the codes are printed, and tells whether it stands on its head there. Null when neither can be read. */
export async function readCodeAt(image: GrayImage, map: Homography, frame: PageFrame, codes: CodeReader): Promise<{ code: FoundCode; upsideDown: boolean } | null> {
  for (const attempt of attempts) {
    for (const region of frame.codes) {
      const box = { x: region.x - QUIET_MM, y: region.y - QUIET_MM, w: region.w + 2 * QUIET_MM, h: region.h + 2 * QUIET_MM };
      const side = Math.round(box.w * attempt.pointsPerMm);
      const pixels = new Uint8Array(side * side);
      if (sampleBox(image, map, box, side, side, pixels) > 0.3) continue;
      const crop = attempt.change({ width: side, height: side, pixels });
      const [found] = await codes.read(crop, attempt.thorough);
      if (!found) continue;
      const [topLeft, , bottomRight] = found.corners;
      return { code: found, upsideDown: topLeft.x > bottomRight.x && topLeft.y > bottomRight.y };
    }
  }
  return null;
}

interface Attempt { readonly pointsPerMm: number; readonly thorough: boolean; readonly change: (crop: GrayImage) => GrayImage }

/** From cheap to patient: fine noise loses codes and blurring brings them back; faint ones need their contrast stretched. */
const attempts: readonly Attempt[] = [
  { pointsPerMm: 8, thorough: false, change: (crop) => crop },
  { pointsPerMm: 12, thorough: true, change: blurred },
  { pointsPerMm: 16, thorough: true, change: (crop) => stretched(blurred(blurred(crop))) },
  { pointsPerMm: 12, thorough: true, change: (crop) => stretched(blurred(blurred(blurred(crop)))) },
];

function blurred({ width, height, pixels }: GrayImage): GrayImage {
  const out = Uint8Array.from(pixels);
  for (let y = 1; y < height - 1; y++) blurRow(pixels, out, y * width, width);
  return { width, height, pixels: out };
}

/** A function of its own: V8 would replace the loops on the stack at every page, and throw that code away at the end of the first row. */
function blurRow(pixels: Uint8Array, out: Uint8Array, row: number, width: number): void {
  for (let i = row + 1; i < row + width - 1; i++) {
    out[i] = (pixels[i - width - 1]! + pixels[i - width + 1]! + pixels[i + width - 1]! + pixels[i + width + 1]!
      + 2 * (pixels[i - width]! + pixels[i - 1]! + pixels[i + 1]! + pixels[i + width]!) + 4 * pixels[i]! + 8) >> 4;
  }
}

function stretched(image: GrayImage): GrayImage {
  const sorted = Uint8Array.from(image.pixels).sort();
  const low = sorted[Math.floor(sorted.length * 0.05)] ?? 0;
  const high = sorted[Math.floor(sorted.length * 0.9)] ?? 255;
  const scale = 255 / Math.max(8, high - low);
  return { ...image, pixels: image.pixels.map((v) => Math.max(0, Math.min(255, (v - low) * scale))) };
}

/** Looks for codes all over the image, in the small image first, then in finer ones. Corners are in pixels of the image. Takes up to a second. */
export async function searchCodes(image: GrayImage, small: GrayImage, factor: number, codes: CodeReader): Promise<FoundCode[]> {
  const finer = Math.max(1, Math.floor(Math.max(image.width, image.height) / 2400));
  const tries: { image: () => GrayImage; factor: number }[] = [{ image: () => shrink(image, finer), factor: finer }, { image: () => blurred(shrink(image, finer)), factor: finer }];
  if (factor !== finer) tries.unshift({ image: () => small, factor });
  for (const attempt of tries) {
    const found = await codes.read(attempt.image(), true);
    if (found.length > 0) return found.map((f) => ({ ...f, corners: scaledCorners(f.corners, attempt.factor) }));
  }
  return [];
}

function scaledCorners(corners: FoundCode['corners'], factor: number): FoundCode['corners'] {
  const times = (p: PixelPoint): PixelPoint => ({ x: p.x * factor, y: p.y * factor });
  return [times(corners[0]), times(corners[1]), times(corners[2]), times(corners[3])];
}
