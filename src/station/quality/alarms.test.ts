import { expect, test } from 'vitest';
import { type AlarmKind, alarmChanges, type RecentPage } from './alarms.ts';

const good: RecentPage = { quality: { skewDegrees: 0.4, contrast: 0.85, residualMm: 0.08 }, repeated: false, doubtful: 0, items: 30 };
const skewed: RecentPage = { ...good, quality: { skewDegrees: -3, contrast: 0.85, residualMm: 0.08 } };
const none: ReadonlySet<AlarmKind> = new Set();
const kinds = (pages: readonly RecentPage[], standing = none) => alarmChanges(standing, pages).map(({ kind, pages: count, raised }) => `${raised ? '+' : '-'}${kind} ${count}`);

test('one odd page, or three, are no alarm; four of the last five are', () => {
  expect(kinds([skewed, skewed, skewed, good, good])).toEqual([]);
  expect(kinds([skewed, skewed, good, skewed, skewed, good, good])).toEqual(['+skewed 4']);
  expect(kinds([skewed, skewed, skewed, skewed])).toEqual(['+skewed 4']);
});

test('an alarm is told once, stays while it wavers, and ends when the paper comes well again', () => {
  const standing: ReadonlySet<AlarmKind> = new Set(['skewed']);
  expect(kinds([skewed, skewed, skewed, skewed, skewed], standing)).toEqual([]);
  expect(kinds([good, good, good, skewed, skewed], standing)).toEqual([]);
  expect(kinds([good, good, good, good, skewed], standing)).toEqual(['-skewed 1']);
});

test.each<[AlarmKind, RecentPage]>([
  ['low-contrast', { ...good, quality: { skewDegrees: 0, contrast: 0.3, residualMm: 0.1 } }],
  ['distorted', { ...good, quality: { skewDegrees: 0, contrast: 0.8, residualMm: 0.8 } }],
  ['unreadable', { ...good, quality: null, items: 0 }],
  ['doubtful', { ...good, doubtful: 6 }],
  ['repeated', { ...good, quality: null, repeated: true, items: 0 }],
])('%s', (kind, page) => {
  expect(kinds([page, page, page, page, page])).toEqual([`+${kind} 5`]);
});
