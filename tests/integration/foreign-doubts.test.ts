/** Pages of foreign sheets on which something else looks like an answer: whatever is not surely meant waits for a person. */
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { darknessField } from '../../src/sheet/register/darkness.ts';
import { Effort } from '../../src/sheet/register/effort.ts';
import { patchShifts } from '../../src/sheet/register/response.ts';
import { PageMemory } from '../../src/sheet/read/page-memory.ts';
import type { GrayImage } from '../../src/sheet/read/reading.ts';
import { readAtAnyAngle } from '../../src/sheet/template/askew.ts';
import { expandTemplate } from '../../src/sheet/template/expand.ts';
import { templateReader, type TemplateReading } from '../../src/sheet/template/read-template.ts';
import { templateSchema } from '../../src/exam/template.ts';
import { block, card, labels, type Marks, plain, questions, type Sheet, sheetOf, truthOf } from '../fixtures/foreign-sheet.ts';

interface Page { readonly marks?: Marks; /** SVG over the page. */ readonly over?: string; readonly change?: (picture: Sharp) => Sharp }

async function drawn(sheet: Sheet, { marks = {}, over = '', change = (picture) => picture }: Page): Promise<GrayImage> {
  const flat = await sharp(Buffer.from(sheet.svg(marks).replace('</svg>', `${over}</svg>`))).flatten({ background: '#fff' }).png({ compressionLevel: 0 }).toBuffer();
  const { data, info } = await change(sharp(flat)).greyscale().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: new Uint8Array(data) };
}

async function read(sheet: Sheet, page: Page, template: object = sheet.template): Promise<TemplateReading> {
  const image = await drawn(sheet, page);
  return readAtAnyAngle({ print: image, mark: image, coloured: false }, templateReader(expandTemplate(templateSchema.parse(template))));
}

/** Columns that are wrong and that nobody would look at; a page that is put aside has none. */
function silent({ columns }: TemplateReading, truth: Record<string, string>): string[] {
  return columns.filter(({ name, value, doubtful }) => !doubtful && value !== truth[name]).map(({ name, value }) => `${name}: ${value}`);
}

function doubts({ columns }: TemplateReading): string[] {
  return columns.filter(({ doubtful }) => doubtful).map(({ name }) => name);
}

const answers: Marks = Object.fromEntries([...labels('n', 1, 8).map((name, k) => [name, `${k}`]), ...labels('q', 1, 30).map((name, k) => [name, 'ABCD'[k % 4]])]) as Marks;
/** Where the first bubble of a question of `card` lies. */
const at = (question: number): { x: number; y: number } => ({ x: 190 + Math.floor((question - 1) / 10) * 340, y: 800 + (question - 1) % 10 * 38 });

test('a mark that is struck through beside another one waits for a person, though the line runs into the other', async () => {
  const marks = { ...answers, q2: 'AB', q13: 'BC', q24: 'AC' };
  const strike = (question: number, value: number): string => { const { x, y } = at(question); return `<line x1="${x + value * 54 - 12}" y1="${y + 6}" x2="${x + value * 54 + 46}" y2="${y + 14}" stroke="#333" stroke-width="4"/>`; };
  const reading = await read(card, { marks, over: strike(2, 0) + strike(13, 1) });
  expect(doubts(reading)).toEqual(['q2', 'q13']);
  expect(silent(reading, truthOf(card, marks))).toEqual([]);
});

/** Large bubbles far from one another, with their numbers right beside them; and narrow boxes in a strip. */
const quizAt = (question: number, value: string): readonly [number, number] => [320 + Math.floor((question - 1) / 12) * 430 + 'ABCD'.indexOf(value) * 66, 200 + (question - 1) % 12 * 56];
const quiz = sheetOf(1240, 1000, { w: 30, h: 30 }, '#222', [1, 13].map((from) => ({ name: `quiz ${from}`, x: quizAt(from, 'A')[0], y: 200, fields: labels('q', from, from + 11), values: 'ABCD', valueGap: 66, fieldGap: 56 })), questions(1, 24), 'q1', labels('', 1, 24).map((_, k) => `<text x="${quizAt(k + 1, 'A')[0] - 8}" y="${quizAt(k + 1, 'A')[1] + 24}" font-size="26" text-anchor="end" font-family="sans-serif">${k + 1}</text>`).join(''));
const strip = sheetOf(640, 1650, { w: 36, h: 14 }, '#6a8', [{ name: 'strip', x: 200, y: 168, fields: labels('q', 1, 50), values: 'ABCDE', valueGap: 55, fieldGap: 29 }], questions(1, 50), 'q1', labels('', 1, 50).map((_, k) => block(24, 170 + k * 29, 32, 9)).join(''));

