import { expect, test } from 'vitest';
import { examLink, placeOf, stationLink } from './place.ts';

test.each([
  ['', { examId: null, screen: 'exams', path: [] }],
  ['#/', { examId: null, screen: 'exams', path: [] }],
  ['#/lan', { examId: null, screen: 'lan', path: [] }],
  ['#/audit/x/y', { examId: null, screen: 'audit', path: ['x', 'y'] }],
  ['#/exams/math-1', { examId: 'math-1', screen: 'overview', path: [] }],
  ['#/exams/math-1/scan/b%2F1/2', { examId: 'math-1', screen: 'scan', path: ['b/1', '2'] }],
  ['#/exams/%E4/scan', { examId: '%E4', screen: 'scan', path: [] }],
])('%s', (hash, place) => {
  expect(placeOf(hash)).toEqual(place);
});

test('a link leads to its place, whatever an id holds', () => {
  expect(placeOf(examLink('a/b #%语文'))).toEqual({ examId: 'a/b #%语文', screen: 'overview', path: [] });
  expect(placeOf(examLink('x', 'overview', 'y'))).toEqual({ examId: 'x', screen: 'overview', path: ['y'] });
  expect(placeOf(stationLink('exams'))).toEqual({ examId: null, screen: 'exams', path: [] });
});
