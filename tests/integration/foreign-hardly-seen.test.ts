/** Foreign sheets whose marks are hardly to be seen, struck through, or on a bad copy: what a person sees is read or waits for a person, and what is clear does not wait. */
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { readAtAnyAngle } from '../../src/sheet/template/askew.ts';
import { expandTemplate } from '../../src/sheet/template/expand.ts';
import { type TemplateReading, templateReader } from '../../src/sheet/template/read-template.ts';
import { templateSchema } from '../../src/exam/template.ts';
import { labels, type Marks, plain, questions, type Sheet, sheetOf } from '../fixtures/foreign-sheet.ts';

interface Read { readonly [question: string]: { readonly value: string; readonly doubtful: boolean } }

interface Drawn { readonly over?: string; readonly blur?: number; readonly change?: (svg: string) => string }

async function readingOf(sheet: Sheet, marks: Marks, { over = '', blur = 0.7, change = (svg) => svg }: Drawn): Promise<TemplateReading> {
  const svg = change(sheet.svg(marks).replace('</svg>', `${over}</svg>`));
  const { data, info } = await sharp(Buffer.from(svg)).flatten({ background: '#fff' }).greyscale().blur(blur).raw().toBuffer({ resolveWithObject: true });
  const image = { width: info.width, height: info.height, pixels: new Uint8Array(data) };
  const reading = readAtAnyAngle({ print: image, mark: image, coloured: false }, templateReader(expandTemplate(templateSchema.parse(sheet.template))));
  expect(reading.trouble).toBeNull();
  return reading;
}

async function read(sheet: Sheet, marks: Marks, drawn: Drawn): Promise<Read> {
  const { columns } = await readingOf(sheet, marks, drawn);
  return Object.fromEntries(columns.map(({ name, value, doubtful }) => [name, { value, doubtful }]));
}

const doubts = (reading: Read): string[] => Object.entries(reading).filter(([, { doubtful }]) => doubtful).map(([name]) => name);

/** A scan in which lines and letters are thicker here than there, as where they fall between its points. `by`: pixels of its steps. */
function uneven(svg: string, by: number): string {
  let bubble = 0;
  return svg.replaceAll(/stroke-width="1.6"\/><text(?=[^>]*text-anchor="middle")/g, () => { const step = bubble++ * 7 % 5 * by; return `stroke-width="${1.2 + step}"/><text stroke="#222" stroke-width="${step / 2}"`; });
}

/** A test for the first form: three columns of four questions with squares of 8 mm at 150 dpi. */
const squares = sheetOf(1240, 1754, { w: 48, h: 48 }, '#222', [0, 1, 2].map((k) => ({ name: `column ${k}`, x: 160 + k * 360, y: 400, fields: labels('q', k * 4 + 1, k * 4 + 4), values: '123', valueGap: 84, fieldGap: 160 })), questions(1, 12), 'q1', '');

/** A tick that sticks out of one of a question's squares. */
function tick(question: number, colour: string, width: number): string {
  const x = 160 + Math.floor((question - 1) / 4) * 360 + question * 7 % 3 * 84, y = 400 + (question - 1) % 4 * 160;
  return `<path d="M${x - 2} ${y + 26} l 22 22 l 42 -60" stroke="${colour}" stroke-width="${width}" fill="none"/>`;
}

test.for([['#aaa', 1.6], ['#bbb', 2]] as const)('a page that is answered with pale ticks throughout (%s, %s) has no blank that nobody looks at; two of them do not put all blanks before a person', async ([colour, width]) => {
  const change = (svg: string): string => uneven(svg, 0.2);
  expect(doubts(await read(squares, {}, { change, over: labels('q', 1, 12).map((_, k) => tick(k + 1, colour, width)).join('') }))).toHaveLength(12);
  expect(doubts(await read(squares, {}, { change, over: tick(3, colour, width) + tick(8, colour, width) })).length).toBeLessThanOrEqual(2);
  expect(doubts(await read(squares, {}, { change }))).toEqual([]);
});

const answers: Marks = Object.fromEntries(labels('q', 1, 60).map((name, k) => [name, 'ABCD'[k % 4]!]));

test('a bubble that is filled with pale pencil among black marks waits for a person', async () => {
  for (const opacity of [0.12, 0.14]) {
    const pale = `<rect x="606" y="831" width="24" height="24" rx="8" fill="black" fill-opacity="${opacity}"/>`;
    const reading = await read(plain, { ...answers, q30: '', q31: '' }, { over: pale, change: (svg) => uneven(svg, 0.15).replaceAll('fill="#444" fill-opacity="0.85"', 'fill="#222"') });
    expect(doubts(reading), `${opacity}`).toEqual(['q30']);
  }
});

