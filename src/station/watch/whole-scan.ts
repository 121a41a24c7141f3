/** Whether a file that a scanner's software writes has come to its end, as far as its format says so. */
import { open } from 'node:fs/promises';
import { sniffBytes, sniffType } from '../images/scan-type.ts';

/** Some programs pad their files. */
const tailBytes = 4096;

/** False for an empty file and for one of no type that we read: nobody knows where those end. A TIFF has its end anywhere and counts as whole. Throws what opening throws. */
export async function isWholeScan(path: string): Promise<boolean> {
  await using file = await open(path);
  const { size } = await file.stat();
  const head = Buffer.alloc(Math.min(size, sniffBytes));
  await file.read(head, 0, head.length, 0);
  const tail = Buffer.alloc(Math.min(size, tailBytes));
  await file.read(tail, 0, tail.length, size - tail.length);
  switch (sniffType(head)) {
    case 'jpeg': return tail.includes(Buffer.from([0xff, 0xd9]));
    case 'png': return tail.includes('IEND');
    case 'pdf': return tail.includes('%%EOF');
    case 'webp': return size >= head.readUInt32LE(4) + 8;
    case 'tiff': return true;
    case null: return false;
  }
}
