import { expect, test } from 'vitest';
import { unregisteredQuality } from '../../sheet/read/quality.ts';
import { type Steps, unread } from '../../sheet/template/read-template.ts';
import { leftOut, onOneSheet } from './left-out-blocks.ts';
import type { TemplatePage } from './template-page.ts';

const page = (...across: number[]): TemplatePage => pageWith(across.map((x) => ({ x, y: 0 })));
const pageWith = (elsewhere: readonly Steps[] | null): TemplatePage => ({ sourceFile: 'a.jpg', sourcePage: 1, outcome: { kind: 'read', quality: unregisteredQuality, crops: [], stranger: null, regions: [], reading: { ...unread('blank'), trouble: null, elsewhere } } });
const waiting = (pages: readonly TemplatePage[]): boolean[] => onOneSheet(pages).map(({ outcome }) => outcome.kind === 'read' && outcome.reading.trouble === 'place-unsure');

test('a page whose other columns lie on other sides than those of most pages waits', () => {
  expect(waiting([page(-6, 6), page(6, 12), page(-6.3, 6.2), page(-6, 6), page(-6, 6), page(-12, -6)])).toEqual([false, true, false, false, false, true]);
});

test('one of which a column was not seen lies where the others do, unless it would fit as well on another', () => {
  expect(waiting([page(-6, 6, 12), page(-6, 12), page(-6, 6, 12), page(-6, 6, 12)])).toEqual([false, false, false, false]);
  expect(waiting([page(6), page(), page(6), page(6), page(6)])).toEqual([false, true, false, false, false]);
});

test('where pages disagree too much none of them tells, and all that can be told wait', () => {
  const pages = [page(-6, 6), page(6, 12), page(-6, 6), page(6, 12), pageWith(null)];
  expect(waiting(pages)).toEqual([true, true, true, true, false]);
  expect(leftOut(onOneSheet(pages))).toHaveLength(2);
});

test('sheets of which the template has all blocks are as they were', () => {
  const pages = [page(), page(), pageWith(null)];
  expect(onOneSheet(pages)).toEqual(pages);
  expect(leftOut(pages)).toEqual([]);
});

test('text that looks like bubbles here on one page and there on the next is no block that was left out', () => {
  const pages = [page(-15), page(-15, -12), page(-15), page(), page(), page(), page(-12), page(-15, -12), page(-13), page(-15)];
  expect(leftOut(pages)).toEqual([]);
  expect(waiting(pages)).toEqual(pages.map(() => false));
});
