/** A teacher's red on foreign sheets: it must not count, also where it is dark and the pupil's own marks are thin, or there are none. */
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { readAtAnyAngle } from '../../src/sheet/template/askew.ts';
import { expandTemplate } from '../../src/sheet/template/expand.ts';
import { type ColumnReading, templateReader } from '../../src/sheet/template/read-template.ts';
import { templateSchema } from '../../src/exam/template.ts';
import { planesOf } from '../../src/station/images/planes.ts';
import { card, type Marks, plain, type Sheet } from '../fixtures/foreign-sheet.ts';

async function read(sheet: Sheet, marks: Marks, over: string): Promise<readonly ColumnReading[]> {
  const { data, info } = await sharp(await sharp(Buffer.from(sheet.svg(marks).replace('</svg>', `${over}</svg>`))).flatten({ background: '#fff' }).blur(0.7).jpeg({ quality: 82 }).toBuffer()).raw().toBuffer({ resolveWithObject: true });
  const { trouble, columns } = readAtAnyAngle(planesOf(data, info.width, info.height), templateReader(expandTemplate(templateSchema.parse(sheet.template))));
  expect(trouble).toBeNull();
  return columns;
}

/** A bubble of the plain sheet, filled or crossed. */
const place = (question: number, value: number): { x: number; y: number } => ({ x: 220 + Math.floor((question - 1) / 20) * 330 + value * 56, y: 327 + (question - 1) % 20 * 56 });
const filled = (question: number, value: number, colour: string): string => { const { x, y } = place(question, value); return `<rect x="${x + 2}" y="${y + 3}" width="21" height="19" fill="${colour}"/>`; };
const slash = (question: number, value: number): string => { const { x, y } = place(question, value); return `<path d="M${x + 3} ${y + 20}l18 -16" stroke="#555" stroke-width="3"/>`; };

test.each(['rgb(205,35,45)', 'rgb(160,25,35)', 'rgb(200,40,120)'])('right answers that somebody filled in %s are nobody\'s', async (colour) => {
  // Few enough that the page as a whole has hardly a colour.
  const answers = [3, 17, 29, 44], silent = async (over: string): Promise<string[]> => (await read(plain, {}, over)).flatMap(({ name, value, doubtful }) => (answers.includes(Number(name.slice(1))) && !doubtful && value !== '' ? [name] : []));
  const red = answers.map((question, k) => filled(question, k, colour)).join('');
  expect(await silent(red)).toEqual([]);
  // Beside the strokes of a thin hand.
  const strokes = Array.from({ length: 60 }, (_, k) => (answers.includes(k + 1) ? '' : slash(k + 1, k * 7 % 4))).join('');
  expect(await silent(red + strokes)).toEqual([]);
});

test('questions ticked in red alone wait for a person, however little of it a dark photo shows, and those beside them do not; on a page without another mark all do', async () => {
  const ticked = Array.from({ length: 20 }, (_, k) => k + 21), ticks = ticked.map((question, k) => { const { x, y } = place(question, k % 3); return `<path d="M${x + 4} ${y + 12}l6 8 l11 -18" fill="none" stroke="rgb(190,60,65)" stroke-width="2.4"/>`; }).join('');
  const shade = '<rect width="100%" height="100%" fill="black" opacity="0.35"/>', doubtsBeside = async (marks: Marks): Promise<number[]> => (await read(plain, marks, ticks + shade)).flatMap(({ name, doubtful }) => (doubtful ? [Number(name.slice(1))] : []));
  expect(await doubtsBeside(Object.fromEntries([1, 2, 4, 7, 11, 45, 48, 52, 60].map((question, k) => [`q${question}`, 'ABCD'[k % 4]!])))).toEqual(ticked);
  expect((await doubtsBeside({})).length).toBe(60);
});

test('black marks on a card that is printed in red do not wait', async () => {
  const columns = await read(card, { q1: 'A', q2: 'B', q3: 'C', q7: 'D', q9: 'A', q11: 'B', q15: 'C' }, '');
  expect(columns.filter(({ name, doubtful }) => name.startsWith('q') && doubtful)).toEqual([]);
});
