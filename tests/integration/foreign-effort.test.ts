/** All attempts at one foreign page together: what they take, and that none of them spoils what another one has made. */
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { Effort } from '../../src/sheet/register/effort.ts';
import { nearestInk } from '../../src/sheet/register/nearest-ink.ts';
import type { GrayImage } from '../../src/sheet/read/reading.ts';
import { readAtAnyAngle } from '../../src/sheet/template/askew.ts';
import { expandTemplate } from '../../src/sheet/template/expand.ts';
import { openMade, openPage, type PagePlanes, readWithTemplate, templateReader } from '../../src/sheet/template/read-template.ts';
import { templateSchema } from '../../src/exam/template.ts';
import { card, marksFor, plain, type Sheet } from '../fixtures/foreign-sheet.ts';

const readerOf = ({ template }: Sheet): ReturnType<typeof templateReader> => templateReader(expandTemplate(templateSchema.parse(template)));

async function drawn(svg: string, change: (picture: ReturnType<typeof sharp>) => ReturnType<typeof sharp> = (picture) => picture): Promise<PagePlanes> {
  const flat = await sharp(Buffer.from(svg)).flatten({ background: '#fff' }).png({ compressionLevel: 0 }).toBuffer();
  const { data, info } = await change(sharp(flat)).greyscale().raw().toBuffer({ resolveWithObject: true }), image: GrayImage = { width: info.width, height: info.height, pixels: new Uint8Array(data) };
  return { print: image, mark: image, coloured: false };
}

const page = (inner: string): string => `<svg xmlns="http://www.w3.org/2000/svg" width="1240" height="1754"><rect width="100%" height="100%" fill="white"/>${inner}</svg>`;
const text = page(Array.from({ length: 44 }, (_, k) => `<text x="120" y="${150 + k * 34}" font-size="22" font-family="sans-serif">${'What is written here has nothing to do with any exam, and there is much of it. '.slice(k % 9)}</text>`).join(''));

test.each([
  ['a page of text', () => drawn(text)],
  ['a page of text at an angle on a dark ground', () => drawn(text, (picture) => picture.rotate(20, { background: '#333' }))],
  ['a page of another sheet, upside down', () => drawn(plain.svg(marksFor(plain, 2)), (picture) => picture.rotate(180))],
])('%s is put aside, and all attempts together take no more than one page may', async (_what, draw) => {
  const effort = new Effort();
  expect(readAtAnyAngle(await draw(), readerOf(card), effort).trouble).not.toBeNull();
  // As much as each of them alone may.
  expect(effort.boxes).toBeLessThan(4.5e7);
});

test('a page is found in its picture after it was looked for in others that were made of it', async () => {
  const planes = await drawn(card.svg(marksFor(card, 3)), (picture) => picture.rotate(180)), other = await drawn(text), reader = readerOf(card);
  const alone = readWithTemplate(planes, readerOf(card)), effort = new Effort();
  expect(alone.trouble).toBeNull();
  const opened = openPage(planes, reader, effort);
  expect(opened.near().trouble).not.toBeNull();
  for (const made of [other, planes, other]) openMade(made, reader, effort, { flat: true }).near();
  effort.begin('anywhere');
  expect(opened.anywhere()).toEqual(alone);
});

test('from each pixel the nearest ink is known', () => {
  const width = 40, height = 30, inked = [[3, 4], [30, 2], [17, 15], [18, 15], [39, 29]] as const, ink = new Uint8Array(width * height);
  for (const [x, y] of inked) ink[y * width + x] = 1;
  const near = nearestInk(ink, width, height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    const at = y * width + x, to = near.of[at]!;
    expect(near.distance(at)).toBeCloseTo(Math.hypot(x - to % width, y - Math.floor(to / width)), 9);
    expect(near.distance(at)).toBeLessThan(Math.min(...inked.map(([u, v]) => Math.hypot(x - u, y - v))) + 0.1);
  }
  expect(nearestInk(new Uint8Array(12), 4, 3).distance(5)).toBe(Infinity);
});
