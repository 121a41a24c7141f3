import { expect, test } from 'vitest';
import { blockOnBubbles, columnOfBlock, type DrawnBlock, emptyTemplate, isNear, withBlocks } from './edit.ts';
import { expandTemplate } from './expand.ts';
import type { TemplateBlock } from '../../exam/template.ts';

const block = (over: Partial<TemplateBlock> = {}): TemplateBlock => ({
  name: 'Block 1', x: 100, y: 200, fields: ['q1..3'], values: ['A', 'B', 'C', 'D'], direction: 'horizontal', valueGap: 50, fieldGap: 40, empty: '', bubble: { w: 30, h: 20 }, ...over,
});
const alone = (...blocks: TemplateBlock[]): DrawnBlock[] => blocks.map((each) => ({ block: each, column: null, candidate: false }));
const drawn = emptyTemplate('Card', { width: 1000, height: 1400 });

test('every field gets a column; what was put together stays so, and what has gone goes', () => {
  const first = withBlocks(drawn, 'Card', alone(block({ fields: ['id1', 'id2'] }), block({ y: 600 })));
  // The file put parts of blocks together.
  const joined = { ...first, columns: [{ name: 'Number', fields: ['id1', 'q1'] }, { name: 'id2', fields: ['id2'] }, ...first.columns.slice(3)], candidate: 'Number' };
  const again = withBlocks(joined, 'Other', alone(block({ fields: ['id1', 'id2'] }), block({ y: 600, fields: ['q1', 'q3..4'] })));
  expect(again.columns).toEqual([{ name: 'Number', fields: ['id1', 'q1'] }, ...['id2', 'q3', 'q4'].map((name) => ({ name, fields: [name] }))]);
  expect(again).toMatchObject({ name: 'Other', candidate: 'Number' });
  expect(withBlocks(joined, 'Other', alone(block({ fields: ['q2..3'] })))).not.toHaveProperty('candidate');
});

test('blocks are put together in a column, which may be the candidate number, and taken apart again', () => {
  const [left, right, questions] = [block({ name: 'left', fields: ['n1..2'] }), block({ name: 'right', fields: ['n3'] }), block({ name: 'questions', y: 600 })] as const;
  const number = withBlocks(drawn, 'Card', [{ block: left, column: 'No', candidate: true }, { block: questions, column: null, candidate: false }, { block: right, column: 'No', candidate: false }]);
  expect(number.columns).toEqual([{ name: 'No', fields: ['n1', 'n2', 'n3'] }, ...['q1', 'q2', 'q3'].map((name) => ({ name, fields: [name] }))]);
  expect(number.candidate).toBe('No');
  expect([left, right, questions].map((each) => columnOfBlock(number, each))).toEqual(['No', 'No', null]);
  const renamed = withBlocks(number, 'Card', [{ block: left, column: 'Roll', candidate: true }, ...alone(questions), { block: right, column: 'Roll', candidate: true }]);
  expect(renamed).toMatchObject({ candidate: 'Roll', columns: [{ name: 'Roll', fields: ['n1', 'n2', 'n3'] }, {}, {}, {}] });
  const apart = withBlocks(number, 'Card', alone(left, questions, right));
  expect(apart.columns.map(({ name }) => name)).toEqual(['n1', 'n2', 'n3', 'q1', 'q2', 'q3']);
  expect(apart).not.toHaveProperty('candidate');
});

test('columns come in the order of the sheet however blocks were drawn and numbered: the candidate number, then questions by their numbers', () => {
  const names = (template: ReturnType<typeof withBlocks>): string[] => template.columns.map(({ name }) => name);
  const number = block({ name: 'number', fields: ['q1..3'] }), left = block({ name: 'left', fields: ['q4..5'] }), right = block({ name: 'right', fields: ['q6..7'] });
  const first = withBlocks(drawn, 'Card', alone(right, left, number));
  expect(names(first)).toEqual(['q1', 'q2', 'q3', 'q4', 'q5', 'q6', 'q7']);
  const again = withBlocks(first, 'Card', [...alone({ ...right, fields: ['q9..10'] }, { ...left, fields: ['q1..2'] }), { block: { ...number, fields: ['no1..3'] }, column: 'number', candidate: true }]);
  expect(names(again)).toEqual(['number', 'q1', 'q2', 'q9', 'q10']);
});

test('an order that the author of a file gave its columns stays', () => {
  const first = withBlocks(drawn, 'Card', alone(block()));
  const theirs = { ...first, columns: first.columns.toReversed() };
  expect(withBlocks(theirs, 'Card', alone(block(), block({ name: 'B', y: 900, fields: ['q4'] }))).columns.map(({ name }) => name)).toEqual(['q3', 'q2', 'q1', 'q4']);
});

test.each(['horizontal', 'vertical'] as const)('a %s block moves onto the bubbles that were found', (direction) => {
  const expanded = expandTemplate(withBlocks(drawn, 'Card', alone(block({ direction }))));
  const found = expanded.bubbles.map((bubble) => ({ x: (bubble.x + bubble.w / 2) * 1.02 + 7, y: (bubble.y + bubble.h / 2) * 0.98 - 5 }));
  const gaps = direction === 'horizontal' ? { valueGap: 51, fieldGap: 39.2 } : { valueGap: 49, fieldGap: 40.8 };
  expect(blockOnBubbles(expanded, found)).toEqual(block({ direction, x: 109.3, y: 190.8, ...gaps }));
});

test('one field alone keeps the distance between fields', () => {
  const expanded = expandTemplate(withBlocks(drawn, 'Card', alone(block({ fields: ['q1'] }))));
  expect(blockOnBubbles(expanded, expanded.bubbles.map(({ x, y, w, h }) => ({ x: x + w / 2 + 3, y: y + h / 2 })))).toEqual(block({ fields: ['q1'], x: 103 }));
});

test('a grid further away than a person errs, or of another pitch, is another block', () => {
  const drawn = block();
  expect([block({ x: 130, y: 180 }), block({ x: 150 }), block({ valueGap: 53 }), block({ valueGap: -50 }), block({ fieldGap: 50 })].map((found) => isNear(drawn, found))).toEqual([true, false, true, false, false]);
});
