import { expect, test } from 'vitest';
import type { TemplateBlock } from '../../../contract/routes/templates.ts';
import { answersRead } from './answers-read.ts';

const block: TemplateBlock = { name: 'A', x: 0, y: 0, w: 10, h: 8, fields: ['no1', 'no2', 'no3'], values: [...'0123456789'], direction: 'vertical', valueGap: 20, fieldGap: 15, column: 'number', candidate: true };
const field = (label: string, chosen: string, doubtful = false) => ({ label, chosen, doubtful });

test('digits are shown as the number they make, doubtful where one of them is', () => {
  const questions = { ...block, name: 'B', fields: ['q1'], column: null, candidate: false };
  expect(answersRead([field('no1', '2'), field('no2', '0'), field('no3', '7'), field('q1', 'A')], [block, questions])).toEqual([field('number', '207'), field('q1', 'A')]);
  expect(answersRead([field('no1', ''), field('no2', '48', true), field('no3', '7')], [block])).toEqual([field('number', '_(48)7', true)]);
  expect(answersRead([field('no1', ''), field('no2', ''), field('no3', '')], [block])).toEqual([field('number', '')]);
});
