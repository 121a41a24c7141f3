import { expect, test } from 'vitest';
import { rosterDifference } from './exam-roster.ts';

const person = (candidateNo: string, name = '王', extra: Record<string, string> = {}) => ({ candidateNo, name, class: '八（1）班', extra });

test('counts who came, who went, and who is called otherwise', () => {
  expect(rosterDifference([person('1'), person('2'), person('3')], [person('4'), person('2', '李'), person('1')])).toEqual({ added: 1, removed: 1, changed: 1 });
});

test('another order is no change of anybody, another column is', () => {
  expect(rosterDifference([person('1'), person('2')], [person('2'), person('1')])).toEqual({ added: 0, removed: 0, changed: 0 });
  expect(rosterDifference([person('1', '王', { 考场: '1' })], [person('1', '王', { 考场: '2' })])).toEqual({ added: 0, removed: 0, changed: 1 });
  expect(rosterDifference([person('1', '王', { 考场: '1' })], [person('1')])).toEqual({ added: 0, removed: 0, changed: 1 });
});