/** A box filled with strokes to and fro that go a little beyond it, as hands do. */
const scribble = (x: number, y: number, w: number, h: number, over: number): string => `<polyline points="${Array.from({ length: Math.ceil(h / 3) + 2 }, (_, k) => `${k % 2 === 0 ? x - over * (1 + k % 3) / 3 : x + w + over * (1 + k % 5) / 5},${y - over / 2 + k * (h + over) / (Math.ceil(h / 3) + 1)}`).join(' ')}" fill="none" stroke="#555" stroke-width="5" stroke-linecap="round"/>`;

test('a mark that is struck through with one thin level line waits for a person, also where other questions have two answers, which do not', async () => {
  const several = ['q5', 'q8', 'q12', 'q16', 'q20'], struck = [[2, 'A', 'B'], [10, 'B', 'D'], [18, 'D', 'C'], [23, 'A', 'C']] as const;
  const marks: Marks = { ...Object.fromEntries(labels('q', 1, 24).map((name, k) => [name, 'ABCD'[k * 7 % 4]!])), ...Object.fromEntries(several.map((name, k) => [name, ['AC', 'BD', 'CD'][k % 3]!])), ...Object.fromEntries(struck.map(([question, one, other]) => [`q${question}`, [one, other].sort().join('')])) };
  const fills = Object.entries(marks).flatMap(([name, values]) => [...values].map((value) => scribble(...quizAt(Number(name.slice(1)), value), 30, 30, 5))).join('');
  const lines = struck.map(([question, value]) => { const [x, y] = quizAt(question, value); return `<line x1="${x - 10}" y1="${y + 14}" x2="${x + 40}" y2="${y + 16}" stroke="#666" stroke-width="3"/>`; }).join('');
  const reading = await read(quiz, { over: fills + lines, change: (picture) => picture.blur(1) });
  expect(doubts(reading)).toEqual(['q2', 'q10', 'q18', 'q23']);
  expect(reading.columns.filter(({ doubtful }) => doubtful).map(({ value }) => value)).toEqual(['B', 'D', 'C', 'C']);
  expect(silent(reading, truthOf(quiz, marks))).toEqual([]);
});

test('a rule that is printed above some rows strikes nothing out where marks touch it', async () => {
  const marks: Marks = Object.fromEntries(labels('q', 1, 50).map((name, k) => [name, 'ABCDE'[k * 7 % 5]!]));
  const fills = labels('q', 1, 50).map((name, k) => scribble(200 + 'ABCDE'.indexOf(marks[name]!) * 55, 168 + k * 29, 36, 14, 6)).join('');
  const rules = labels('', 0, 6).map((_, k) => `<line x1="130" y1="${163.5 + k * 203}" x2="484" y2="${163.5 + k * 203}" stroke="#444" stroke-width="2.2"/>`).join('');
  const reading = await read(strip, { over: rules + fills, change: (picture) => picture.blur(1) });
  expect(doubts(reading)).toEqual([]);
  expect(silent(reading, truthOf(strip, marks))).toEqual([]);
});

test('the edge of a shadow across a row is no answer', async () => {
  const both: readonly Marks[] = [answers, {}];
  const shadow = (x: number, opacity: number): string => `<rect x="0" y="0" width="${x}" height="1754" fill="black" fill-opacity="${opacity}"/>`;
  for (const x of [205, 262, 545]) for (const marks of both) {
    const reading = await read(card, { marks, over: shadow(x, 0.45) });
    expect(silent(reading, truthOf(card, Object.fromEntries(Object.keys(answers).map((name) => [name, marks[name] ?? ''])))), `${x}`).toEqual([]);
  }
});

