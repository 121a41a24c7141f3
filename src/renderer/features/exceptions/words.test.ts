import { expect, test } from 'vitest';
import { differenceOf, reasonOf } from './words.ts';

test.each([
  [{ kind: 'doubtful', detail: 'erased' }, { text: 'exceptions.why.erased', values: {} }],
  [{ kind: 'unknown-candidate', detail: 'number-uncertain' }, { text: 'exceptions.why.number-uncertain', values: {} }],
  [{ kind: 'unknown-candidate', detail: 'name-disagrees' }, { text: 'exceptions.why.name-disagrees', values: {} }],
  [{ kind: 'missing-page', detail: 'page 2, page 10' }, { text: 'exceptions.why.missing-page', values: { pages: '2, 10' } }],
  [{ kind: 'duplicate', detail: 'The same candidate and page as b.pdf:2, c.jpg.' }, { text: 'exceptions.why.duplicate', values: { files: 'b.pdf:2, c.jpg' } }],
  [{ kind: 'unreadable', detail: 'file-damaged' }, { text: 'error.file-damaged', values: {} }],
  [{ kind: 'blank-page', detail: 'blank' }, { text: 'scan.trouble.blank', values: {} }],
] as const)('%j', (exception, reason) => {
  expect(reasonOf(exception)).toEqual(reason);
});

test.each([
  ['25080109', '25080399', [['exceptions.differ', 2]]],
  ['25080211', '25080_11', [['exceptions.not-filled', 1]]],
  ['25080211', '2508_311', [['exceptions.differ', 1], ['exceptions.not-filled', 1]]],
  ['25080211', '________', [['exceptions.nothing-filled', 8]]],
  ['25080211', '', [['exceptions.nothing-filled', 8]]],
  ['25080211', '25080211', []],
] as const)('%s was read as %j', (candidateNo, read, difference) => {
  expect(differenceOf(candidateNo, read).map(({ text, count }) => [text, count])).toEqual(difference);
});
