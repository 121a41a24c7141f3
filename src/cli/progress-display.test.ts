import { expect, test } from 'vitest';
import { openConsole } from './console.ts';
import { translator } from './i18n/texts.ts';
import { progressText } from './progress-display.ts';

const console = openConsole('en', await translator('en'));

test('says rate and time left', () => {
  expect(progressText(console, { done: 500, total: 1500, open: false }, 0, 30_000)).toBe('500 of 1500 pages, 1000 pages/min, 1:00 left');
});

test('pages of an earlier run do not make this one look fast', () => {
  expect(progressText(console, { done: 1100, total: 1500, open: false }, 1000, 60_000)).toBe('1100 of 1500 pages, 100 pages/min, 4:00 left');
});

test('before the first page there is no time left to tell', () => {
  expect(progressText(console, { done: 0, total: 10, open: true }, 0, 500)).toBe('0 of 10 pages, 0 pages/min, — left');
});
