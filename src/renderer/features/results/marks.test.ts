import { expect, test } from 'vitest';
import type { PageDetail } from '../../../contract/routes/pages.ts';
import { marksOn } from './marks.ts';
import type { QuestionScore } from './verdict.ts';

type Part = PageDetail['overlay'][number];
const at = (x: number, y: number): Part['corners'] => [{ x, y }, { x: x + 10, y }, { x: x + 10, y: y + 5 }, { x, y: y + 5 }];
const bubble = (field: string, value: string, chosen: boolean, x: number): Part => ({ field, kind: 'bubble', value, chosen, doubt: null, corners: at(x, 100) });
const score = (no: string, kind: string, points: number | null): QuestionScore => ({ no, points, max: 3, bonus: false, reason: { kind, points: points ?? 0, max: 3 }, doubtful: false });
const single = { no: '1', type: 'single' as const, options: ['A', 'B', 'C'], keys: ['B'], points: 3, wrong: 0, void: false, bonus: false };

test('a wrong choice shows itself and the option that ought to have been chosen', () => {
  const [mark] = marksOn([bubble('1', 'A', true, 0), bubble('1', 'B', false, 20), bubble('1', 'C', false, 40)], [score('1', 'wrong', 0)], [single]);
  expect(mark).toMatchObject({ no: '1', verdict: 'wrong', box: { x: 0, y: 100, width: 50, height: 5 } });
  expect(mark?.bubbles.map(({ value, as }) => [value, as])).toEqual([['A', 'chosen-wrong'], ['B', 'left-out']]);
});

test('digits have no right bubble of their own: they are as the answer is', () => {
  const numeric = { no: '1', type: 'numeric' as const, columns: [['1', '2']], keys: ['2'], points: 3, wrong: 0, void: false, bonus: false };
  const [mark] = marksOn([bubble('1:0', '1', true, 0), bubble('1:1', '1', true, 20), bubble('1:1', '2', false, 40)], [score('1', 'wrong', 0)], [numeric]);
  expect(mark?.bubbles.map(({ value, as }) => [value, as])).toEqual([['1', 'chosen-wrong'], ['1', 'chosen-wrong']]);
});

test('a question that is not on this page has no mark, and an open one has only its place', () => {
  const region: Part = { field: '28', kind: 'open', value: null, chosen: false, doubt: null, corners: at(5, 300) };
  expect(marksOn([region], [score('1', 'not-read', 0), score('28', 'open', null)], [single]).map(({ no, verdict, bubbles }) => [no, verdict, bubbles.length])).toEqual([['28', 'waits', 0]]);
});
