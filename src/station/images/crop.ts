/** Upright crops of a page, for people and for the text reader. */
import { ZhiyueError } from '../../contract/errors.ts';
import type { GrayImage, PixelPoint } from '../../sheet/read/reading.ts';

/** Corners in reading order of the upright page: top left, top right, bottom right, bottom left. */
export type CropCorners = readonly [PixelPoint, PixelPoint, PixelPoint, PixelPoint];

export interface CropSize {
  /** Size on paper, in millimetres. */
  readonly widthMm: number;
  readonly heightMm: number;
  /** Pixels per inch of the crop; 150 when left out. */
  readonly dpi?: number;
}

/** Cuts a quadrilateral out of a page and straightens it (bilinear); what lies outside the page becomes white. */
export function cropGray(_image: GrayImage, _corners: CropCorners, _size: CropSize): GrayImage {
  throw new ZhiyueError('internal', 'cropGray is not written yet');
}

/** The same crop as a small grey JPEG (quality 70). */
export async function cropToJpeg(_image: GrayImage, _corners: CropCorners, _size: CropSize): Promise<Uint8Array> {
  throw new ZhiyueError('internal', 'cropToJpeg is not written yet');
}
