import sharp from 'sharp';
import { expect, test } from 'vitest';
import { card, marksFor, sheetOf } from '../../../tests/fixtures/foreign-sheet.ts';
import type { GrayImage } from '../read/reading.ts';
import { expandTemplate } from '../template/expand.ts';
import { templateSchema } from '../../exam/template.ts';
import { isBlank } from './blank.ts';
import { latticeOf } from './lattice.ts';

async function pictureOf(svg: string): Promise<GrayImage> {
  const { data, info } = await sharp(Buffer.from(svg)).flatten({ background: '#fff' }).greyscale().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: new Uint8Array(data) };
}

/** The back of a page on a dark lid: paper with grain, `through` of what is on the front, mirrored. */
function backOf(front: GrayImage, through: number): GrayImage {
  const lid = 60, width = front.width + 2 * lid, height = front.height + 2 * lid, pixels = new Uint8Array(width * height).fill(30);
  for (let y = 0; y < front.height; y++) for (let x = 0; x < front.width; x++) {
    const grain = (x * 7919 + y * 104729 + x * y * 31) % 9 - 4;
    pixels[(y + lid) * width + x + lid] = 236 - through * (255 - front.pixels[y * front.width + front.width - 1 - x]!) + grain;
  }
  return { width, height, pixels };
}

const latticeFor = (template: object) => latticeOf(expandTemplate(templateSchema.parse(template)));
const front = await pictureOf(card.svg(marksFor(card, 1)));

test('the empty back of a page is blank, also where its front shines through', () => {
  for (const through of [0, 0.08]) expect(isBlank(backOf(front, through), latticeFor(card.template)), `${through}`).toBe(true);
});

test('a page with nothing but eight bubbles is not', async () => {
  const few = sheetOf(1240, 1754, { w: 24, h: 24 }, '#333', [{ name: 'few', x: 200, y: 300, fields: ['q1', 'q2'], values: 'ABCD', valueGap: 60, fieldGap: 60 }], [{ name: 'q1', fields: ['q1'] }, { name: 'q2', fields: ['q2'] }], 'q1', '');
  expect(isBlank(await pictureOf(few.svg({})), latticeFor(few.template))).toBe(false);
  expect(isBlank(front, latticeFor(card.template))).toBe(false);
});
