import { expect, test } from 'vitest';
import { parseExam } from '../../../exam/exam-file.ts';
import type { ItemReading, PageReading, PageRegion } from '../../../sheet/read/reading.ts';
import { answersOf } from './answers.ts';

const exam = parseExam({
  id: 'e', title: 't', subject: 's', page: 'A4', candidateNumber: { digits: 2 },
  questions: [
    { no: '1', type: 'single', options: 4, key: 'A', points: 1 }, { no: '2', type: 'multiple', options: 4, key: 'AC', points: 1 },
    { no: '3', type: 'numeric', digits: 3, key: ['125'], points: 1 }, { no: '4', type: 'text', key: ['SAS'], points: 1, width: 40, height: 10 }, { no: '5', type: 'open', points: 5, height: 30 },
  ],
});
const item = (field: string, ...chosen: string[]): ItemReading => ({ field, chosen, kind: chosen.length === 0 ? 'blank' : chosen.length === 1 ? 'marked' : 'multiple', doubt: null, confidence: 0.9, fills: chosen.map((value, index) => ({ value, fill: 0.5 + index / 10 })) });
const corner = { x: 0, y: 0 };
const box = (field: string, kind: PageRegion['kind']): PageRegion => ({ field, kind, corners: [corner, corner, corner, corner], widthMm: 1, heightMm: 1 });
const reading = (items: ItemReading[], regions: PageRegion[] = []): PageReading => ({
  identity: { by: 'code', examTag: 'X', layoutVersion: 'V', page: 1 }, candidate: { by: 'none', candidateNo: null, confidence: 0, doubt: null }, items, regions,
  quality: { dpi: 200, orientation: 0, skewDegrees: 0, residualMm: 0, contrast: 1, edgeWidthMm: 0.1, anchorsFound: 6, anchorsExpected: 6 }, trouble: null,
});
const value = (...items: ItemReading[]) => answersOf(exam, reading(items), []).map((answer) => [answer.no, answer.value, answer.doubt]);

test('chosen options stand in alphabetical order', () => {
  expect(value(item('1', 'B'), item('2', 'C', 'A'))).toEqual([['1', 'B', null], ['2', 'AC', null]]);
});

test('only the questions that stand on the page are answered', () => {
  expect(value(item('2'))).toEqual([['2', '', null]]);
});

test('digits stand left to right, with _ for an empty column, and nothing at all when all are empty', () => {
  expect(value(item('3:0', '1'), item('3:1'), item('3:2', '5'))).toEqual([['3', '1_5', null]]);
  expect(value(item('3:0'), item('3:1'), item('3:2'))).toEqual([['3', '', null]]);
});

test('of two digits in one column the darker is the best guess, and a person must look', () => {
  expect(value(item('3:0', '1', '7'), item('3:1', '2'), item('3:2', '5'))).toEqual([['3', '725', 'conflict']]);
});

test('the confidence of a number is that of all its digits', () => {
  const [answer] = answersOf(exam, reading([item('3:0', '1'), item('3:1', '2'), item('3:2', '5')]), []);
  expect(answer?.confidence).toBeCloseTo(0.729);
});

test('a text box that could not be read waits for a person; an open box has nothing to read', () => {
  expect(answersOf(exam, reading([], [box('4', 'text'), box('5', 'open')]), [])).toEqual([{ no: '4', value: '', confidence: 0, doubt: 'text-not-read' }, { no: '5', value: '', confidence: null, doubt: null }]);
  expect(answersOf(exam, reading([], [box('4', 'text')]), [{ field: '4', text: 'SAS', confidence: 0.99, doubt: null }])).toEqual([{ no: '4', value: 'SAS', confidence: 0.99, doubt: null }]);
});
