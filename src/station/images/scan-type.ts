/** File types by their first bytes. */
import type { FaultCode } from '../../contract/faults.ts';

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

/** Kinds of file that people put in by mistake, as the fault that says what to do; null for the rest. */
export function foreignType(bytes: Uint8Array): FaultCode | null {
  if (startsWith(bytes, ascii('ftyp'), 4)) return 'scan-photo';
  if (startsWith(bytes, ascii('GIF8'))) return 'scan-gif';
  if (startsWith(bytes, ascii('BM'))) return 'scan-bmp';
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])) return 'scan-zip';
  if (bytes.length > 0 && bytes.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13)) return 'scan-text';
  return null;
}
