import { describe, expect, test } from 'vitest';
import { parseExam } from '../../exam/exam-file.ts';
import type { Template } from '../../exam/template.ts';
import { layoutExam, layoutsOf } from './layout-exam.ts';

type Block = Partial<Template['blocks'][number]>;
const block = (name: string, fields: readonly string[], values: readonly string[], change: Block = {}): object => ({ name, x: 10, y: 10, fields, values, direction: 'horizontal', valueGap: 6, fieldGap: 6, ...change });
const sheet = {
  format: 'zhiyue-template', version: 1, unit: 'mm', page: { width: 210, height: 297 }, bubble: { w: 4, h: 3 }, candidate: 'No',
  blocks: [
    block('No', ['n1..3'], [...'0123456789'], { direction: 'vertical', valueGap: 5, fieldGap: 6 }), block('choices', ['第1题', '第02题'], [...'ABCD'], { x: 60 }), block('signs', ['Q3'], ['√', '×'], { x: 60, y: 40 }), block('turned', ['q4'], [...'DCBA'], { x: 60, y: 60 }),
    block('number', ['d1..2'], [...'0123456789'], { x: 120, y: 10, direction: 'vertical', valueGap: 5 }), block('besides', ['Seat'], [...'AB'], { x: 60, y: 80 }),
  ],
  columns: [{ name: 'No', fields: ['n1..3'] }, ...['第1题', '第02题', 'Q3', 'q4', 'Seat'].map((name) => ({ name, fields: [name] })), { name: 'q5', fields: ['d1..2'] }],
  regions: [{ name: 'Q6', kind: 'text', x: 20, y: 150, w: 60, h: 10 }, { name: '7', kind: 'open', x: 20, y: 200, w: 160, h: 60 }],
};
const questions = [
  { no: '1-2', type: 'single', options: 4, key: 'AB', points: 1 }, { no: '3', type: 'truefalse', key: 'T', points: 1 }, { no: '4', type: 'multiple', options: 4, key: 'AD', points: 1 },
  { no: '5', type: 'numeric', digits: 2, key: '12', points: 1 }, { no: '6', type: 'text', key: 'word', points: 1 }, { no: '7', type: 'open', points: 5, height: 60 },
];
const examWith = (change: object = {}) => parseExam({ id: 'x', title: 'X', candidateNumber: { digits: 3 }, template: sheet, questions, ...change });
const refusalOf = (change: object): unknown => {
  try {
    return layoutsOf(examWith(change)).blank.version;
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
};

test('each question finds its column or region by its number, however it is called; what bubbles mean is said in the exam\'s words', () => {
  const { blank, personal } = layoutsOf(examWith());
  expect(personal).toBe(blank);
  expect(blank.foreign?.fields.map(({ label, field, values }) => `${label} > ${field}: ${values.join('')}`)).toEqual([
    '第1题 > 1: ABCD', '第02题 > 2: ABCD', 'Q3 > 3: TF', 'q4 > 4: DCBA', 'd1 > 5:0: 0123456789', 'd2 > 5:1: 0123456789', 'n1 > candidate:0: 0123456789', 'n2 > candidate:1: 0123456789', 'n3 > candidate:2: 0123456789',
  ]);
  expect(blank.foreign?.regions).toEqual([{ name: 'Q6', field: '6' }, { name: '7', field: '7' }]);
  const [page] = blank.pages;
  expect(page).toMatchObject({ page: 1, width: 210, height: 297, anchors: [], regions: [{ field: '6', kind: 'text', x: 20, y: 150, w: 60, h: 10 }, { field: '7', kind: 'open', x: 20, y: 200, w: 160, h: 60 }] });
  expect(page?.bubbles.find(({ field, value }) => field === '3' && value === 'F')).toEqual({ field: '3', value: 'F', x: 66, y: 40, w: 4, h: 3 });
  // What is on the sheet and no question is nobody's business.
  expect(page?.bubbles.some(({ y }) => y === 80)).toBe(false);
});

test('the layout is another one when a bubble moves or another field is asked, not when the key or the name of the template changes', () => {
  const version = layoutsOf(examWith()).blank.version;
  expect(layoutsOf(examWith({ template: { ...sheet, name: 'Another', blocks: sheet.blocks.map((one, i) => ({ ...one, name: `block ${i}` })) } })).blank.version).toBe(version);
  expect(layoutsOf(examWith({ questions: [{ ...questions[0], key: 'BA' }, ...questions.slice(1)] })).blank.version).toBe(version);
  expect(layoutsOf(examWith({ questions: questions.slice(1) })).blank.version).not.toBe(version);
  expect(layoutsOf(examWith({ template: { ...sheet, bubble: { w: 4, h: 3.5 } } })).blank.version).not.toBe(version);
});

test('a code may say whose a sheet is, or nothing', () => {
  const coded = { ...sheet, candidate: 'bar', regions: [...sheet.regions, { name: 'bar', kind: 'code', x: 20, y: 100, w: 60, h: 15 }] };
  expect(layoutsOf(examWith({ template: coded })).blank.foreign).toMatchObject({ code: { name: 'bar', digits: 3 } });
  const { candidate: _candidate, ...nobody } = sheet;
  expect(layoutsOf(examWith({ template: nobody })).blank.foreign?.fields.some(({ field }) => field.startsWith('candidate'))).toBe(false);
});

test.each([
  ['no such column', { questions: [{ no: '9', type: 'single', options: 4, key: 'A', points: 1 }] }, 'the template has no column or region for question 9 (it has 第1题, 第02题, Q3, q4, Seat, q5)'],
  ['no such region', { questions: [{ no: '8', type: 'open', points: 1, height: 20 }] }, 'question 8 is written by hand, and the template has no region that is called by its number'],
  ['another number of options', { questions: [{ no: '1', type: 'single', options: 5, key: 'A', points: 1 }] }, 'question 1 has 5 options, and the template 4 bubbles for it'],
  ['a choice in a column of digits', { questions: [{ no: '5', type: 'single', options: 4, key: 'A', points: 1 }] }, 'question 5 is marked in one row of bubbles, and q5 of the template has 2'],
  ['another number of digits', { questions: [{ no: '5', type: 'numeric', digits: 3, key: '123', points: 1 }] }, 'question 5 needs 3 columns of digits, and q5 of the template has 2'],
  ['longer candidate numbers', { candidateNumber: { digits: 8 } }, 'candidate numbers have 8 digits, and No of the template has 3'],
  ['a candidate in letters', { template: { ...sheet, candidate: 'Seat' } }, 'Seat of the template, which says whose a sheet is, must be columns of the digits 0 to 9, or a code; have another column say so'],
  ['bubbles on one another', { template: { ...sheet, blocks: [...sheet.blocks, block('again', ['z'], ['a', 'b'], { x: 60 })] } }, 'again'],
])('%s is told', (_what, change, said) => {
  expect(refusalOf(change)).toContain(said);
});

test('nothing is laid out to be printed', () => {
  expect(() => layoutExam(examWith(), { personal: false })).toThrow('somebody else prints the sheets');
});

describe('bubbles', () => {
  const one = (type: 'single' | 'truefalse', values: readonly string[]) => {
    const template = { ...sheet, candidate: undefined, blocks: [block('row', ['q1'], values)], columns: [{ name: 'q1', fields: ['q1'] }], regions: [] }, { candidate: _candidate, ...rest } = template;
    return () => layoutsOf(parseExam({ id: 'x', title: 'X', template: rest, questions: [type === 'truefalse' ? { no: '1', type, key: 'T', points: 1 } : { no: '1', type, options: values.length, key: 'A', points: 1 }] })).blank.foreign?.fields[0]?.values.join('');
  };
  test.each([
    ['truefalse', '√×', 'TF'], ['truefalse', '×√', 'FT'], ['truefalse', '错对', 'FT'], ['truefalse', 'ft', 'FT'], ['truefalse', 'NY', 'FT'], ['truefalse', '甲乙', 'TF'],
    ['single', 'dcba', 'DCBA'], ['single', 'ＡＢＣＤ', 'ABCD'], ['single', '4321', 'DCBA'], ['single', '①②③④', 'ABCD'], ['single', '甲乙丙丁', 'ABCD'],
  ] as const)('of a %s question called %s are %s', (type, values, meant) => {
    expect(one(type, [...values])()).toBe(meant);
  });
  test.each([['single', 'BCDE'], ['single', 'ABDE'], ['truefalse', 'AB'], ['truefalse', 'T√']] as const)('of a %s question are not guessed where they are called %s', (type, values) => {
    expect(one(type, [...values])).toThrow('call them by the options');
  });
});

test.each([
  ['parts A and B', [block('a', ['A1'], [...'ABCD']), block('b', ['B1'], [...'ABCD'], { x: 60 })], ['A1', 'B1'], 'several places for question 1 (A1, B1)'],
  ['full-width and plain', [block('a', ['q１'], [...'ABCD']), block('b', ['Q01'], [...'ABCD'], { x: 60 })], ['q１', 'Q01'], 'several places for question 1 (q１, Q01)'],
])('two columns with one number are refused: %s', (_what, blocks, names, said) => {
  const { candidate: _candidate, ...rest } = sheet, template = { ...rest, blocks, columns: names.map((name) => ({ name, fields: [name] })), regions: [] };
  expect(() => layoutsOf(parseExam({ id: 'x', title: 'X', template, questions: [{ no: '1', type: 'single', options: 4, key: 'A', points: 1 }] }))).toThrow(said);
});
