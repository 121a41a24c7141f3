/** A page of a scan as grey pixels, ready for the reader. */
import { basename } from 'node:path';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import type { GrayImage } from '../../sheet/read/reading.ts';
import { readStart } from './inspect.ts';
import { headerBytes } from './jpeg-header.ts';
import { decodePdfPage, decodePdfPlanes } from './pdf.ts';
import { decodeRaster, decodeRasterPlanes, hasLostData, rasterHeader, type DecodedPlanes, type PictureSize, type RasterType } from './raster.ts';

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
  const { type, start } = await readStart(path, headerBytes);
  options.signal?.throwIfAborted();
  if (type !== 'pdf') await refuseMissingPage(path, type, options.page);
  const page = type === 'pdf' ? await decodePdfPage(path, options.page) : await decodeRaster(path, type, { page: options.page, about, start });
  options.signal?.throwIfAborted();
  return page;
}

/**
 * Decodes one page to the planes that foreign sheets are read in. Throws what `decodePage` throws.
 */
export async function decodePlanes(path: string, options: DecodeOptions & { readonly size: PictureSize }): Promise<DecodedPlanes> {
  const { type, start } = await readStart(path, headerBytes);
  options.signal?.throwIfAborted();
  if (type !== 'pdf') await refuseMissingPage(path, type, options.page);
  const planes = type === 'pdf' ? await decodePdfPlanes(path, options.page, options.size) : await decodeRasterPlanes(path, type, { page: options.page, about: basename(path), start }, options.size);
  options.signal?.throwIfAborted();
  return planes;
}

/** For a picture that makes no sense: throws ZhiyueError file-damaged where it is a JPEG of which a part is lost. */
export async function refuseLostData(path: string): Promise<void> {
  const { type } = await readStart(path, headerBytes);
  if (type === 'jpeg' && await hasLostData(path)) throw ZhiyueError.of('file-damaged', [fault('scan-damaged')], { about: basename(path) });
}

/** libvips reports a page that is not there like a damaged file. */
async function refuseMissingPage(path: string, type: RasterType, page: number): Promise<void> {
  if (page === 1) return;
  const about = basename(path);
  const { pages } = await rasterHeader(path, type, { page: 1, about });
  if (page > pages) throw ZhiyueError.of('input-missing', [fault('scan-page-absent', { page, pages })], { about });
}
