/** What a TIFF says of the shape of its pixels (TIFF 6.0, tags 282 and 283), which libvips does not hand on: a fax has twice as many across as down. */
import { open, type FileHandle } from 'node:fs/promises';

const xResolution = 282, yResolution = 283, rational = 5;
/** A file may lead around in a circle. */
const mostPages = 10_000;
/** Faxes have half as many lines (204 × 98, 200 × 100 dpi) or twice as many (204 × 391); anything else is a program that does not know its resolution. */
const leastRatio = 1.8, mostRatio = 2.2;

/** How many times taller than wide the pixels of a page are, below 1 where they are wider; 1 where they are square or nearly, or the file does not say. Never throws: whoever decodes the file says what is wrong with it. */
export async function pixelShape(path: string, page: number): Promise<number> {
  try {
    await using file = await open(path, 'r');
    const tags = await resolutionTags(file, page);
    const ratio = tags === null || tags.x <= 0 || tags.y <= 0 ? 1 : tags.x / tags.y, apart = Math.max(ratio, 1 / ratio);
    return apart >= leastRatio && apart <= mostRatio ? ratio : 1;
  } catch {
    return 1;
  }
}

async function resolutionTags(file: FileHandle, page: number): Promise<{ readonly x: number; readonly y: number } | null> {
  const head = await bytesAt(file, 0, 8), little = head.getUint16(0) === 0x4949;
  // BigTIFF (43) is none that a fax writes.
  if ((!little && head.getUint16(0) !== 0x4d4d) || head.getUint16(2, little) !== 42) return null;
  let at = head.getUint32(4, little);
  for (let k = 1; at !== 0 && k <= Math.min(page, mostPages); k++) {
    const count = (await bytesAt(file, at, 2)).getUint16(0, little), entries = await bytesAt(file, at + 2, 12 * count + 4);
    if (k < page) { at = entries.getUint32(12 * count, little); continue; }
    const values = new Map<number, number>();
    for (let entry = 0; entry < 12 * count; entry += 12) {
      const tag = entries.getUint16(entry, little);
      if ((tag !== xResolution && tag !== yResolution) || entries.getUint16(entry + 2, little) !== rational) continue;
      const value = await bytesAt(file, entries.getUint32(entry + 8, little), 8);
      values.set(tag, value.getUint32(0, little) / value.getUint32(4, little));
    }
    const x = values.get(xResolution), y = values.get(yResolution);
    return x === undefined || y === undefined ? null : { x, y };
  }
  return null;
}

/** Throws where the file ends before. */
async function bytesAt(file: FileHandle, position: number, length: number): Promise<DataView> {
  const bytes = new Uint8Array(length), { bytesRead } = await file.read(bytes, 0, length, position);
  if (bytesRead < length) throw new RangeError('the file ends here');
  return new DataView(bytes.buffer);
}
