/** Codes of other people's sheets: bar codes and square ones in a region that a template names. */
import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader';
import { type CodeFormat, codeFormats } from '../../exam/code-formats.ts';
import type { GrayImage } from './reading.ts';
import { shrink } from './shrink.ts';

export interface RegionCode { readonly format: CodeFormat; readonly text: string }

export interface RegionCodeReader {
  /** Every different code in the image, in reading order of the decoder; none when there is none that can be read. 2 to 30 ms for a crop. */
  read(crop: GrayImage, formats?: readonly CodeFormat[]): Promise<readonly RegionCode[]>;
}

/** The WASM is the caller's to load: the package would fetch it from the internet otherwise. */
export function createRegionCodeReader(zxingWasm: Uint8Array): RegionCodeReader {
  prepareZXingModule({ overrides: { wasmBinary: zxingWasm.slice().buffer } });
  return {
    async read(crop, formats = codeFormats) {
      // Halving, or blurring, brings back what noise has eaten; a thick white rim what was cut close.
      for (const look of [framed, (image: GrayImage) => framed(shrink(image, 2)), (image: GrayImage) => framed(softened(image))]) {
        const found = await codesIn(look(crop), formats);
        if (found.length > 0) return found;
      }
      return [];
    },
  };
}

const isFormat = (format: string): format is CodeFormat => codeFormats.some((one) => one === format);

async function codesIn({ width, height, pixels }: GrayImage, formats: readonly CodeFormat[]): Promise<readonly RegionCode[]> {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let i = 0, to = 0; i < pixels.length; i++, to += 4) {
    rgba[to] = rgba[to + 1] = rgba[to + 2] = pixels[i]!;
    rgba[to + 3] = 255;
  }
  const options: ReaderOptions = { formats: [...formats], tryHarder: true, tryRotate: true, tryInvert: false, tryDownscale: true, maxNumberOfSymbols: 8 };
  const results = await readBarcodes({ data: rgba, width, height, colorSpace: 'srgb' }, options);
  const found = results.flatMap(({ isValid, format, text }) => (isValid && isFormat(format) ? [{ format, text }] : []));
  return found.filter(({ format, text }, i) => found.findIndex((other) => other.format === format && other.text === text) === i);
}

/** With white around: decoders want a quiet zone. */
function framed({ width, height, pixels }: GrayImage): GrayImage {
  const rim = Math.max(12, Math.round(Math.min(width, height) * 0.1));
  const wide = width + 2 * rim, high = height + 2 * rim;
  const out = new Uint8Array(wide * high).fill(255);
  for (let y = 0; y < height; y++) out.set(pixels.subarray(y * width, (y + 1) * width), (y + rim) * wide + rim);
  return { width: wide, height: high, pixels: out };
}

/** Each pixel the mean of 3 × 3; the rim stays. */
function softened({ width, height, pixels }: GrayImage): GrayImage {
  const out = pixels.slice();
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      let sum = 0;
      for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) sum += pixels[(y + dy) * width + x + dx]!;
      out[y * width + x] = sum / 9;
    }
  }
  return { width, height, pixels: out };
}
