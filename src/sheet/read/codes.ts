import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { parsePageCode, type PageCode } from '../page-code.ts';
import type { GrayImage, PixelPoint } from './reading.ts';

/** A page code found in an image, with the corners of its symbol in the symbol's own reading order (top left, top right, bottom right, bottom left). */
export interface FoundCode {
  readonly code: PageCode;
  readonly corners: readonly [PixelPoint, PixelPoint, PixelPoint, PixelPoint];
}

/** Reads our page codes in an image. */
export interface CodeReader {
  /** `thorough` also looks for turned, inverted and badly printed symbols, at several times the cost. */
  read(image: GrayImage, thorough: boolean): Promise<FoundCode[]>;
}

/** A reader over zxing-wasm, whose WASM the caller loads (it would fetch it from a CDN otherwise). */
export function createCodeReader(zxingWasm: Uint8Array): CodeReader {
  prepareZXingModule({ overrides: { wasmBinary: zxingWasm.slice().buffer } });
  return {
    async read(image, thorough) {
      const rgba = new Uint8ClampedArray(image.width * image.height * 4);
      for (let i = 0, to = 0; i < image.pixels.length; i++, to += 4) {
        const v = image.pixels[i]!;
        rgba[to] = v; rgba[to + 1] = v; rgba[to + 2] = v; rgba[to + 3] = 255;
      }
      const results = await readBarcodes({ data: rgba, width: image.width, height: image.height, colorSpace: 'srgb' }, {
        formats: ['QRCode'], tryHarder: thorough, tryRotate: thorough, tryInvert: false, tryDownscale: thorough, maxNumberOfSymbols: thorough ? 4 : 1,
      });
      return results.flatMap((result) => {
        const code = result.isValid ? parsePageCode(result.text) : null;
        const { topLeft, topRight, bottomRight, bottomLeft } = result.position;
        return code ? [{ code, corners: [topLeft, topRight, bottomRight, bottomLeft] as const }] : [];
      });
    },
  };
}
