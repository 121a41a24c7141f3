/** What of a crop is writing: pale, dark, and beyond its box. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { GrayImage } from '../../sheet/read/reading.ts';
import { findInkLine } from './ink-line.ts';

/** Pixels around a box of 400 by 72, as a reader of foreign sheets has them. */
const rim = 20, box = { width: 400, height: 72 };

/** Strokes in the box's pixels, of such a grey on such a paper. */
async function crop(strokes: string, { ink = 30, paper = 245 }: { readonly ink?: number; readonly paper?: number } = {}): Promise<GrayImage> {
  const width = box.width + 2 * rim, height = box.height + 2 * rim, grey = `rgb(${ink},${ink},${ink})`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="rgb(${paper},${paper},${paper})"/><g transform="translate(${rim} ${rim})" stroke="${grey}" fill="none" stroke-width="4">${strokes}</g></svg>`;
  const { data } = await sharp(Buffer.from(svg)).blur(0.7).toColourspace('b-w').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return { width, height, pixels: new Uint8Array(data) };
}

/** Letters of 40 by 24, side by side from there on. */
const letters = (from: number, count: number): string => Array.from({ length: count }, (_, k) => `<rect x="${from + 34 * k}" y="16" width="24" height="40"/>`).join('');

describe('the writing in a crop', () => {
  it.each([['on white', {}], ['of a pencil', { ink: 190 }], ['hardly darker than its paper', { ink: 225 }], ['on a scan that is much too dark', { ink: 2, paper: 22 }]])('is found %s', async (_, tones) => {
    expect(findInkLine(await crop(letters(60, 4), tones), rim)).toMatchObject({ kind: 'ink', whole: true, glyphs: { length: 4 } });
  });

  it('is not made of the paper: an empty box is surely empty, with a shadow over it as well', async () => {
    const shaded = await crop('');
    for (let i = 0; i < shaded.pixels.length; i++) shaded.pixels[i] = 245 - 90 * ((i % shaded.width) / shaded.width) - (i * 7) % 3;
    expect([findInkLine(await crop(''), rim), findInkLine(shaded, rim)]).toEqual([{ kind: 'blank', sure: true }, { kind: 'blank', sure: true }]);
  });

  it('is not surely absent where something is there that hardly differs from paper', async () => {
    expect(findInkLine(await crop(letters(60, 4), { ink: 236 }), rim)).toEqual({ kind: 'blank', sure: false });
  });

  it.each([
    ['goes through a letter on the left', letters(-12, 3), 3], ['goes through a letter on the right', letters(380, 1) + letters(312, 2), 3],
    ['goes between two letters, the next one being outside', letters(-34, 3), 3], ['cuts letters off at the foot', `<rect x="60" y="50" width="24" height="40"/>${letters(100, 1)}`, 2],
  ])('is not whole where the box %s, and comes with what is beyond', async (_, strokes, glyphs) => {
    expect(findInkLine(await crop(strokes), rim)).toMatchObject({ kind: 'ink', whole: false, glyphs: { length: glyphs } });
  });

  it('is whole beside a form\'s own words and within its frame', async () => {
    const frame = `<rect x="0" y="0" width="${box.width}" height="${box.height}" stroke-width="2"/>`;
    expect(findInkLine(await crop(`${letters(60, 4)}<rect x="-18" y="20" width="6" height="30"/>${frame}`), rim)).toMatchObject({ kind: 'ink', whole: true, glyphs: { length: 4 } });
  });
});
