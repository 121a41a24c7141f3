/** A page of a scan as grey pixels, ready for the reader. */
import { ZhiyueError } from '../../contract/errors.ts';
import type { GrayImage } from '../../sheet/read/reading.ts';

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
 * Decodes one page to grey, shrunk so that its long side has at most 3,600 pixels.
 * Throws what `inspectFile` throws, and the signal's reason when aborted.
 */
export async function decodePage(path: string, _options: DecodeOptions): Promise<DecodedPage> {
  throw new ZhiyueError('internal', 'decodePage is not written yet', { about: path });
}
