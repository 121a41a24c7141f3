/** Cards of letters in brackets, at 300 dpi: they are read, and a sheet that is not the template's is not. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TemplateReading } from '../../src/sheet/template/read-template.ts';
import { loadTemplate } from '../../src/station/template/load-template.ts';
import { readPicture } from '../../src/station/template/read-picture.ts';
import { bracketCard, closeCard, mixedCard, placeInMixed, tightCard } from '../fixtures/bracket-card.ts';
import { marksFor, type Marks, type Sheet, truthOf } from '../fixtures/foreign-sheet.ts';

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-bracket-')); });
afterAll(async () => { await rm(folder, { recursive: true, force: true }); });

/** `over`: SVG over the page. */
async function read({ template, svg }: Sheet, marks: Marks, over = '', degrees = 0): Promise<TemplateReading> {
  const [file, picture] = [path.join(folder, 'template.json'), path.join(folder, 'page.png')];
  await writeFile(file, JSON.stringify(template));
  await writeFile(picture, await sharp(Buffer.from(svg(marks).replace('</svg>', `${over}</svg>`))).flatten({ background: '#fff' }).rotate(degrees, { background: '#fff' }).blur(1.2).png({ compressionLevel: 1 }).toBuffer());
  const { reading } = await readPicture(picture, await loadTemplate(file), { page: 1 });
  return reading;
}

const right = bracketCard();
const step = { number: 7.09, choices: 6.6 };
const isNumber = ({ direction }: { readonly direction: string }): boolean => direction === 'vertical';

test.each([['empty', {}], ['filled in', marksFor(right, 3)]])('the card is read, %s', async (_, marks: Marks) => {
  const { trouble, columns } = await read(right, marks);
  expect(trouble).toBeNull();
  const truth = truthOf(right, Object.fromEntries(Object.keys(marksFor(right, 3)).map((field) => [field, marks[field] ?? ''])));
  expect(columns.filter(({ name, value, doubtful }) => doubtful || value !== truth[name])).toEqual([]);
});

test.each([['empty', {}], ['filled in', marksFor(tightCard(0), 3)]])('rows so tight that the end of one bracket and the beginning of the next fit into a bubble are read a little turned, with a template drawn by hand, %s', async (_, marks: Marks) => {
  const card = tightCard(0.35), { trouble, columns } = await read(card, marks, '', 1.2);
  expect(trouble).toBeNull();
  const truth = truthOf(card, Object.fromEntries(Object.keys(marksFor(card, 3)).map((field) => [field, marks[field] ?? ''])));
  expect(columns.filter(({ name, value, doubtful }) => doubtful || value !== truth[name])).toEqual([]);
});

test.each([['beside', 'horizontal', 0.5], ['below', 'vertical', 1.2], ['below', 'vertical', 90]] as const)('a card that has nothing but brackets a millimetre from one another, its options %s one another (%s), is read by where its rows end, turned by %f degrees', async (_, direction, degrees) => {
  const card = closeCard(direction, 0.3), bold = { ...card, svg: (marks: Marks) => card.svg(marks).replaceAll('stroke-width="0.15"', 'stroke-width="0.35"') };
  for (const marks of [{}, marksFor(closeCard(direction), 3)]) {
    const { trouble, columns } = await read(bold, marks, '', degrees), truth = truthOf(card, Object.fromEntries(Object.keys(marksFor(card, 3)).map((field) => [field, marks[field] ?? ''])));
    expect(trouble).toBeNull();
    expect(columns.filter(({ name, value, doubtful }) => !doubtful && value !== truth[name])).toEqual([]);
    expect(columns.filter(({ doubtful }) => doubtful).length).toBeLessThan(15);
  }
});

test.each([1, 2])('marks beside their brackets do not draw rows that stand close together a part of a step along, where others show how the page lies (%i)', async (dice) => {
  const card = mixedCard(), chosen = (question: number): string => 'ABCD'[(question * 7 + dice * question % 5) % 4]!;
  // Scribbles that leave the brackets on one side, darker than the print by far.
  const scribbles = Array.from({ length: 40 }, (_, k) => { const { x, y } = placeInMixed(61 + k, 'ABCD'.indexOf(chosen(61 + k))), aside = 1.2 * Math.sin(dice + Math.floor(k / 5) * 2.4); return `<rect x="${x + 0.4 + aside}" y="${y + 0.3}" width="4" height="2.2" fill="#333"/>`; }).join('');
  const pale = { ...card, svg: (marks: Marks) => card.svg(marks).replaceAll('"black"', '"#d99"').replace('<svg', '<svg fill="#d99"') };
  const { trouble, columns } = await read(pale, {}, scribbles, 0.4);
  expect(trouble).toBeNull();
  expect(columns.flatMap(({ name, value, doubtful }) => (Number(name.slice(1)) > 60 && !doubtful && value !== chosen(Number(name.slice(1))) ? [`${name} ${value}`] : []))).toEqual([]);
  expect(columns.filter(({ doubtful }) => doubtful).length).toBeLessThan(5);
});

