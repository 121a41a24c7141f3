/** Foreign sheets on which most marks are of one value, or half of all bubbles are marked: what an empty bubble looks like, and where the page lies, is told by the others. */
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { readAtAnyAngle } from '../../src/sheet/template/askew.ts';
import { expandTemplate } from '../../src/sheet/template/expand.ts';
import { templateReader, type TemplateReading } from '../../src/sheet/template/read-template.ts';
import { templateSchema } from '../../src/exam/template.ts';
import { labels, type Marks, questions, type Sheet, sheetOf } from '../fixtures/foreign-sheet.ts';

async function read({ svg, template }: Sheet, marks: Marks, { over = '', change = (drawn: string): string => drawn, measured = template }: { readonly over?: string; readonly change?: (drawn: string) => string; readonly measured?: object } = {}): Promise<TemplateReading> {
  const { data, info } = await sharp(Buffer.from(change(svg(marks)).replace('</svg>', `${over}</svg>`))).flatten({ background: '#fff' }).greyscale().blur(0.7).raw().toBuffer({ resolveWithObject: true });
  const image = { width: info.width, height: info.height, pixels: new Uint8Array(data) };
  return readAtAnyAngle({ print: image, mark: image, coloured: false }, templateReader(expandTemplate(templateSchema.parse(measured))));
}

const sure = ({ columns }: TemplateReading): Marks => Object.fromEntries(columns.flatMap(({ name, value, doubtful }) => (doubtful ? [] : [[name, value]])));

/** Squares without letters, as evaluations have them. */
const evaluation = sheetOf(1240, 1754, { w: 24, h: 24 }, '#222', [0, 1].map((k) => ({ name: `part ${k}`, x: 420 + k * 420, y: 420, fields: labels('q', k * 24 + 1, k * 24 + 24), values: 'ABCD', valueGap: 66, fieldGap: 46 })), questions(1, 48), 'q1',
  '<text x="620" y="200" font-size="40" text-anchor="middle" font-family="sans-serif">Course evaluation</text><text x="420" y="395" font-size="20" font-family="sans-serif">very good  good  fair  poor</text><text x="840" y="395" font-size="20" font-family="sans-serif">very good  good  fair  poor</text>');
const withoutLetters = (svg: string): string => svg.replaceAll(/<text[^>]*text-anchor="middle"[^>]*>[A-D]<\/text>/g, '');

test.for([0, 1, 2, 3])('squares without letters of which nearly all are filled for one value (%i) are read', async (favourite) => {
  const marks = Object.fromEntries(labels('q', 1, 48).map((name, k) => [name, 'ABCD'[k % 12 === 5 ? (favourite + 1) % 4 : favourite]!]));
  const reading = await read(evaluation, marks, { change: withoutLetters });
  expect(reading.trouble).toBeNull();
  expect(sure(reading)).toEqual(marks);
});

/** Two answers to each question, so that half of all bubbles are filled. */
const quiz = sheetOf(1240, 1754, { w: 48, h: 30 }, '#222', [0, 1].map((k) => ({ name: `column ${k}`, x: 260 + k * 420, y: 420, fields: labels('q', k * 20 + 1, k * 20 + 20), values: 'TF', valueGap: 96, fieldGap: 52 })), questions(1, 40), 'q1',
  '<text x="620" y="200" font-size="40" text-anchor="middle" font-family="sans-serif">True or false</text>');

test.for<[string, (k: number) => number]>([
  ['by turns', (k) => k % 2], ['in no order', (k) => ((k * k + 3 * k) >> 2) % 2], ['true in the first column and false in the second', (k) => (k < 20 ? 0 : 1)], ['true but for two', (k) => (k === 7 || k === 29 ? 1 : 0)], ['all false', () => 1],
])('a quiz of which all questions are answered true or false is read: %s', async ([, answer]) => {
  const marks = Object.fromEntries(labels('q', 1, 40).map((name, k) => [name, 'TF'[answer(k)]!]));
  const reading = await read(quiz, marks);
  expect(reading.trouble).toBeNull();
  expect(sure(reading)).toEqual(marks);
});

