/** Bounds that keep one file of a batch from taking the station's memory or time. */

/** Bytes of one file. */
export const maxFileBytes = 200 * 1024 * 1024;
/** Pages of one file. */
export const maxPages = 2_000;
/** Pixels that are held at once: an A3 page at 600 dpi has 70 million. */
export const maxPixels = 100_000_000;
/** Pixels of a JPEG that is shrunk while it is decoded (not progressive: those are held whole). */
export const maxShrinkablePixels = 400_000_000;
/** Pages are read at 150 to 300 dpi: the long side of an A4 page at 300 dpi is 3,508 pixels. */
export const longSideTarget = 3_600;
/** Shrinking goes by whole factors, so sides up to this stay as they are: half of anything larger still has 2,000 pixels. */
export const longSideKept = 4_000;

/** The whole factor, a power of two, by which an image is shrunk before it is read: 1 keeps it. */
export function shrinkFactor(width: number, height: number): 1 | 2 | 4 | 8 {
  const longSide = Math.max(width, height);
  if (longSide <= longSideKept) return 1;
  if (longSide <= 2 * longSideKept) return 2;
  return longSide <= 4 * longSideKept ? 4 : 8;
}
