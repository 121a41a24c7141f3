import { expect, test } from 'vitest';
import { openConsole } from './console.ts';
import { translator } from './i18n/texts.ts';
import { progressText, startingText } from './progress-display.ts';

const console = openConsole('en', await translator('en'));

test('says rate and time left', () => {
  expect(progressText(console, { done: 500, total: 1500, open: false }, 0, 30_000)).toBe('500 of 1500 pages, 1000 pages/min, 1:00 left');
});

test('pages of an earlier run do not make this one look fast', () => {
  expect(progressText(console, { done: 1100, total: 1500, open: false }, 1000, 60_000)).toBe('1100 of 1500 pages, 100 pages/min, 4:00 left');
});

test('before the first page, what starts is said, with the seconds', () => {
  expect(startingText(console, { done: 0, total: 58, open: true }, 12_300, 'engines')).toBe('0 of 58 pages; starting, the engines that read text take longest (12 s)');
  expect(startingText(console, { done: 0, total: 58, open: true }, 2_000, 'reader')).toBe('0 of 58 pages; starting, then the first page is read (2 s)');
  expect(startingText(console, { done: 0, total: 58, open: true }, 2_000, undefined)).toBe('0 of 58 pages (2 s)');
});

test('of a few pages, or a few seconds, no rate and no time left are told', () => {
  expect(progressText(console, { done: 4, total: 58, open: false }, 0, 14_000)).toBe('4 of 58 pages');
  expect(progressText(console, { done: 30, total: 58, open: false }, 1, 4_000)).toBe('30 of 58 pages');
  expect(progressText(console, { done: 6, total: 58, open: false }, 1, 6_000)).toBe('6 of 58 pages, 50 pages/min, 1:03 left');
});
