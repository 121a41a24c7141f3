import { describe, expect, test } from 'vitest';
import { signsOf } from './signs.ts';

const work = (pages: number, read: number, over: { failed?: number; intakeDone?: boolean; completed?: boolean } = {}) => ({ pages, read, failed: 0, intakeDone: true, completed: false, ...over });

describe('while scans are read', () => {
  test('the task bar shows how far all of them are together, the computer stays awake, and quitting is asked about', () => {
    expect(signsOf([work(30, 10), work(10, 5, { failed: 5 })])).toEqual({ bar: 0.5, mayQuitSilently: false, keepAwake: true });
  });

  test('it is unknown how far, as long as files come in', () => {
    expect(signsOf([work(30, 10, { intakeDone: false })]).bar).toBe('unknown');
    expect(signsOf([work(0, 0)]).bar).toBe('unknown');
  });
});

test('with nothing to do there is no bar, the computer may sleep, and the app ends without a question', () => {
  const calm = { bar: null, mayQuitSilently: true, keepAwake: false };
  expect(signsOf([])).toEqual(calm);
  expect(signsOf([{ ...work(30, 30), stalled: true }])).toMatchObject({ keepAwake: false, mayQuitSilently: false });
  expect(signsOf([{ ...work(30, 30), stalled: true }, work(10, 5)])).toMatchObject({ keepAwake: true });
  expect(signsOf([work(30, 30, { completed: true })])).toEqual(calm);
});