/** Boxes two millimetres apart, printed in grey. */
const tight = sheetOf(1240, 1754, { w: 30, h: 20 }, '#888', [0, 1, 2].map((k) => ({ name: `block ${k}`, x: 220 + k * 330, y: 327, fields: labels('q', k * 20 + 1, k * 20 + 20), values: 'ABCD', valueGap: 42, fieldGap: 42 })), questions(1, 60), 'q1', '');

test('a fill with a level line that ends about a millimetre beyond it, and another one: a person decides', async () => {
  const marks = { ...answers, q5: 'AC', q26: 'BD', q47: 'AB', q50: 'BC' };
  for (const [beyond, blur, outline] of [[7, 1, 3], [8, 1.4, 1.6]] as const) {
    const line = (question: number, value: number): string => `<path d="M${220 + Math.floor((question - 1) / 20) * 330 + value * 42 - beyond} ${337 + (question - 1) % 20 * 42} h ${30 + 2 * beyond}" stroke="#333" stroke-width="2.5"/>`;
    const reading = await read(tight, marks, { blur, over: line(5, 0) + line(26, 3) + line(47, 1), change: (svg) => svg.replaceAll('stroke-width="1.6"', `stroke-width="${outline}"`) });
    expect(doubts(reading), `${beyond}`).toEqual(['q5', 'q26', 'q47']);
  }
});

test('on a copy whose letters are thicker here than there, full pencil marks do not wait', async () => {
  let letter = 0;
  const thick = (svg: string): string => svg.replaceAll(/<text(?=[^>]*text-anchor="middle")/g, () => `<text stroke="#222" stroke-width="${letter++ * 7 % 5 * 0.3}"`).replaceAll('fill-opacity="0.85"', 'fill-opacity="0.45"');
  const reading = await read(plain, answers, { change: thick });
  expect(Object.entries(reading).filter(([name, { value }]) => value !== answers[name])).toEqual([]);
  expect(doubts(reading)).toEqual([]);
});

test('a page all of whose rows are full, in pale pencil of which a part is hardly to be seen, waits for a person: no row is taken for the letters that are seen of it', async () => {
  const full: Marks = Object.fromEntries(labels('q', 1, 60).map((name) => [name, 'ABCD']));
  for (const [palest, spread] of [[0.2, 0.25], [0.3, 0.25]] as const) {
    let mark = 0;
    const reading = await read(plain, full, { blur: 1.2, change: (svg) => svg.replaceAll('fill-opacity="0.85"', () => `fill-opacity="${palest + spread * (mark++ * 7919 % 13) / 13}"`) });
    expect(Object.entries(reading).filter(([name, { value, doubtful }]) => name.startsWith('q') && value !== 'ABCD' && !doubtful), `${palest}`).toEqual([]);
  }
});

test('a whole row that is a little darker waits for a person where the page shows no other mark; one in black does not', async () => {
  for (const opacity of [0.15, 0.2, 0.3]) expect(doubts(await read(plain, { q30: 'ABCD' }, { change: (svg) => svg.replaceAll('fill-opacity="0.85"', `fill-opacity="${opacity}"`) })), `${opacity}`).toEqual(['q30']);
  expect((await read(plain, { q30: 'ABCD' }, {}))['q30']).toEqual({ value: 'ABCD', doubtful: false });
});

/** Two columns of twenty questions with a T and an F. */
const trueFalse = sheetOf(1240, 1754, { w: 40, h: 24 }, '#222', [0, 1].map((k) => ({ name: `column ${k}`, x: 260 + k * 420, y: 330, fields: labels('q', k * 20 + 1, k * 20 + 20), values: 'TF', valueGap: 84, fieldGap: 56 })), questions(1, 40), 'q1', '');

test('where everybody of a page is true, in thin strokes, no row is read as blank without a word; a page on which nothing is marked does not wait', async () => {
  const stroke = (k: number, kind: 'tick' | 'cross'): string => {
    const x = 260 + Math.floor(k / 20) * 420 + k * 7 % 5 - 2, y = 330 + k % 20 * 56 + k * 11 % 7 - 3;
    return `<path d="${kind === 'tick' ? `M${x + 6} ${y + 10} l 9 9 l ${16 + k % 4} -20` : `M${x + 6} ${y + 2} l 28 20 m 0 -20 l -28 ${18 + k % 5}`}" fill="none" stroke="#777" stroke-width="2.2"/>`;
  };
  for (const kind of ['tick', 'cross'] as const) {
    const reading = await read(trueFalse, {}, { over: labels('q', 1, 40).map((_, k) => stroke(k, kind)).join(''), change: (svg) => uneven(svg, 0.05) });
    expect(Object.entries(reading).filter(([, { value, doubtful }]) => value !== 'T' && !doubtful), kind).toEqual([]);
  }
  expect(doubts(await read(trueFalse, {}, { change: (svg) => uneven(svg, 0.05) }))).toEqual([]);
});

/** A questionnaire: rings of 5.5 mm in the cells of a table. */
const rings = sheetOf(1240, 1754, { w: 33, h: 33 }, '#222', [{ name: 'answers', x: 640, y: 300, fields: labels('q', 1, 26), values: 'ABCDE', valueGap: 106, fieldGap: 53 }], questions(1, 26), 'q1', '');

