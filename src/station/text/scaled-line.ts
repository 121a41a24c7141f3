import sharp from 'sharp';
import type { GrayImage } from '../../sheet/read/reading.ts';

const maxLineWidth = 4_000;

/** A line of ink brought to a height, with white around it, in pixels. */
export async function scaledLine({ width, height, pixels }: GrayImage, inkHeight: number, around: { readonly x: number; readonly y: number }, mostScale = 4): Promise<GrayImage> {
  const scale = Math.min(inkHeight / height, mostScale, maxLineWidth / width);
  const { data, info } = await sharp(pixels, { raw: { width, height, channels: 1 } })
    .resize({ width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)), fit: 'fill', kernel: 'cubic' })
    .extend({ top: around.y, bottom: around.y, left: around.x, right: around.x, background: '#fff' })
    .toColourspace('b-w').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
