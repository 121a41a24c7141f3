import { averaged } from '../pixels/kernels.ts';
import type { GrayImage } from './reading.ts';

/** The image reduced by a whole factor, each pixel the mean of factor × factor; the image itself when the factor is 1. Edges that do not fill a cell are dropped. */
export function shrink(image: GrayImage, factor: number): GrayImage {
  if (factor <= 1) return image;
  const width = Math.floor(image.width / factor), height = Math.floor(image.height / factor);
  return { width, height, pixels: averaged(image.pixels, image.width, factor, width, height) };
}
