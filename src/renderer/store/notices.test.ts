import { expect, test } from 'vitest';
import { mostNotices, notices } from './notices.ts';
import { notDone } from './not-done.ts';
import { problemOf, problemOfRejection } from './problem.ts';
import { StationError } from '../../client/station-error.ts';

const { noticed, dismissed } = notices.actions;
const offline = problemOf(new StationError('offline', 'The station does not answer.', { retry: true }));

test('the same trouble twice is told once, the last time', () => {
  const list = [notDone('openLan', offline), notDone('closeLan', offline), notDone('openLan', offline)].reduce((state, notice) => notices.reducer(state, noticed(notice)), notices.getInitialState());
  expect(list.map((notice) => notice.text)).toEqual(['notice.not-done.closeLan', 'notice.not-done.openLan']);
});

test('there are never more than somebody reads', () => {
  const ids = Array.from({ length: 12 }, (_, i) => `e${i}`);
  const list = ids.reduce((state, exceptionId) => notices.reducer(state, noticed({ tone: 'done', text: 'notice.settled', undo: { route: 'reopenException', exceptionId } })), notices.getInitialState());
  expect(list.map((notice) => (notice.undo?.route === 'reopenException' ? notice.undo.exceptionId : null))).toEqual(ids.slice(-mostNotices));
  const [first] = list;
  expect(notices.reducer(list, dismissed(first?.id ?? '')).length).toBe(mostNotices - 1);
});

test('a problem keeps the code, the sentence and what it is about, and stays plain', () => {
  const problem = problemOf(new StationError('revision-stale', 'Somebody was quicker.', { about: 'math', status: 409 }));
  expect(problem).toEqual({ code: 'revision-stale', detail: 'Somebody was quicker.', about: 'math', faults: [] });
  expect(problemOf(problem)).toEqual(problem);
  expect(problemOfRejection({ error: problem, isUnhandledError: false })).toEqual(problem);
  expect(problemOf(new TypeError('x is not a function'))).toEqual({ code: 'internal', detail: 'x is not a function', about: null, faults: [] });
  expect(problemOf({ code: 'toString' }).code).toBe('internal');
});
