import { expect, test } from 'vitest';
import { lookOf, troubleText } from './page-look.ts';

test.each([
  [{ state: 'waiting', trouble: null, answered: false, doubtful: 0 }, 'waiting'],
  [{ state: 'copy', trouble: null, answered: true, doubtful: 0 }, 'copy'],
  [{ state: 'failed', trouble: 'file-damaged', answered: false, doubtful: 1 }, 'failed'],
  [{ state: 'read', trouble: 'blank', answered: false, doubtful: 1 }, 'failed'],
  [{ state: 'read', trouble: 'no-code', answered: false, doubtful: 1 }, 'failed'],
  [{ state: 'read', trouble: 'no-code', answered: true, doubtful: 1 }, 'doubtful'],
  [{ state: 'read', trouble: 'cut-off', answered: true, doubtful: 0 }, 'doubtful'],
  [{ state: 'read', trouble: null, answered: true, doubtful: 2 }, 'doubtful'],
  [{ state: 'read', trouble: null, answered: true, doubtful: 0 }, 'read'],
] as const)('%j looks %s', (page, look) => {
  expect(lookOf(page)).toBe(look);
});

test('a trouble of the page and an error of the station have words; what is unknown does no harm', () => {
  expect(troubleText('blank', false)).toBe('scan.trouble.blank');
  expect(troubleText('no-code', false)).toBe('scan.trouble.no-code');
  expect(troubleText('no-code', true)).toBe('scan.trouble.no-code-read');
  expect(troubleText('file-damaged', false)).toBe('error.file-damaged');
  expect(troubleText('toString', false)).toBe('error.internal');
});
