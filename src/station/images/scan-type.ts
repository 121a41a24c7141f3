/** File types by their first bytes. */

export type ScanType = 'jpeg' | 'png' | 'tiff' | 'webp' | 'pdf';

/** PDF readers accept the header anywhere in the first 1,024 bytes; some scanners put a line before it. */
export const sniffBytes = 1024;

function startsWith(bytes: Uint8Array, signature: readonly number[], at = 0): boolean {
  return signature.every((byte, i) => bytes[at + i] === byte);
}

const ascii = (text: string): number[] => [...text].map((char) => char.charCodeAt(0));

/** The type of a scan by its first bytes (`sniffBytes` of them), or null when it is none that we read. */
export function sniffType(bytes: Uint8Array): ScanType | null {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'jpeg';
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  if (startsWith(bytes, ascii('II*\0')) || startsWith(bytes, ascii('MM\0*')) || startsWith(bytes, ascii('II+\0')) || startsWith(bytes, ascii('MM\0+'))) return 'tiff';
  if (startsWith(bytes, ascii('RIFF')) && startsWith(bytes, ascii('WEBP'), 8)) return 'webp';
  if (Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, sniffBytes)).includes('%PDF-')) return 'pdf';
  return null;
}

/** A next step for kinds of file that people put in by mistake; null for the rest. */
export function adviceForForeignType(bytes: Uint8Array): string | null {
  if (startsWith(bytes, ascii('ftyp'), 4)) return 'It looks like a HEIC/AVIF photo or a video: save it as JPEG (on an iPhone: Settings, Camera, Formats, Most Compatible).';
  if (startsWith(bytes, ascii('GIF8'))) return 'It is a GIF picture: save it as PNG or JPEG.';
  if (startsWith(bytes, ascii('BM'))) return 'It looks like a BMP picture: save it as PNG or JPEG.';
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])) return 'It is a zip archive or an Office document: unpack it, or save it as PDF.';
  if (bytes.length > 0 && bytes.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13)) return 'It holds text, whatever its name says.';
  return null;
}
