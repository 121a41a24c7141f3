import { expect, test } from 'vitest';
import type { Subscription } from '../../../contract/live.ts';
import { holds, oneOfEachName, problemOf, withoutSubscription, withSubscription } from './subscriptions.ts';

const toExam = (id: string, ...exams: string[]): Subscription => ({ id, exams });

test('a subscription of the same name takes the place of the older one', () => {
  expect(withSubscription([toExam('a', 'x'), toExam('b', 'y')], toExam('a', 'z'))).toEqual([toExam('b', 'y'), toExam('a', 'z')]);
  expect(oneOfEachName([toExam('a', 'x'), toExam('b', 'y'), toExam('a', 'z')])).toEqual([toExam('a', 'z'), toExam('b', 'y')]);
});

test('who heard everything hears only what it asks for from its first subscription on', () => {
  expect(withSubscription(null, toExam('a', 'x'))).toEqual([toExam('a', 'x')]);
  expect(holds(null, 'a')).toBe(false);
});

test('who gives its last subscription back hears nothing', () => {
  expect(withoutSubscription([toExam('a', 'x')], 'a')).toEqual([]);
});

test('50 subscriptions and 500 names are allowed, one more is not', () => {
  const many = (count: number, names: number): Subscription[] => Array.from({ length: count }, (_, i) => toExam(`s${i}`, ...Array.from({ length: names }, (_unused, j) => `e${j}`)));
  expect(problemOf(many(50, 10))).toBeNull();
  expect(problemOf(many(51, 1))).toContain('at most 50 subscriptions');
  expect(problemOf([...many(50, 10).slice(1), toExam('last', ...Array.from({ length: 11 }, (_, j) => `e${j}`))])).toContain('at most 500');
});