/** Twelve blocks of five questions. */
const fives = sheetOf(1240, 1754, { w: 34, h: 22 }, '#222', Array.from({ length: 12 }, (_, k) => ({ name: `block ${k}`, x: 200 + k % 3 * 330, y: 420 + Math.floor(k / 3) * 280, fields: labels('q', k * 5 + 1, k * 5 + 5), values: 'ABCD', valueGap: 58, fieldGap: 44 })), questions(1, 60), 'q1', '');

test('where blocks were measured by hand, a little differently each, a block whose rows are all ticked alike is told by the others', async () => {
  const { blocks, ...rest } = templateSchema.parse(fives.template), measured = { ...rest, blocks: blocks.map((block, k) => ({ ...block, bubble: { w: 34 + k % 5 * 0.4 - 0.8, h: 22 + k % 3 * 0.3 - 0.3 } })) };
  // Block 5 is answered with five ticks for B.
  const marks = Object.fromEntries(labels('q', 1, 60).map((name, k) => [name, k >= 20 && k < 25 ? 'B' : 'ABCD'[k * 7 % 4]!]));
  const ticks = labels('q', 1, 60).map((name, k) => { const block = Math.floor(k / 5), x = 200 + block % 3 * 330 + 'ABCD'.indexOf(marks[name]!) * 58, y = 420 + Math.floor(block / 3) * 280 + k % 5 * 44; return `<path d="M${x + 4} ${y + 10} l 8 9 l 18 -20" stroke="#555" stroke-width="2.4" fill="none"/>`; });
  const reading = await read(fives, {}, { over: ticks.join(''), measured });
  expect(reading.trouble).toBeNull();
  expect(sure(reading)).toEqual(marks);
});

/** Three ovals of 10 mm a row, 150 dpi. */
const ovals = sheetOf(1240, 1754, { w: 60, h: 48 }, '#222', [0, 1].map((k) => ({ name: `column ${k}`, x: 260 + k * 480, y: 420, fields: labels('q', k * 10 + 1, k * 10 + 10), values: 'ABC', valueGap: 110, fieldGap: 96 })), questions(1, 20), 'q1',
  '<text x="620" y="200" font-size="40" text-anchor="middle" font-family="sans-serif">Form 1</text>');

test('thin crosses in large ovals do not wait because their print is uneven, where each row has one', async () => {
  const marks = Object.fromEntries(labels('q', 1, 20).map((name, k) => [name, k % 7 === 6 ? '' : 'ABC'[k * 5 % 3]!]));
  const crosses = labels('q', 1, 20).flatMap((name, k) => { const value = 'ABC'.indexOf(marks[name] || '-'), x = 260 + Math.floor(k / 10) * 480 + value * 110, y = 420 + k % 10 * 96; return value < 0 ? [] : [`<path d="M${x + 10} ${y + 8} l 38 32 m 0 -32 l -38 32" stroke="#444" stroke-width="5" fill="none"/>`]; });
  let bubble = 0;
  const uneven = (svg: string): string => svg.replaceAll(/stroke-width="1.6"\/><text(?=[^>]*text-anchor="middle")/g, () => { const step = bubble++ * 7 % 5; return `stroke-width="${1.2 + step * 0.3}"/><text stroke="#222" stroke-width="${step * 0.2}"`; });
  const reading = await read(ovals, {}, { over: crosses.join(''), change: uneven }), told = sure(reading);
  expect(reading.trouble).toBeNull();
  expect(marks).toMatchObject(told);
  expect(Object.keys(told).length).toBeGreaterThanOrEqual(17);
});

const turned = (svg: string, angle: number): string => svg.replace('>', `><rect width="100%" height="100%" fill="#fff"/><g transform="rotate(${angle} 620 877)">`).replace('</svg>', '</g></svg>');

/** A questionnaire of one block right of its texts, whose every other row lies on a grey band: nothing beside the bubbles says how it lies but where they are. */
const banded = sheetOf(1240, 1754, { w: 26, h: 26 }, '#333', [{ name: 'items', x: 640, y: 250, fields: labels('s', 1, 20), values: '12345', valueGap: 106, fieldGap: 62 }], labels('s', 1, 20).map((name) => ({ name, fields: [name] })), 's1',
  Array.from({ length: 20 }, (_, k) => (k % 2 === 0 ? `<rect x="600" y="${232 + k * 62}" width="640" height="62" fill="#ececec"/>` : '') + `<text x="125" y="${268 + k * 62}" font-size="20" font-family="sans-serif">${['I enjoy coming to school', 'Homework takes too long', 'Lunch is good'][k % 3]!}</text>`).join(''));

