/** Questionnaires that look the same turned half around or in a mirror, but for what is printed beside their bubbles: the template's reference picture shows that. */
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import type { GrayImage } from '../../src/sheet/read/reading.ts';
import { readAtAnyAngle } from '../../src/sheet/template/askew.ts';
import { expandTemplate } from '../../src/sheet/template/expand.ts';
import { templateReader } from '../../src/sheet/template/read-template.ts';
import { templateSchema } from '../../src/exam/template.ts';
import { labels, type Marks, sheetOf } from '../fixtures/foreign-sheet.ts';

const items = labels('s', 1, 20), texts = ['I enjoy coming to school', 'Homework takes too long', 'Lunch is good', 'My teachers are fair', 'I know whom to ask'];
const sheet = sheetOf(1240, 1754, { w: 26, h: 26 }, '#333', [{ name: 'items', x: 640, y: 250, fields: items, values: '12345', valueGap: 106, fieldGap: 62 }], items.map((name) => ({ name, fields: [name] })), 's1',
  `<text x="125" y="150" font-size="44" font-family="sans-serif">Our school</text>${items.map((_, k) => `<text x="125" y="${268 + k * 62}" font-size="20" font-family="sans-serif">${k + 1}. ${texts[k % 5]!}</text>`).join('')}`);
const marks = Object.fromEntries(items.map((name, k) => [name, '12345'[(k * 3 + (k >> 2)) % 5]!]));

async function drawn(filled: Marks, change: (page: Sharp) => Sharp = (page) => page): Promise<GrayImage> {
  const bare = sheet.svg(filled).replaceAll(/<text[^>]*text-anchor="(?:middle|end)"[^>]*>[^<]*<\/text>/g, '');
  const page = await sharp(Buffer.from(bare)).flatten({ background: '#fff' }).png().toBuffer();
  const { data, info } = await change(sharp(page)).greyscale().blur(0.7).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: new Uint8Array(data) };
}

test.for<[string, (page: Sharp) => Sharp]>([
  ['upright', (page) => page], ['upside down', (page) => page.rotate(180)], ['in a mirror', (page) => page.flop()], ['in a mirror, upside down', (page) => page.flip()], ['a little askew, in a mirror', (page) => page.flop().rotate(1.2, { background: '#fff' })],
])('a questionnaire with a reference picture is read as it lies: %s', async ([, change]) => {
  const template = expandTemplate(templateSchema.parse({ ...templateSchema.parse(sheet.template), registration: { reference: 'empty.png' } }));
  const image = await drawn(marks, change), { trouble, columns } = readAtAnyAngle({ print: image, mark: image, coloured: false }, templateReader(template, null, await drawn({})));
  expect(trouble).toBeNull();
  expect(Object.fromEntries(columns.map(({ name, value, doubtful }) => [name, doubtful ? `?${value}` : value]))).toEqual(marks);
});