test('a page on which next to nothing is marked is told as a whole, as it may be blank or its marks too thin to be seen; one with a few answers is not', async () => {
  const answered = async (marked: number): Promise<boolean> => (await readingOf(trueFalse, Object.fromEntries(labels('q', 1, marked).map((name) => [name, 'T'])), {})).whole === 'unmarked';
  expect(await Promise.all([0, 1, 2, 3, 20].map(answered))).toEqual([true, true, true, false, false]);
});

test('marks in a table are read where they are, however near its lines are to the bubbles', async () => {
  const chosen = labels('q', 1, 26).map((_, k) => 'ABCDE'[k * 7 % 5]!);
  const lines = [...Array.from({ length: 27 }, (_, k) => `<path d="M90 ${290 + k * 53} H 1165"/>`), ...[0, 1, 2, 3, 4, 5].map((k) => `<path d="M${602 + k * 106} 290 V ${290 + 26 * 53}"/>`)].join('');
  const crosses = chosen.map((value, k) => { const x = 640 + 'ABCDE'.indexOf(value) * 106 + k * 5 % 3, y = 300 + k * 53 + k * 7 % 3; return `<path d="M${x + 3} ${y + 2} l 28 29 m 0 -28 l -27 27"/>`; }).join('');
  const reading = await read(rings, {}, { over: `<g stroke="#222" stroke-width="2" fill="none">${lines}</g><g stroke="#666" stroke-width="5" fill="none">${crosses}</g>`, change: (svg) => svg.replaceAll('stroke-width="1.6"', 'stroke-width="2.4"').replaceAll('rx="4"', 'rx="16"') });
  expect(chosen.filter((value, k) => reading[`q${k + 1}`]?.value !== value || reading[`q${k + 1}`]?.doubtful)).toEqual([]);
});

/** Two columns of 24 squares without letters, what they are for far to their left. */
const items = sheetOf(1240, 1754, { w: 24, h: 24 }, '#222', [0, 1].map((k) => ({ name: `column ${k}`, x: 330 + k * 568, y: 250, fields: labels('q', k * 24 + 1, k * 24 + 24), values: 'ABCD', valueGap: 62, fieldGap: 58 })), questions(1, 48), 'q1', '');

test('ticks of a teacher beside the rows are no question numbers: the page is not taken for one in a mirror', async () => {
  const marks: Marks = Object.fromEntries(labels('q', 1, 48).map((name, k) => [name, 'ABCD'[k * 7 % 11 % 4]!]));
  const ticks = [3, 5, 6, 9, 12, 35, 37].map((question) => `<path d="M${330 + Math.floor((question - 1) / 24) * 568 - 52} ${262 + (question - 1) % 24 * 58} l 10 12 l 24 -34" stroke="#c22" stroke-width="4" fill="none"/>`).join('');
  const printed = [0, 1].map((k) => `<rect x="${80 + k * 568}" y="160" width="540" height="1530" fill="none" stroke="#222" stroke-width="3"/>${labels('', 1, 24).map((_, row) => `<text x="${100 + k * 568}" y="${270 + row * 58}" font-size="22">Item of the list</text>`).join('')}`).join('');
  const reading = await read(items, marks, { over: printed + ticks, change: (svg) => svg.replaceAll(/<text[^>]*text-anchor[^>]*>[^<]*<\/text>/g, '') });
  expect(Object.entries(reading).filter(([name, { value, doubtful }]) => value !== marks[name] && !doubtful)).toEqual([]);
});

test('where letters and outlines make all of a bubble grey, as pale pencil does, no blank is taken for a full row: bold ones in small bubbles, and blurred', async () => {
  for (const [size, blurs] of [[24, [2.4, 4]], [20, [1, 2.4, 4]]] as const) {
    const sheet = sheetOf(1240, 1754, { w: size, h: size }, '#222', [0, 1, 2].map((k) => ({ name: `block ${k}`, x: 220 + k * 330, y: 327, fields: labels('q', k * 20 + 1, k * 20 + 20), values: 'ABCDE', valueGap: size + 20, fieldGap: size + 20 })), questions(1, 60), 'q1', '');
    const half: Marks = Object.fromEntries(labels('q', 1, 60).map((name, k) => [name, k % 2 === 0 ? 'ABCDE'[k % 5]! : '']));
    const bold = (svg: string): string => svg.replaceAll('stroke-width="1.6"/><text', 'stroke-width="4"/><text stroke="#222" stroke-width="2"');
    for (const blur of blurs) {
      const reading = await read(sheet, half, { blur, change: bold });
      expect(Object.entries(reading).filter(([name, { value, doubtful }]) => name.startsWith('q') && value !== half[name] && !doubtful), `${size} ${blur}`).toEqual([]);
    }
  }
});
