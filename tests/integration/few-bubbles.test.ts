/** A sheet of texts with eight bubbles and four black blocks: the blocks place the page, so that what is far from the bubbles is cut out where it is. */
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { readAtAnyAngle } from '../../src/sheet/template/askew.ts';
import { expandTemplate } from '../../src/sheet/template/expand.ts';
import { templateReader, type TemplateReading } from '../../src/sheet/template/read-template.ts';
import { templateSchema } from '../../src/exam/template.ts';

const marks = [{ x: 8, y: 8, w: 7, h: 7 }, { x: 195, y: 8, w: 7, h: 7 }, { x: 8, y: 282, w: 7, h: 7 }, { x: 193, y: 284, w: 9, h: 3 }];
const far = { x: 120, y: 20, w: 60, h: 10 };
const reader = templateReader(expandTemplate(templateSchema.parse({
  format: 'zhiyue-template', version: 1, unit: 'mm', page: { width: 210, height: 297 }, bubble: { w: 5, h: 3 }, registration: { marks },
  blocks: [{ name: 'b', x: 40, y: 194, fields: ['q1', 'q2'], values: [...'ABCD'], direction: 'horizontal', valueGap: 8, fieldGap: 6 }],
  columns: [{ name: 'q1', fields: ['q1'] }, { name: 'q2', fields: ['q2'] }], regions: [{ name: 'far', kind: 'open', ...far }],
})));
const degrees = 3, left = 22, top = 8, scale = 4;

/** On a dark lid, 3 degrees askew; the blocks of another sheet stand `aside` millimetres further in. */
async function read(aside: number): Promise<TemplateReading> {
  const blocks = marks.map(({ x, y, w, h }) => `<rect x="${x + (x < 100 ? aside : -aside)}" y="${y + (y < 100 ? aside : -aside)}" width="${w}" height="${h}"/>`).join('');
  const bubbles = [0, 1].flatMap((row) => [...'ABCD'].map((letter, k) => `<rect x="${40 + k * 8}" y="${194 + row * 6}" width="5" height="3" fill="none" stroke="black" stroke-width="0.25"/><text x="${42.5 + k * 8}" y="${196.4 + row * 6}" font-size="2.4" text-anchor="middle">${letter}</text>`)).join('');
  const lines = Array.from({ length: 14 }, (_, k) => `<rect x="${far.x - 90 * (k % 2)}" y="${far.y + k * 11}" width="60" height="9" fill="none" stroke="black" stroke-width="0.3"/>`).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${250 * scale}" height="${320 * scale}" viewBox="0 0 250 320" font-family="sans-serif"><rect width="250" height="320" fill="#333"/><g transform="translate(${left} ${top}) rotate(${degrees})"><rect width="210" height="297" fill="white"/>${blocks}${bubbles}${lines}</g></svg>`;
  const { data, info } = await sharp(Buffer.from(svg)).flatten({ background: '#fff' }).blur(1).greyscale().raw().toBuffer({ resolveWithObject: true });
  const image = { width: info.width, height: info.height, pixels: new Uint8Array(data) };
  return readAtAnyAngle({ print: image, mark: image, coloured: false }, reader);
}

test('a region far from the few bubbles is where the blocks say', async () => {
  const { trouble, regions } = await read(0);
  expect(trouble).toBeNull();
  const angle = degrees * Math.PI / 180, [corner] = regions.find(({ field }) => field === 'far')?.corners ?? [];
  const x = (left + far.x * Math.cos(angle) - far.y * Math.sin(angle)) * scale, y = (top + far.x * Math.sin(angle) + far.y * Math.cos(angle)) * scale;
  expect(Math.hypot((corner?.x ?? 0) - x, (corner?.y ?? 0) - y) / scale).toBeLessThan(1.5);
});

test('where the blocks are not where they should be, the page waits for a person', async () => {
  expect((await read(9)).trouble).not.toBeNull();
});

test('a questionnaire of five single bubbles in the middle of its height is read; on its head, where it may as well lie in a mirror, it waits for a person', async () => {
  const yes = templateReader(expandTemplate(templateSchema.parse({
    format: 'zhiyue-template', version: 1, unit: 'px', page: { width: 299, height: 328 }, bubble: { w: 20, h: 20 },
    blocks: [{ name: 'answers', x: 15, y: 55, fields: ['q1..5'], values: ['yes'], direction: 'horizontal', valueGap: 48, fieldGap: 48, empty: 'no' }],
    columns: [1, 2, 3, 4, 5].map((k) => ({ name: `q${k}`, fields: [`q${k}`] })),
  })));
  const marked = [1, 4];
  const rows = [1, 2, 3, 4, 5].map((k) => `<g transform="translate(15 ${55 + (k - 1) * 48})"><circle cx="10" cy="10" r="8.4" fill="${marked.includes(k) ? '#333' : 'none'}" stroke="#333"/><text x="34" y="15" font-size="13">Question ${k}</text></g>`).join('');
  const page = await sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="598" height="656" viewBox="0 0 299 328" font-family="sans-serif"><rect width="299" height="328" fill="#fff"/>${rows}</svg>`)).blur(0.6).png().toBuffer();
  for (const degrees of [0, 180]) {
    const { data, info } = await sharp(page).rotate(degrees).greyscale().raw().toBuffer({ resolveWithObject: true });
    const image = { width: info.width, height: info.height, pixels: new Uint8Array(data) };
    const { trouble, fields } = readAtAnyAngle({ print: image, mark: image, coloured: false }, yes);
    expect(trouble, `${degrees}`).toBe(degrees === 0 ? null : 'place-unsure');
    expect(fields.filter(({ doubt }) => doubt === null).filter(({ label, chosen }) => (chosen[0] === 'yes') !== marked.includes(Number(label.slice(1)))), `${degrees}`).toEqual([]);
  }
});
