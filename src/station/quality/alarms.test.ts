import { expect, test } from 'vitest';
import { type AlarmKind, pageQualitySchema } from '../../contract/quality.ts';
import { alarmChanges, type RecentPage } from './alarms.ts';

const image = { paperLevel: 0.95, darkLevel: 0.2, streaks: [] as number[], moire: 0 };
const fine = pageQualitySchema.parse({ dpi: 200, skewDegrees: 0.4, contrast: 0.85, residualMm: 0.08, edgeWidthMm: 0.3, outsideMm: 1, longerMm: 1, widerMm: 1, stretchPercent: 0.2, image });
const good: RecentPage = { quality: fine, unread: false, blank: false, repeated: false, doubtful: 0, items: 30 };
const withQuality = (quality: Partial<typeof fine>): RecentPage => ({ ...good, quality: { ...fine, ...quality } });
const skewed = withQuality({ skewDegrees: -3 });
const blank: RecentPage = { ...good, quality: { ...fine, dpi: null, contrast: 0 }, unread: true, blank: true, items: 0 };
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
  ['low-contrast', withQuality({ contrast: 0.3 })],
  ['distorted', withQuality({ residualMm: 0.8 })],
  ['blurred', withQuality({ edgeWidthMm: 0.8 })],
  ['dark', withQuality({ image: { ...image, paperLevel: 0.4 } })],
  ['overexposed', withQuality({ contrast: 0.5, image: { ...image, paperLevel: 1 } })],
  ['cut-off', withQuality({ outsideMm: 11 })],
  ['streak', withQuality({ image: { ...image, streaks: [0.31] } })],
  ['double-feed', withQuality({ longerMm: 140 })],
  ['stretched', withQuality({ stretchPercent: -4 })],
  ['moire', withQuality({ image: { ...image, moire: 0.1 } })],
  ['upside-down', withQuality({ orientation: 180 })],
  ['unreadable', { ...good, quality: null, unread: true, items: 0 }],
  ['doubtful', { ...good, doubtful: 6 }],
  ['repeated', { ...good, quality: null, unread: true, repeated: true, items: 0 }],
])('%s', (kind, page) => {
  expect(kinds([page, page, page, page, page])).toEqual([`+${kind} 5`]);
});

test('a photo is longer and wider than the page: no double feed', () => {
  const photo = withQuality({ longerMm: 60, widerMm: 50, stretchPercent: 4 });
  expect(kinds([photo, photo, photo, photo, photo])).toEqual([]);
});

test('dirt stays in its place; lines in different places are on the sheets', () => {
  const at = (place: number): RecentPage => withQuality({ image: { ...image, streaks: [place] } });
  expect(kinds([at(0.301), at(0.3), at(0.302), at(0.3), good])).toEqual(['+streak 4']);
  expect(kinds([at(0.1), at(0.3), at(0.5), at(0.7), at(0.9)])).toEqual([]);
});

test('blank backs between read pages are told from a stack of blank paper', () => {
  expect(kinds([blank, good, blank, good, blank])).toEqual(['+blank-backs 3']);
  expect(kinds([blank, blank, blank, blank, blank])).toEqual(['+unreadable 5']);
});

test('two double feeds in twelve pages are told, and stand while one of them is among the last', () => {
  const double = withQuality({ longerMm: 140 });
  expect(kinds([good, good, double, good, good, good, double, good])).toEqual(['+double-feed 2']);
  expect(kinds([good, double, good, good])).toEqual([]);
  const standing: ReadonlySet<AlarmKind> = new Set(['double-feed']);
  expect(kinds([...Array.from({ length: 11 }, () => good), double], standing)).toEqual([]);
  expect(kinds(Array.from({ length: 12 }, () => good), standing)).toEqual(['-double-feed 0']);
});

test('a lamp that fades is told while pages are still read, stays told when it stays dim, and is over with another lamp', () => {
  const lit = (paperLevel: number): RecentPage => withQuality({ image: { ...image, paperLevel } });
  const fades = (pages: number) => Array.from({ length: pages }, (_, no) => lit(0.95 - 0.05 * no)).toReversed();
  expect(kinds(fades(7))).toEqual([]);
  expect(kinds(fades(8))).toEqual(['+fading 8']);
  const standing: ReadonlySet<AlarmKind> = new Set(['fading']);
  expect(kinds(Array.from({ length: 12 }, () => lit(0.55)), standing)).toEqual([]);
  expect(kinds([lit(0.95), lit(0.94), ...fades(8)], standing)).toEqual([]);
  expect(kinds([lit(0.95), lit(0.94), lit(0.95), ...fades(8)], standing)).toEqual(['-fading 11']);
});
