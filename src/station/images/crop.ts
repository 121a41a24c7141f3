/** Upright crops of a page, for people and for the text reader. */
import sharp from 'sharp';
import type { GrayImage, PixelPoint } from '../../sheet/read/reading.ts';
import { pixelsOf } from './pixels-of.ts';

/** Corners in reading order of the upright page: top left, top right, bottom right, bottom left. */
export type CropCorners = readonly [PixelPoint, PixelPoint, PixelPoint, PixelPoint];

export interface CropSize {
  /** Size on paper, in millimetres. */
  readonly widthMm: number;
  readonly heightMm: number;
  /** Pixels per inch of the crop; 150 when left out. */
  readonly dpi?: number;
}

/** A bound for sizes that make no sense. */
const maxCropSide = 8_000;

/**
 * Cuts a quadrilateral out of a page and straightens it; what lies outside the page becomes white.
 * Bilinear in the source, and the source position bilinear between the corners: exact for a sheet that is turned, sheared or scaled, and within a fraction of a pixel for the mild perspective of one region.
 */
export function cropGray(image: GrayImage, corners: CropCorners, size: CropSize): GrayImage {
  const dpi = size.dpi ?? 150;
  const width = clampSide(pixelsOf(size.widthMm, dpi));
  const height = clampSide(pixelsOf(size.heightMm, dpi));
  const [topLeft, topRight, bottomRight, bottomLeft] = corners;
  const out = new Uint8Array(width * height).fill(255);
  const source = image.pixels;
  const lastX = image.width - 1;
  const lastY = image.height - 1;
  for (let row = 0; row < height; row++) {
    const v = (row + 0.5) / height;
    const left = between(topLeft, bottomLeft, v);
    const right = between(topRight, bottomRight, v);
    const stepX = (right.x - left.x) / width;
    const stepY = (right.y - left.y) / width;
    // Pixel centres lie at half pixels.
    let x = left.x + stepX / 2 - 0.5;
    let y = left.y + stepY / 2 - 0.5;
    let to = row * width;
    for (let column = 0; column < width; column++, x += stepX, y += stepY, to++) {
      if (!(x >= 0 && y >= 0 && x < lastX && y < lastY)) continue;
      const x0 = x | 0;
      const y0 = y | 0;
      const fx = x - x0;
      const at = y0 * image.width + x0;
      const top = (source[at] ?? 255) * (1 - fx) + (source[at + 1] ?? 255) * fx;
      const bottom = (source[at + image.width] ?? 255) * (1 - fx) + (source[at + image.width + 1] ?? 255) * fx;
      out[to] = top + (bottom - top) * (y - y0) + 0.5;
    }
  }
  return { width, height, pixels: out };
}

/** A place on a page with so much more around it, as arguments of `cropGray` and `cropToJpeg`. */
export function withRim({ corners, widthMm, heightMm }: Pick<CropSize, 'widthMm' | 'heightMm'> & { readonly corners: CropCorners }, rimMm: number, dpi: number): [CropCorners, CropSize] {
  // Along the place's own sides: a page may lie on its side.
  const [topLeft, topRight, bottomRight, bottomLeft] = corners, across = rimMm / widthMm, down = rimMm / heightMm;
  const out = (at: PixelPoint, beside: PixelPoint, along: PixelPoint): PixelPoint => ({ x: at.x + (at.x - beside.x) * across + (at.x - along.x) * down, y: at.y + (at.y - beside.y) * across + (at.y - along.y) * down });
  return [[out(topLeft, topRight, bottomLeft), out(topRight, topLeft, bottomRight), out(bottomRight, bottomLeft, topRight), out(bottomLeft, bottomRight, topLeft)], { widthMm: widthMm + 2 * rimMm, heightMm: heightMm + 2 * rimMm, dpi }];
}

/** The same crop as a small grey JPEG (quality 70); `own`: the part of it that matters, in shares of its sides, around which all is paler. */
export async function cropToJpeg(image: GrayImage, corners: CropCorners, size: CropSize, own?: CropPart): Promise<Uint8Array> {
  const crop = cropGray(image, corners, size);
  return jpegOfGray(own === undefined ? crop : paleAround(crop, own), 70);
}

export interface CropPart { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }

/** Of what is around the part that matters, the contrast that is left: still to be read, and no ink is added that could be taken for a mark. */
const aroundContrast = 0.4;

function paleAround({ width, height, pixels }: GrayImage, { left, top, right, bottom }: CropPart): GrayImage {
  const [x0, x1, y0, y1] = [left * width, right * width, top * height, bottom * height];
  return { width, height, pixels: pixels.map((grey, k) => { const x = k % width, y = Math.floor(k / width); return x >= x0 && x < x1 && y >= y0 && y < y1 ? grey : 255 - aroundContrast * (255 - grey); }) };
}

/** A grey JPEG of an image; quality 1 to 100. With the usual tables: those made for the picture save a thirtieth of the bytes and cost two fifths of the time, and the pixels are the same. */
export async function jpegOfGray(image: GrayImage, quality: number): Promise<Uint8Array> {
  const { width, height, pixels } = image;
  return sharp(pixels, { raw: { width, height, channels: 1 } }).toColourspace('b-w').jpeg({ quality, optimiseCoding: false }).toBuffer();
}

function clampSide(pixels: number): number {
  return Math.max(1, Math.min(maxCropSide, Math.round(Number.isFinite(pixels) ? pixels : 1)));
}

function between(from: PixelPoint, to: PixelPoint, share: number): PixelPoint {
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