/** The shadow of a hand with a telephone, which ends softly, over a page of `plain`. */
const phone = (x: number, y: number): string => `<filter id="soft" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur stdDeviation="9"/></filter><path d="M${x} ${y} l 430 -40 l 70 620 l -120 10 l 130 700 l -330 0 l -90 -690 z" fill="black" fill-opacity="0.55" filter="url(#soft)"/>`;

test('the soft edge of a shadow through bubbles leaves no marks on a blank page, and none beside others', async () => {
  const blank: Marks = Object.fromEntries(labels('q', 1, 60).map((name) => [name, '']));
  const some: Marks = { ...blank, ...Object.fromEntries(labels('q', 1, 60).filter((_, k) => k % 3 === 0).map((name, k) => [name, 'ABCD'[k % 4]!])) };
  for (const marks of [blank, some]) expect(silent(await read(plain, { marks, over: phone(340, 520) }), truthOf(plain, marks))).toEqual([]);
});

test('what an eraser smeared over a bubble is no answer among black crosses', async () => {
  const names = labels('q', 1, 60).filter((name) => name !== 'q30'), blank = Object.fromEntries(labels('q', 1, 60).map((name) => [name, '']));
  const place = (k: number): { x: number; y: number } => ({ x: 220 + Math.floor(k / 20) * 330, y: 327 + k % 20 * 56 });
  const cross = (k: number, value: number): string => { const { x, y } = place(k); return `<path d="M${x + value * 56 + 1} ${y + 3} l 22 18 m 0 -18 l -22 18" stroke="#222" stroke-width="3.5" fill="none"/>`; };
  const truth = Object.fromEntries(names.map((name) => [name, 'ABCD'[Number(name.slice(1)) % 4]!]));
  const crosses = names.map((name) => cross(Number(name.slice(1)) - 1, Number(name.slice(1)) % 4)).join('');
  const { x, y } = place(29);
  for (const opacity of [0.2, 0.24, 0.28]) {
    const smear = `<filter id="smear" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="1.5"/></filter><ellipse cx="${x + 12}" cy="${y + 12}" rx="17" ry="14" fill="black" fill-opacity="${opacity}" filter="url(#smear)"/>`;
    const reading = await read(plain, { over: crosses + smear });
    expect(silent(reading, { ...blank, ...truth }), `${opacity}`).toEqual([]);
    expect(doubts(reading).filter((name) => name !== 'q30')).toEqual([]);
  }
});

test('a thin stroke as black as the other marks is no blank, though there is a speck beside it', async () => {
  const marks: Marks = Object.fromEntries(labels('q', 1, 60).map((name, k) => [name, name === 'q30' ? '' : 'ABCD'[k % 4]!]));
  for (const width of [2.6, 2.8]) {
    const over = `<path d="M553 838 l 18 9" stroke="#222" stroke-width="${width}"/><path d="M610 839 l 4 0" stroke="#222" stroke-width="2.5"/>`;
    expect(silent(await read(plain, { marks, over }), { ...truthOf(plain, marks), q30: 'A' }), `${width}`).toEqual([]);
  }
});

test('a folded corner leaves no marks elsewhere on a blank page', async () => {
  const blank = Object.fromEntries(labels('q', 1, 60).map((name) => [name, '']));
  for (const share of [180, 300]) {
    const flap = `<path d="M1110 1460 L${1110 - share} 1460 L1110 ${1460 - share} Z" fill="#fff"/><path d="M${1110 - share} 1460 L1110 ${1460 - share} L${1110 - share} ${1460 - share} Z" fill="#ddd"/>`;
    expect(silent(await read(plain, { over: flap }), blank), `${share}`).toEqual([]);
  }
});

test('copied in black and white so that letters run together, a blank page has no answers that nobody looks at', async () => {
  const blank = Object.fromEntries(labels('q', 1, 60).map((name) => [name, '']));
  expect(silent(await read(plain, { change: (p) => p.resize({ width: 560 }).blur(0.8).threshold(215) }), blank)).toEqual([]);
});

test('among pale marks of an over-exposed page, the palest is no blank', async () => {
  const pale = (x: number, y: number, opacity: number): string => `<rect x="${x + 1}" y="${y + 1}" width="32" height="18" fill="#444" fill-opacity="${opacity}"/>`;
  const over = labels('q', 1, 30).map((_, k) => pale(at(k + 1).x + k % 4 * 54, at(k + 1).y, k === 16 ? 0.045 : 0.11)).join('');
  const numbers = Object.fromEntries(labels('n', 1, 8).map((name) => [name, '']));
  expect(silent(await read(card, { over }), truthOf(card, { ...answers, ...numbers }))).toEqual([]);
});

