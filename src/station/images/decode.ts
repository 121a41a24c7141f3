/** A page of a scan as grey pixels, ready for the reader. */
import { basename } from 'node:path';
import { ZhiyueError } from '../../contract/errors.ts';
import type { GrayImage } from '../../sheet/read/reading.ts';
import { shrink } from '../../sheet/read/shrink.ts';
import type { PagePlanes } from '../../sheet/template/read-template.ts';
import { readType } from './inspect.ts';
import { decodePdfPage } from './pdf.ts';
import { greyPlanes } from './planes.ts';
import { decodeRaster, decodeRasterPlanes, rasterHeader } from './raster.ts';

export interface DecodeOptions {
  /** Page within the file, from 1. */
  readonly page: number;
  readonly signal?: AbortSignal;
}

export interface DecodedPage {
  /** Upright as its EXIF or PDF rotation says; ink of any colour is dark. */
  readonly image: GrayImage;
  /** Pixels of the source, turned as `image` is. */
  readonly sourceWidth: number;
  readonly sourceHeight: number;
  /** Image pixels per source pixel: 1, or less when the source was shrunk. */
  readonly scale: number;
}

/**
 * Decodes one page to grey, shrunk by a whole factor so that its long side has between 2,000 and 4,000 pixels (a smaller source stays as it is).
 * Throws what `inspectFile` throws, input-missing for a page that the file does not have, and the signal's reason when aborted.
 * An abort takes effect between steps: a running native decoder finishes first (tens of milliseconds).
 */
export async function decodePage(path: string, options: DecodeOptions): Promise<DecodedPage> {
  const about = basename(path);
  options.signal?.throwIfAborted();
  const type = await readType(path);
  options.signal?.throwIfAborted();
  if (type !== 'pdf' && options.page > 1) {
    // libvips reports a page that is not there like a damaged file.
    const { pages } = await rasterHeader(path, type, { page: 1, about });
    if (options.page > pages) throw new ZhiyueError('input-missing', `${about} has no page ${options.page}, only ${pages}`, { about });
  }
  const page = type === 'pdf' ? await decodePdfPage(path, options.page) : await decodeRaster(path, type, { page: options.page, about });
  options.signal?.throwIfAborted();
  return page;
}

/**
 * Decodes one page to the planes that foreign sheets are read in, its long side at most `longSide` pixels. PDFs come in grey. Throws what `decodePage` throws.
 */
export async function decodePlanes(path: string, options: DecodeOptions & { readonly longSide: number }): Promise<PagePlanes> {
  const type = await readType(path);
  if (type === 'pdf' || options.page > 1) return greyPlanes(shrunkTo((await decodePage(path, options)).image, options.longSide));
  const planes = await decodeRasterPlanes(path, type, { page: options.page, about: basename(path) }, options.longSide);
  options.signal?.throwIfAborted();
  return planes;
}

function shrunkTo(image: GrayImage, longSide: number): GrayImage {
  return shrink(image, Math.floor(Math.max(image.width, image.height) / longSide));
}