test.for([-1.5, -1, 1, 1.5])('a questionnaire on bands, without numbers beside its bubbles, is read as it lies (%d°)', async (angle) => {
  const marks = Object.fromEntries(labels('s', 1, 20).map((name, k) => [name, '12345'[(k * 3 + (k >> 2)) % 5]!]));
  const reading = await read(banded, marks, { change: (svg) => turned(svg.replaceAll(/<text[^>]*text-anchor="(?:middle|end)"[^>]*>[^<]*<\/text>/g, ''), angle) });
  expect(reading.trouble).toBeNull();
  expect(sure(reading)).toEqual(marks);
});

/** Numbers from 01 on beside one of two blocks, low on the page: turned over top to bottom its bubbles look the same, and 10 to 16 have less ink than 01 to 09. */
const fromZero = sheetOf(1240, 1754, { w: 36, h: 36 }, '#333', [{ name: 'Q', x: 250, y: 462, fields: labels('q', 1, 16), values: 'abcde', valueGap: 82, fieldGap: 68 }, { name: 'P', x: 800, y: 462, fields: labels('p', 1, 16), values: '123', valueGap: 82, fieldGap: 68 }],
  [...questions(1, 16), ...labels('p', 1, 16).map((name) => ({ name, fields: [name] }))], 'q1', '<text x="120" y="130" font-size="44" font-family="sans-serif">Cartão-Resposta</text>');

test.for([-1.5, -1, 1, 1.5])('a sheet numbered from 01 on is read as it lies (%d°)', async (angle) => {
  const marks = Object.fromEntries([...labels('q', 1, 16), ...labels('p', 1, 16)].map((name, k) => [name, (k < 16 ? 'abcde' : '123')[(k * 3 + (k >> 2)) % (k < 16 ? 5 : 3)]!]));
  // The second block's rows have no numbers of their own.
  const padded = (svg: string): string => svg.replaceAll(/(<text x="(\d+)"[^>]*text-anchor="end"[^>]*>)(\d+)<\/text>/g, (_, tag: string, x: string, number: string) => (x === '236' ? `${tag}${number.padStart(2, '0')}</text>` : ''));
  const reading = await read(fromZero, marks, { change: (svg) => turned(padded(svg), angle) });
  expect(reading.trouble).toBeNull();
  expect(sure(reading)).toEqual(marks);
});

/** Yes and no in empty circles: with every question answered half of all bubbles are marked. */
const yesNo = sheetOf(1240, 1754, { w: 27, h: 27 }, '#888', [{ name: 'answers', x: 872, y: 252, fields: labels('s', 1, 30), values: '12', valueGap: 148, fieldGap: 44.3 }], labels('s', 1, 30).map((name) => ({ name, fields: [name] })), 's1',
  `<text x="130" y="140" font-size="40" font-family="sans-serif">Pupil questionnaire</text><text x="872" y="230" font-size="18" font-family="sans-serif">Yes</text><text x="1020" y="230" font-size="18" font-family="sans-serif">No</text>${Array.from({ length: 30 }, (_, k) => `<text x="125" y="${272 + k * 44.3}" font-size="20" font-family="sans-serif">${k + 1}. ${['I enjoy coming to school', 'Homework takes too long', 'Lunch is good'][k % 3]!}</text>`).join('')}`);

test.for([-0.8, 0.5, 0.9])('a questionnaire of yes and no is read with every question answered (%d°)', async (angle) => {
  const marks = Object.fromEntries(labels('s', 1, 30).map((name, k) => [name, '12'[(k * 7 + (k >> 2)) % 2]!]));
  const thin = (svg: string): string => svg.replaceAll(/<text[^>]*text-anchor="(?:middle|end)"[^>]*>[^<]*<\/text>/g, '').replaceAll('stroke-width="1.6"', 'stroke-width="0.8"');
  const reading = await read(yesNo, marks, { change: (svg) => turned(thin(svg), angle) });
  expect(reading.trouble).toBeNull();
  expect(sure(reading)).toEqual(marks);
});