test('a mirrored sheet with more columns than its template is not read the wrong way around', async () => {
  const columns = [0, 1, 2, 3].map((k) => ({ name: `block ${k}`, x: 130 + k * 262, y: 327, fields: labels('q', k * 20 + 1, k * 20 + 20), values: 'ABCD', valueGap: 56, fieldGap: 56 }));
  const wide = sheetOf(1240, 1754, { w: 24, h: 24 }, '#222', columns, questions(1, 80), 'q1', '');
  const part = sheetOf(1240, 1754, { w: 24, h: 24 }, '#222', [columns[0], columns[1], { ...columns[2]!, fields: labels('q', 41, 50) }].flatMap((c) => c ?? []), questions(1, 50), 'q1', '');
  const marks = Object.fromEntries(labels('q', 1, 80).map((name, k) => [name, 'ABCD'[(k * 7 + k % 3) % 4]])) as Marks, truth = truthOf(part, marks);
  const flat = await read(wide, { marks }, part.template);
  expect(flat.trouble).toBeNull();
  expect(silent(flat, truth)).toEqual([]);
  for (const change of [(p: Sharp) => p.flop(), (p: Sharp) => p.rotate(180), (p: Sharp) => p.flop().extract({ left: 60, top: 0, width: 1180, height: 1754 })]) expect(silent(await read(wide, { marks, change }, part.template), truth)).toEqual([]);
});

test('a number has one digit or sign in each of its columns, and a gap in it is told', async () => {
  const numbers = [0, 1, 2, 3].map((k) => ({ name: `number ${k}`, x: 160 + k * 260, y: 500, fields: labels(`d${k}_`, 1, 5), values: '-.0123456789', vertical: true, valueGap: 48, fieldGap: 44 }));
  const decimals = sheetOf(1240, 1754, { w: 30, h: 22 }, '#222', numbers, numbers.map(({ fields }, k) => ({ name: `D${k}`, fields })), 'D0', '');
  const written = ['-1.25', '12-8', '5 7', '30.5'];
  const marks = Object.fromEntries(written.flatMap((number, k) => [...number].flatMap((value, i) => (value === ' ' ? [] : [[`d${k}_${i + 1}`, value]]))));
  const twice = (value: string): string => `<rect x="${160 + 260 + 2 * 44 + 1}" y="${500 + 48 * '-.0123456789'.indexOf(value) + 1}" width="28" height="20" rx="9" fill="#333"/>`;
  const reading = await read(decimals, { marks, over: twice('4') });
  expect(reading.trouble).toBeNull();
  expect(doubts(reading)).toEqual(['D1', 'D2']);
  expect(reading.columns.map(({ name, value }) => [name, value])).toMatchObject([['D0', '-1.25'], ['D1', expect.stringMatching(/^12[-4]8$/)], ['D2', '57'], ['D3', '30.5']]);
  expect(reading.regions.map(({ field }) => field)).toEqual(['d1_3', 'D2']);
});

test("a candidate's number waits that lacks digits, however many; another number may be short", async () => {
  const doubtsOf = async (number: string, sheet: Sheet): Promise<string[]> => doubts(await read(sheet, { marks: { ...answers, ...Object.fromEntries(labels('n', 1, 8).map((name, k) => [name, number[k]?.trim() ?? ''])) } }));
  expect(await doubtsOf('12345678', card)).toEqual([]);
  for (const number of ['1234', '  3456  ', '1']) expect(await doubtsOf(number, card), number).toEqual(['考号']);
  expect(await doubtsOf('1234', { ...card, template: { ...card.template, candidate: 'q1' } })).toEqual([]);
});

