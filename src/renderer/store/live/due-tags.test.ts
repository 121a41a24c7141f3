import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DueTags, leastMsBetweenRefetches, type DueTag } from './due-tags.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the first is read again at once, what follows together and later, each once', () => {
  const read: (readonly DueTag[])[] = [];
  const due = new DueTags((tags) => read.push(tags));
  due.add([{ type: 'Exams' }]);
  expect(read).toEqual([[{ type: 'Exams' }]]);
  due.add([{ type: 'Scores', id: 'a' }]);
  due.add([{ type: 'Scores', id: 'a' }, { type: 'Scores', id: 'b' }]);
  expect(read.length).toBe(1);
  vi.advanceTimersByTime(leastMsBetweenRefetches);
  expect(read[1]).toEqual([{ type: 'Scores', id: 'a' }, { type: 'Scores', id: 'b' }]);
  vi.advanceTimersByTime(10 * leastMsBetweenRefetches);
  expect(read.length).toBe(2);
});

test('closed, it reads nothing any more', () => {
  const read: unknown[] = [];
  const due = new DueTags((tags) => read.push(tags));
  due.add([{ type: 'Exams' }]);
  due.add([{ type: 'Lan' }]);
  due.close();
  vi.advanceTimersByTime(10 * leastMsBetweenRefetches);
  expect(read.length).toBe(1);
});