test.each([
  ['whose number grid stands a column further left', bracketCard((block) => (isNumber(block) ? { ...block, x: block.x - step.number } : block))],
  ['whose number grid stands a column further right', bracketCard((block) => (isNumber(block) ? { ...block, x: block.x + step.number } : block))],
  ['without the number grid\'s last column', bracketCard((block) => (isNumber(block) ? { ...block, fields: block.fields.slice(0, -1) } : block))],
  ['of whose blocks one is not there', bracketCard((block) => (block.x === 72 && block.y === 118 ? null : block))],
  ['of whose blocks one stands a column further left', bracketCard((block) => (block.x === 72 && block.y === 118 ? { ...block, x: block.x - step.choices } : block))],
  ['of whose blocks one stands a column further right', bracketCard((block) => (block.x === 72 && block.y === 118 ? { ...block, x: block.x + step.choices } : block))],
  ['that has an E', bracketCard((block) => (isNumber(block) ? block : { ...block, values: [...'ABCDE'] }))],
  ['that has no D', bracketCard((block) => (isNumber(block) ? block : { ...block, values: [...'ABC'] }))],
])('a sheet %s is put aside', async (_, other) => {
  const { trouble } = await read(other, marksFor(right, 3));
  expect(trouble).not.toBeNull();
});

/** Where a bubble of a question lies. */
const at = (question: number, value: number): { x: number; y: number } => {
  const block = Math.floor((question - 1) / 5);
  return { x: 28 + block % 4 * 44 + value * 6.6, y: 95 + Math.floor(block / 4) * 23 + (question - 1) % 5 * 4.1 };
};
const doubts = ({ columns }: TemplateReading): string[] => columns.filter(({ doubtful }) => doubtful).map(({ name }) => name);

test('a level line through one of two marks waits for a person, though it ends between the brackets beside it', async () => {
  const marks: Marks = { ...marksFor(right, 3), q2: 'AB', q13: 'BC', q38: 'AD' };
  const line = (question: number, value: number): string => { const { x, y } = at(question, value); return `<path d="M${x - 1.1} ${y + 1.2}l7.2 0.3" stroke="#444" stroke-width="0.45"/>`; };
  const reading = await read(right, marks, line(2, 0) + line(13, 1));
  expect(doubts(reading)).toEqual(['q2', 'q13']);
  expect(reading.columns.filter(({ name }) => name === 'q2' || name === 'q13').map(({ value }) => value)).toEqual(['B', 'C']);
});

test('where crosses that leave the brackets are the hand\'s habit, none of them waits', async () => {
  const truth = Object.fromEntries(Array.from({ length: 60 }, (_, k) => [`q${k + 1}`, 'ABCD'[k * 7 % 4]!]));
  const crosses = Object.entries(truth).map(([name, value], k) => { const { x, y } = at(Number(name.slice(1)), 'ABCD'.indexOf(value)), out = 0.3 + k % 3 * 0.2; return `<path d="M${x - out} ${y - out}L${x + 5 + out} ${y + 2.8 + out}M${x + 5 + out} ${y - out}L${x - out} ${y + 2.8 + out}" stroke="#333" stroke-width="0.5"/>`; }).join('');
  const reading = await read(right, {}, crosses);
  expect(reading.columns.filter(({ name, value, doubtful }) => name in truth && (doubtful || value !== truth[name]))).toEqual([]);
});

test('rows of which every bubble is marked are read so, on a whole page of them, too', async () => {
  const all = Object.fromEntries(Array.from({ length: 60 }, (_, k) => [`q${k + 1}`, 'ABCD']));
  const reading = await read(right, { ...marksFor(right, 3), ...all });
  expect(reading.trouble).toBeNull();
  expect(reading.columns.filter(({ name, value }) => name in all && value !== 'ABCD')).toEqual([]);
});
