import { expect, test } from 'vitest';
import { examState } from './exam-state.ts';

const figures = { pages: 10, read: 10, failed: 0, copies: { read: 0, failed: 0 }, graded: 10, exceptions: 0, intakeDone: true, completed: true };

test.each([
  ['empty', { pages: 0, read: 0, graded: 0 }], ['intake', { intakeDone: false, completed: false }], ['reading', { completed: false, exceptions: 3 }], ['waiting', { exceptions: 1 }], ['done', {}],
] as const)('%s', (state, change) => {
  expect(examState({ ...figures, ...change })).toBe(state);
});

test('a station that is paused is not said to read, as long as there is something to read', () => {
  expect(examState({ ...figures, read: 4, completed: false }, true)).toBe('paused');
  expect(examState({ ...figures, intakeDone: false, completed: false }, true)).toBe('intake');
  expect(examState(figures, true)).toBe('done');
});