test('a grid in the middle of its page, without question numbers, is read only where its letters say which way it lies', async () => {
  const columns = [0, 1, 2].map((k) => ({ name: `block ${k}`, x: 193 + k * 330, y: 333, fields: labels('q', k * 20 + 1, k * 20 + 20), values: 'ABCD', valueGap: 56, fieldGap: 56 }));
  const sheet = sheetOf(1240, 1754, { w: 26, h: 26 }, '#222', columns, questions(1, 60), 'q1', '');
  const plainSheet: Sheet = { ...sheet, svg: (marks) => sheet.svg(marks).replaceAll(/<text[^>]*text-anchor="end"[^>]*>\d+<\/text>/g, '') };
  const marks = Object.fromEntries(labels('q', 1, 60).map((name, k) => [name, 'ABCD'[(k * 7 + k % 3) % 4]])) as Marks, truth = truthOf(sheet, marks);
  expect((await read(plainSheet, { marks })).trouble).toBeNull();
  for (const change of [(p: Sharp) => p, (p: Sharp) => p.flop(), (p: Sharp) => p.flip(), (p: Sharp) => p.rotate(180)]) expect(silent(await read(plainSheet, { marks, change }), truth)).toEqual([]);
});

test('a blurred grid without question numbers that lies to one side of its page is read only where its letters say which way it lies', async () => {
  const columns = [0, 1, 2].map((k) => ({ name: `block ${k}`, x: 220 + k * 330, y: 327, fields: labels('q', k * 20 + 1, k * 20 + 20), values: 'ABCD', valueGap: 42, fieldGap: 42 }));
  const sheet = sheetOf(1240, 1754, { w: 30, h: 20 }, '#888', columns, questions(1, 60), 'q1', '');
  const bare: Sheet = { ...sheet, svg: (marks) => sheet.svg(marks).replaceAll(/<text[^>]*text-anchor="end"[^>]*>\d+<\/text>/g, '') };
  const marks = Object.fromEntries(labels('q', 1, 60).map((name, k) => [name, 'ABCD'[k % 4]])) as Marks, truth = truthOf(sheet, marks);
  for (const sigma of [1, 3.6]) {
    expect((await read(bare, { marks, change: (p) => p.blur(sigma) })).trouble, `${sigma}`).toBeNull();
    for (const way of [(p: Sharp) => p.flop(), (p: Sharp) => p.flip(), (p: Sharp) => p.rotate(180)]) expect(silent(await read(bare, { marks, change: (p) => way(p).blur(sigma) }), truth), `${sigma} ${way.toString()}`).toEqual([]);
  }
});

test('a bubble by itself is empty when it is, and what is drawn into it is seen', async () => {
  const { blocks, columns } = templateSchema.parse(card.template), { w, h } = { w: 34, h: 20 };
  const template = { ...card.template, blocks: [...blocks, { name: 'absent', x: 300, y: 500, fields: ['absent'], values: ['缺'], direction: 'horizontal', valueGap: 54, fieldGap: 38 }], columns: [...columns, { name: 'absent', fields: ['absent'] }] };
  const printed = `<rect x="300" y="500" width="${w}" height="${h}" rx="4" fill="none" stroke="#222" stroke-width="1.6"/><text x="317" y="515" font-size="15" text-anchor="middle" fill="#222" font-family="sans-serif">缺</text>`;
  const absentOf = async (over: string): Promise<string> => { const column = (await read(card, { marks: answers, over: printed + over }, template)).columns.find(({ name }) => name === 'absent'); return `${column?.doubtful ? '?' : ''}${column?.value}`; };
  expect(await absentOf('')).toBe('');
  expect(await absentOf('<rect x="301" y="501" width="32" height="18" rx="5" fill="#444" fill-opacity="0.85"/>')).toBe('缺');
  expect(await absentOf('<path d="M304 510 L314 519 L336 494" fill="none" stroke="#333" stroke-width="3"/>')).toMatch(/^\?/);
});

test('a map that folds the page asks for no more memory than there is', async () => {
  const { lattice } = templateReader(expandTemplate(templateSchema.parse(card.template)));
  const field = darknessField(await drawn(card, {}), new PageMemory(), new Effort());
  const { x, y } = { x: lattice.x[0]!, y: lattice.y[0]! };
  // The first bubble lies where this map has its horizon.
  for (const beside of [0, 1e-9, 1e-3]) {
    const shifts = patchShifts(field, lattice, Float64Array.of(1, 0, 0, 0, 1, 0, 1, 0.01, -x - 0.01 * y + beside), 0.3);
    expect(shifts.every(({ response }) => response === 0)).toBe(true);
  }
});
