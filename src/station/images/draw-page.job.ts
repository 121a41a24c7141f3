/** In a pool thread: a page as a JPEG that a browser can show, at its own size or shrunk. */
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { z } from 'zod';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import { writeWhole } from '../store/whole-file.ts';
import { decodePage } from './decode.ts';
import { readType } from './inspect.ts';
import { rasterHeader } from './raster.ts';

const inputSchema = z.strictObject({ dataFolder: z.string(), file: z.string(), page: z.int().min(1), width: z.int().min(1).nullable(), out: z.string() });
export type DrawPageInput = z.infer<typeof inputSchema>;

export async function drawPageJob(input: unknown): Promise<void> {
  const { dataFolder, file, page, width, out } = inputSchema.parse(input);
  const path = join(dataFolder, file);
  const drawn = (await shrunkAsItIs(path, page, width)) ?? (await asItIsRead(path, page, width));
  await writeWhole(dataFolder, out, drawn);
}

/** In its own colours, as browsers show it whole; null for what they cannot. */
async function shrunkAsItIs(path: string, page: number, width: number | null): Promise<Uint8Array | null> {
  const type = width === null ? 'pdf' : await readType(path);
  if (width === null || type === 'pdf' || type === 'tiff' || page > 1) return null;
  await rasterHeader(path, type, { page: 1, about: basename(path) });
  return sharp(path, { limitInputPixels: false, sequentialRead: true }).autoOrient().resize({ width, withoutEnlargement: true }).flatten({ background: '#fff' }).jpeg({ quality: 80 }).toBuffer()
    .catch((cause: unknown) => { throw ZhiyueError.of('file-damaged', [fault('scan-damaged')], { about: basename(path), cause }); });
}

/** Grey, upright, ink dark. */
async function asItIsRead(path: string, page: number, width: number | null): Promise<Uint8Array> {
  const { image } = await decodePage(path, { page });
  const drawn = sharp(image.pixels, { raw: { width: image.width, height: image.height, channels: 1 } }).toColourspace('b-w');
  if (width !== null && width < image.width) drawn.resize({ width });
  return drawn.jpeg({ quality: 80 }).toBuffer();
}
