/** Looks into a zip before anything unpacks it: a spreadsheet of 20 kB can unfold to gigabytes. */
import { inflateRawSync } from 'node:zlib';

export interface ZipLimits {
  readonly maxEntries: number;
  /** All entries together, unpacked. */
  readonly maxBytes: number;
}

export type ZipVerdict = 'fits' | 'too-large' | 'not-a-zip';

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const stored = 0;
const deflated = 8;

/** Unpacks every entry within the limits and throws the bytes away: the sizes that a zip declares may lie (APPNOTE.TXT 4.3). */
export function checkZip(zip: Buffer, limits: ZipLimits): ZipVerdict {
  try {
    return walk(zip, limits);
  } catch (error) {
    // Reading past the end of the buffer, or bytes that are no deflate stream.
    if (error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') return 'too-large';
    return 'not-a-zip';
  }
}

function walk(zip: Buffer, limits: ZipLimits): ZipVerdict {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || zip.readUInt32LE(end) !== endOfDirectory) return 'not-a-zip';
  const entries = zip.readUInt16LE(end + 10);
  if (entries > limits.maxEntries) return 'too-large';
  let at = zip.readUInt32LE(end + 16);
  let room = limits.maxBytes;
  for (let entry = 0; entry < entries; entry++) {
    if (zip.readUInt32LE(at) !== directoryEntry) return 'not-a-zip';
    const method = zip.readUInt16LE(at + 10);
    const packedBytes = zip.readUInt32LE(at + 20);
    room -= unpackedBytes(zip, zip.readUInt32LE(at + 42), method, packedBytes, room);
    if (room < 0) return 'too-large';
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return 'fits';
}

function unpackedBytes(zip: Buffer, header: number, method: number, packedBytes: number, room: number): number {
  const from = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  if (from + packedBytes > zip.length) throw new RangeError('the entry runs past the end of the file');
  if (method === stored || packedBytes === 0) return packedBytes;
  if (method !== deflated) throw new RangeError(`compression method ${method}`);
  return inflateRawSync(zip.subarray(from, from + packedBytes), { maxOutputLength: room + 1 }).length;
}
