/** What a JPEG says of itself before its pixels (ITU T.81, EXIF 2.32): libvips takes 1 to 2 ms to say the same. */

export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  readonly colours: 1 | 3;
  readonly progressive: boolean;
  /** How EXIF says that it is to be turned, 1 to 8; 1 where it says nothing. */
  readonly orientation: number;
}

/** Bytes from a file's start in which nearly every header ends: EXIF's picture of the page takes up to 64 KB. */
export const headerBytes = 80 * 1024;

const marker = { first: 0xd8, exif: 0xe1, scan: 0xda, /** Baseline, extended and progressive. */ frames: new Set([0xc0, 0xc1, 0xc2]) };

/** `bytes`: a JPEG's first ones. Null where it does not say everything plainly, is of no usual kind (CMYK, 12 bits, without loss), or says so further behind. */
export function jpegHeader(bytes: Uint8Array): JpegHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 2 || view.getUint8(0) !== 0xff || view.getUint8(1) !== marker.first) return null;
  let orientation: number | null = null;
  for (let at = 2; at + 9 < view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return null;
    const kind = view.getUint8(at + 1), length = view.getUint16(at + 2), from = at + 4, to = at + 2 + length;
    if (kind < 0xc0 || kind === marker.scan || length < 2 || to > view.byteLength) return null;
    if (kind === marker.exif && isExif(view, from, to)) {
      if (orientation !== null) return null;
      orientation = orientationOf(new DataView(view.buffer, view.byteOffset + from + exifName.length, to - from - exifName.length));
      if (orientation === null) return null;
    } else if (isFrame(kind)) {
      if (!marker.frames.has(kind) || length < 8) return null;
      const height = view.getUint16(from + 1), width = view.getUint16(from + 3), colours = view.getUint8(from + 5);
      return view.getUint8(from) !== 8 || height === 0 || width === 0 || (colours !== 1 && colours !== 3) ? null : { width, height, colours, progressive: kind === 0xc2, orientation: orientation ?? 1 };
    }
    at = to;
  }
  return null;
}

const exifName = [0x45, 0x78, 0x69, 0x66, 0, 0];

function isExif(view: DataView, from: number, to: number): boolean {
  return to - from > exifName.length && exifName.every((byte, k) => view.getUint8(from + k) === byte);
}

/** The frame headers, among which are tables for Huffman's codes (C4), JPEG's own extensions (C8) and arithmetic coding's tables (CC). */
function isFrame(kind: number): boolean {
  return kind >= 0xc0 && kind <= 0xcf && kind !== 0xc4 && kind !== 0xc8 && kind !== 0xcc;
}

/** From the first directory of a TIFF structure; null where that cannot be read or says something else than 1 to 8. */
function orientationOf(tiff: DataView): number | null {
  if (tiff.byteLength < 10) return null;
  const order = tiff.getUint16(0), little = order === 0x4949;
  if ((!little && order !== 0x4d4d) || tiff.getUint16(2, little) !== 42) return null;
  const at = tiff.getUint32(4, little);
  if (at + 2 > tiff.byteLength) return null;
  const count = tiff.getUint16(at, little);
  if (at + 2 + 12 * count > tiff.byteLength) return null;
  for (let entry = at + 2; entry < at + 2 + 12 * count; entry += 12) {
    if (tiff.getUint16(entry, little) !== 0x0112) continue;
    const value = tiff.getUint16(entry + 8, little);
    return tiff.getUint16(entry + 2, little) === 3 && value >= 1 && value <= 8 ? value : null;
  }
  return 1;
}
