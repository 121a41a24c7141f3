import { expect, test } from 'vitest';
import type { StoredEvent } from '../../contract/events.ts';
import { mostStreamRows, stream } from './stream.ts';

const event = (seq: number): StoredEvent => ({ seq, event_id: crypto.randomUUID(), type: 'page.received', exam_id: 'x', correlation_id: 'b', causation_id: null, actor: 'station', at: '2026-11-22T08:00:00.000Z', payload: {} });
const span = (from: number, to: number): StoredEvent[] => Array.from({ length: to - from + 1 }, (_, i) => event(from + i));
const { arrived, backfilled } = stream.actions;
const { reducer } = stream;
const seqs = (state: ReturnType<typeof reducer>) => state.rows.map((row) => row.seq);

test('keeps the newest, at the top, and no more than fit', () => {
  const state = reducer(reducer(undefined, arrived(span(1, 400))), arrived(span(401, 700)));
  expect(seqs(state)).toEqual(span(201, 700).map((row) => row.seq).toReversed());
  expect(state.rows.length).toBe(mostStreamRows);
  expect(state.seen).toBe(700);
});

test('an event told twice stands there once', () => {
  const state = reducer(reducer(undefined, arrived(span(1, 3))), arrived(span(2, 4)));
  expect(seqs(state)).toEqual([4, 3, 2, 1]);
});

test('what happened before goes below what came since, once, and does not count as new', () => {
  const live = reducer(undefined, arrived(span(8, 9)));
  const state = reducer(live, backfilled(span(1, 9).toReversed()));
  expect(seqs(state)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
  expect(state.seen).toBe(2);
});

test('a flush without events changes nothing', () => {
  const state = reducer(undefined, arrived(span(1, 3)));
  expect(reducer(state, arrived([]))).toBe(state);
});
