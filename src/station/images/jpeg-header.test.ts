import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { headerBytes, jpegHeader } from './jpeg-header.ts';

const picture = (): Sharp => sharp({ create: { width: 37, height: 21, channels: 3, background: '#a0c0e0' } });

describe('what a JPEG says before its pixels', () => {
  it.each<[string, (plain: Sharp) => Sharp]>([
    ['baseline', (plain) => plain.jpeg()],
    ['progressive', (plain) => plain.jpeg({ progressive: true })],
    ['grey', (plain) => plain.toColourspace('b-w').jpeg()],
    ['without subsampling, with a profile', (plain) => plain.withIccProfile('srgb').jpeg({ chromaSubsampling: '4:4:4' })],
    ['optimised by trellises and scans', (plain) => plain.jpeg({ mozjpeg: true })],
    ...Array.from({ length: 8 }, (_, k): [string, (plain: Sharp) => Sharp] => [`turned as EXIF's ${k + 1} says`, (plain) => plain.withMetadata({ orientation: k + 1 }).jpeg()]),
    ['with EXIF that says nothing of it', (plain) => plain.withExif({ IFD0: { Copyright: 'Nobody' } }).jpeg()],
  ])('is what libvips says: %s', async (_, encode) => {
    const bytes = await encode(picture()).toBuffer(), { width, height, space, isProgressive, orientation = 1 } = await sharp(bytes).metadata();
    expect(jpegHeader(bytes)).toEqual({ width, height, colours: space === 'b-w' ? 1 : 3, progressive: isProgressive, orientation });
    expect(jpegHeader(bytes.subarray(0, headerBytes))).toEqual(jpegHeader(bytes));
  });

  it('is left to libvips where it is not plain', async () => {
    const bytes = await picture().withMetadata({ orientation: 6 }).jpeg().toBuffer(), frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
    expect(jpegHeader(await picture().toColourspace('cmyk').jpeg().toBuffer())).toBeNull();
    expect(jpegHeader(await picture().png().toBuffer())).toBeNull();
    expect(jpegHeader(new Uint8Array())).toBeNull();
    // Cut off anywhere before the frame is said: nothing is made up.
    for (let end = 0; end < frame + 10; end++) expect(jpegHeader(bytes.subarray(0, end))).toBeNull();
    // Bytes between the segments are skipped by libjpeg; an orientation of 9 is none.
    expect(jpegHeader(Buffer.concat([bytes.subarray(0, frame), Buffer.from([0]), bytes.subarray(frame)]))).toBeNull();
    const odd = Buffer.from(bytes), entry = [Buffer.from([0x12, 0x01, 3, 0]), Buffer.from([0x01, 0x12, 0, 3])].map((own) => odd.indexOf(own)).find((at) => at > 0) ?? 0;
    odd.fill(9, entry + 8, entry + 10);
    expect(jpegHeader(odd)).toBeNull();
  });

  it('never throws, whatever the bytes are', async () => {
    const bytes = await picture().withMetadata({ orientation: 3 }).jpeg().toBuffer();
    for (let at = 0; at < Math.min(bytes.length, 400); at++) for (const byte of [0, 1, 0x7f, 0xff]) {
      const changed = Buffer.from(bytes);
      changed[at] = byte;
      expect(() => jpegHeader(changed)).not.toThrow();
    }
  });
});
