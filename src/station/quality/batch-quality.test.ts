import { expect, test } from 'vitest';
import { pageQualitySchema, type ShownQuality } from '../../contract/quality.ts';
import { faultsInBatch, findingsOf, isFading } from './batch-quality.ts';
import { type ScannedPage, scannedPage } from './scanned-page.ts';

const image = { paperLevel: 0.95, darkLevel: 0.2, streaks: [] as number[], moire: 0 };
const fine = pageQualitySchema.parse({ dpi: 200, skewDegrees: 0.4, contrast: 0.85, edgeWidthMm: 0.3, outsideMm: 1, longerMm: 1, widerMm: 1, stretchPercent: 0.2, image });
const page = (no: number, quality: Partial<ShownQuality> = {}, trouble: string | null = null): ScannedPage => scannedPage({ sourceFile: `p${no}.jpg`, sourcePage: 1, name: `p${no}`, quality: { ...fine, ...quality }, trouble });
const pagesOf = (count: number, quality: (no: number) => Partial<ShownQuality> = () => ({})): ScannedPage[] => Array.from({ length: count }, (_, no) => page(no, quality(no)));
const lit = (levels: readonly number[]) => levels.map((paperLevel, no) => page(no, { image: { ...image, paperLevel } }));
const said = (pages: readonly ScannedPage[]) => findingsOf(pages).map(({ kind, pages: names }) => `${kind} ${names.join(' ')}`);

test('nothing is said of good pages', () => {
  expect(said(pagesOf(12))).toEqual([]);
  expect(said([])).toEqual([]);
});

test('a line in one place on several pages is dirt; on one page it is the sheet\'s', () => {
  const streaks = [[0.37], [0.1], [0.371], [], [0.8]];
  const pages = pagesOf(5, (no) => ({ image: { ...image, streaks: streaks[no]! } }));
  expect(said(pages)).toEqual(['streak p0 p2']);
  expect(faultsInBatch(pages)).toEqual([['streak'], [], ['streak'], [], []]);
});

test('a page that is longer than the others of the batch is a double feed, also where the template is only a part of the paper', () => {
  expect(said(pagesOf(6, (no) => ({ longerMm: no === 4 ? 230 : 60, widerMm: 40 })))).toEqual(['double-feed p4']);
  // Photos are as long as they are wide.
  expect(said(pagesOf(6, (no) => ({ longerMm: no === 4 ? 230 : 60, widerMm: no === 4 ? 140 : 40 })))).toEqual([]);
  expect(said([...pagesOf(4), page(9, {}, 'picture-long')])).toEqual(['double-feed p9']);
});

test('a stack that lies upside down is told, and one sheet in it is not', () => {
  expect(said(pagesOf(6, (no) => ({ orientation: no > 3 ? 180 : 0 })))).toEqual(['upside-down p4 p5']);
  const one = pagesOf(6, (no) => ({ orientation: no === 2 ? 180 : 0 }));
  expect([said(one), faultsInBatch(one)[2]]).toEqual([[], ['upside-down']]);
});

test('blank pages are backs where they are many, and empty sheets where they are few', () => {
  expect(said(Array.from({ length: 6 }, (_, no) => page(no, {}, no % 2 === 1 ? 'blank' : null)))).toEqual(['blank-backs p1 p3 p5']);
  expect(said(Array.from({ length: 12 }, (_, no) => page(no, {}, no === 3 ? 'blank' : null)))).toEqual([]);
});

test('a lamp that fades over twelve pages is told, and pages that are pale for it are not told to be scanned darker', () => {
  const pages = Array.from({ length: 12 }, (_, no) => page(no, { contrast: 0.8 - 0.04 * no, image: { ...image, paperLevel: 0.95 - 0.049 * no } }));
  expect(said(pages)).toEqual(['dark p10 p11', 'fading p6 p7 p8 p9 p10 p11']);
});

test('so is one that fades over a long batch; greyer paper that follows on white is no lamp, and neither is changing light', () => {
  expect(findingsOf(lit(Array.from({ length: 300 }, (_, no) => 0.95 - 0.001 * no))).map(({ kind, pages }) => [kind, pages.length > 100])).toEqual([['fading', true]]);
  expect(said(lit(Array.from({ length: 16 }, (_, no) => (no < 8 ? 0.95 : 0.75))))).toEqual([]);
  expect(said(lit([0.9, 0.7, 0.85, 0.6, 0.9, 0.75, 0.65, 0.8, 0.6, 0.7, 0.85, 0.6]))).toEqual([]);
  expect([isFading([0.9, 0.8, 0.7]), isFading(Array.from({ length: 12 }, () => 0.9))]).toEqual([false, false]);
});

test('what a negative measures is not told as a dark scan', () => {
  expect(said([page(1, { image: { ...image, paperLevel: 0.03 } }, 'picture-negative'), page(2, { image: { ...image, paperLevel: 0.03 } }, 'picture-dark')])).toEqual(['dark p2']);
});
