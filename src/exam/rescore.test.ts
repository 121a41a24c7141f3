import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseExam } from './exam-file.ts';
import type { Answer } from './exam.ts';
import { diffScores } from './rescore.ts';
import { scoreSheet } from './score.ts';

const exam = (key: string, points = 2) => parseExam({ id: 'x', title: 'X', questions: [{ no: '1-3', type: 'single', options: 4, key, points }] });
const answers = (values: string): Answer[] => [...values].map((value, i) => ({ no: String(i + 1), value, doubtful: false }));
const graded = (key: string, sheets: Record<string, string>, points?: number) =>
  Object.entries(sheets).map(([candidateNo, values]) => ({ candidateNo, score: scoreSheet(exam(key, points), answers(values)) }));
const sheets = { '01': 'ABC', '02': 'ABD', '03': 'DDD' };

test('says whose score a changed key changes, from what to what, and where', () => {
  expect(diffScores(graded('ABC', sheets), graded('ABD', sheets))).toEqual([
    { candidateNo: '01', from: 6, to: 4, questions: [{ no: '3', from: 2, to: 0 }] },
    { candidateNo: '02', from: 4, to: 6, questions: [{ no: '3', from: 0, to: 2 }] },
    { candidateNo: '03', from: 0, to: 2, questions: [{ no: '3', from: 0, to: 2 }] },
  ]);
});

test('names a candidate whose changes cancel out in the total', () => {
  expect(diffScores(graded('ABC', { '01': 'ABD' }), graded('ACD', { '01': 'ABD' }))).toMatchObject([{ from: 4, to: 4, questions: [{ no: '2' }, { no: '3' }] }]);
});

test('names who came and who went', () => {
  const both = graded('ABC', sheets);
  expect(diffScores(both.slice(0, 1), both.slice(1, 2))).toMatchObject([{ candidateNo: '02', from: null, to: 4 }, { candidateNo: '01', from: 6, to: null }]);
});

test('grading again with the same key changes nothing', () => {
  fc.assert(fc.property(fc.dictionary(fc.stringMatching(/^\d{4}$/), fc.stringMatching(/^[ABCD]{0,3}$/)), fc.stringMatching(/^[ABCD]{3}$/), (taken, key) => {
    expect(diffScores(graded(key, taken), graded(key, taken))).toEqual([]);
  }));
});
