/** JPEG, PNG, TIFF and WebP to grey pixels by sharp (libvips). */
import sharp from 'sharp';
import type { Metadata, Sharp } from 'sharp';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import type { GrayImage } from '../../sheet/read/reading.ts';
import type { PagePlanes } from '../../sheet/template/read-template.ts';
import { inkOfRgb } from './ink.ts';
import { jpegHeader } from './jpeg-header.ts';
import { maxPixels, maxShrinkablePixels, shrinkFactor } from './limits.ts';
import { planesOf } from './planes.ts';
import { pixelShape } from './tiff-pixels.ts';
import type { ScanType } from './scan-type.ts';

export type RasterType = Exclude<ScanType, 'pdf'>;

export interface RasterOptions {
  /** Page within the file, from 1. */
  readonly page: number;
  /** The file's name, for errors. */
  readonly about: string;
  /** The file's first bytes, `headerBytes` of them, where they are at hand. */
  readonly start?: Uint8Array;
  /** False where another format (PDF) says how the image lies. */
  readonly orient?: boolean;
}

export interface RasterPage {
  readonly image: GrayImage;
  readonly sourceWidth: number;
  readonly sourceHeight: number;
  readonly scale: number;
}

/** Size and number of pages from the header; throws ZhiyueError file-damaged or image-too-large, and file-type-unknown for pixels that no scanner writes. */
export async function rasterHeader(input: string | Uint8Array, type: RasterType, options: RasterOptions): Promise<{ width: number; height: number; pages: number }> {
  const picture = opened(input, type, options), metadata = await metadataOf(picture, type, options);
  return { width: metadata.width, height: metadata.height, pages: hasPages(type) ? (metadata.pages ?? 1) : 1 };
}

/** The frames of an animated WebP are pages: whoever puts several sheets into one file means them all. */
const hasPages = (type: RasterType): boolean => type === 'tiff' || type === 'webp';

/** Decodes one image to grey, shrunk by a whole factor when it is larger than needed; throws ZhiyueError file-damaged or image-too-large. */
export async function decodeRaster(input: string | Uint8Array, type: RasterType, options: RasterOptions): Promise<RasterPage> {
  const { bytes, width, height, sourceWidth, sourceHeight } = await decodeBytes(input, type, options, (w, h) => 1 / shrinkFactor(w, h));
  const pixels = bytes.length === width * height ? bytes : inkOfRgb(bytes, width * height);
  return { image: { width, height, pixels }, sourceWidth, sourceHeight, scale: width / sourceWidth };
}

/** Decodes one image to the planes that foreign sheets are read in; throws ZhiyueError file-damaged or image-too-large. */
export async function decodeRasterPlanes(input: string | Uint8Array, type: RasterType, options: RasterOptions, size: PictureSize): Promise<DecodedPlanes> {
  const { bytes, width, height, sourceWidth } = await decodeBytes(input, type, options, (w, h) => scaleTo(size, Math.max(w, h), shrinksAsItIsRead(input, type)));
  return { ...planesOf(bytes, width, height), shrunk: width < sourceWidth, scale: width / sourceWidth };
}

/** Half, a quarter or an eighth of a JPEG is decoded in a fraction of the time that all of it takes; any other size has to be made of the next larger one. */
function scaleTo({ least, most }: PictureSize, longSide: number, shrinks: boolean): number {
  const factor = shrinks ? [8, 4, 2].find((each) => longSide / each >= least && longSide / each <= most * slack) : undefined;
  return factor === undefined ? Math.min(1, most / longSide) : 1 / factor;
}

/** More pixels than asked for cost less than having them made fewer, up to this. */
const slack = 1.25;

/** Long side of a picture in pixels: `least` is enough, and more than `most` is of no use. */
export interface PictureSize { readonly least: number; readonly most: number }

/** `shrunk`: the source has more pixels; `scale`: pixels per pixel of the source. */
export interface DecodedPlanes extends PagePlanes { readonly shrunk: boolean; readonly scale: number }

interface RasterBytes { readonly bytes: Uint8Array; readonly width: number; readonly height: number; readonly sourceWidth: number; readonly sourceHeight: number }

/** One byte a pixel for a grey source, else three; upright. */
async function decodeBytes(input: string | Uint8Array, type: RasterType, options: RasterOptions, scaleOf: (width: number, height: number) => number): Promise<RasterBytes> {
  const picture = opened(input, type, options), header = jpegStart(input, type, options) ?? headerOf(await metadataOf(picture, type, options));
  const turned = (options.orient ?? true) && header.orientation > 1;
  const swapped = turned && header.orientation >= 5;
  const shape = type === 'tiff' && typeof input === 'string' ? await pixelShape(input, options.page) : 1;
  // Pixels of a fax become square: of the side that has fewer there are made as many as of the other.
  const width = Math.round(header.width * Math.max(1, 1 / shape)), height = Math.round(header.height * Math.max(1, shape));
  const sourceWidth = swapped ? height : width;
  const sourceHeight = swapped ? width : height;
  const scale = scaleOf(sourceWidth, sourceHeight);

  const factor = 1 / scale;
  // sharp hands no factor on to the JPEG decoder that is just enough, but libvips takes it from the end of a file's name.
  const shrunk = shrinksAsItIsRead(input, type) && (factor === 2 || factor === 4 || factor === 8);
  let pipeline = shrunk ? sharp(`${input}[shrink=${factor}]`, openOptions) : picture;
  if (turned) pipeline = pipeline.autoOrient();
  // JPEG shrinks by a whole factor while it is decoded; the rest is averaged by libvips, row by row.
  if ((scale < 1 || shape !== 1) && !shrunk) pipeline = pipeline.resize({ width: Math.ceil(sourceWidth * scale), height: Math.ceil(sourceHeight * scale), fit: 'fill', kernel: 'linear' });
  if (header.hasAlpha) pipeline = pipeline.flatten({ background: '#fff' });
  // Asking for one channel from a grey source spares libvips a trip through sRGB: 9 ms instead of 14 for A4 at 200 dpi.
  pipeline = pipeline.toColourspace(header.grey ? 'b-w' : 'srgb');
  const { data, info } = await pipeline.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true }).catch((cause: unknown) => { throw damaged(options, cause); });

  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const count = info.width * info.height;
  if (bytes.length !== count && bytes.length !== 3 * count) throw damaged(options, new Error(`${info.channels} channels`));
  return { bytes, width: info.width, height: info.height, sourceWidth, sourceHeight };
}

function shrinksAsItIsRead(input: string | Uint8Array, type: RasterType): input is string {
  return type === 'jpeg' && typeof input === 'string';
}

const openOptions = {
  // A cut-off file is refused instead of read with grey rows; harmless warnings (stray bytes between segments) pass.
  failOn: 'truncated',
  // We check the size ourselves, after shrinking.
  limitInputPixels: false,
  sequentialRead: true,
} as const;

function opened(input: string | Uint8Array, type: RasterType, options: RasterOptions): Sharp {
  // Process-wide settings of libvips; setting them again costs nothing. Two pool threads decode at once, so one thread a picture; pages are never decoded twice.
  sharp.cache(false);
  sharp.concurrency(1);
  try {
    return sharp(input, { ...openOptions, ...(hasPages(type) ? { page: options.page - 1 } : {}) });
  } catch (cause) {
    throw damaged(options, cause);
  }
}

async function metadataOf(picture: Sharp, type: RasterType, options: RasterOptions): Promise<Metadata> {
  const metadata = await picture.metadata().catch((cause: unknown) => { throw damaged(options, cause); });
  refuseTooLarge(metadata, type, metadata.isProgressive ?? false, options.about);
  // Decoded as what pixels usually are, such a picture is black.
  if (metadata.depth === 'float' || metadata.depth === 'double') throw ZhiyueError.of('file-type-unknown', [fault('scan-float')], { about: options.about });
  return metadata;
}

/**
 * Whether a JPEG that can be decoded has lost a part of itself all the same: libjpeg fills that with grey or stripes, and warns (its `jerror.h`). Decodes it once more.
 * Strict decoding is no means against it from the beginning: sloppy encoders leave the last rows unfinished, and such scans are read.
 */
export async function hasLostData(path: string): Promise<boolean> {
  const { failure } = await sharp(path, { ...openOptions, failOn: 'warning' }).raw().toBuffer().then(() => ({ failure: '' }), (cause: unknown) => ({ failure: String(cause) }));
  return /premature end|bad Huffman code|instead of RST|corrupt data/i.test(failure);
}

/** What is decided from a picture's header. */
interface Header { readonly width: number; readonly height: number; readonly orientation: number; readonly grey: boolean; readonly hasAlpha: boolean }

function headerOf({ width, height, orientation = 1, space, hasAlpha }: Metadata): Header {
  return { width, height, orientation, grey: space === 'b-w' || space === 'grey16', hasAlpha };
}

/** Null where libvips has to be asked. */
function jpegStart(input: string | Uint8Array, type: RasterType, options: RasterOptions): Header | null {
  const header = type === 'jpeg' ? jpegHeader(typeof input === 'string' ? options.start ?? new Uint8Array() : input) : null;
  if (header) refuseTooLarge(header, type, header.progressive, options.about);
  return header && { ...header, grey: header.colours === 1, hasAlpha: false };
}

function refuseTooLarge({ width, height }: { readonly width: number; readonly height: number }, type: RasterType, progressive: boolean, about: string): void {
  const shrinkable = type === 'jpeg' && !progressive;
  const held = shrinkable ? (width * height) / shrinkFactor(width, height) ** 2 : width * height;
  if (held <= maxPixels && width * height <= maxShrinkablePixels) return;
  throw ZhiyueError.of('image-too-large', [fault('scan-pixels', { width, height })], { about });
}

function damaged({ about, page }: RasterOptions, cause: unknown): ZhiyueError {
  return ZhiyueError.of('file-damaged', [fault('scan-page-damaged', { page })], { about, cause });
}
