import { expect, test } from 'vitest';
import { lookOf, troubleText } from './page-look.ts';

test.each([
  [{ state: 'waiting', trouble: null, doubtful: 0 }, 'waiting'],
  [{ state: 'copy', trouble: null, doubtful: 0 }, 'copy'],
  [{ state: 'failed', trouble: 'file-damaged', doubtful: 1 }, 'failed'],
  [{ state: 'read', trouble: 'blank', doubtful: 1 }, 'failed'],
  [{ state: 'read', trouble: 'cut-off', doubtful: 0 }, 'doubtful'],
  [{ state: 'read', trouble: null, doubtful: 2 }, 'doubtful'],
  [{ state: 'read', trouble: null, doubtful: 0 }, 'read'],
] as const)('%j looks %s', (page, look) => {
  expect(lookOf(page)).toBe(look);
});

test('a trouble of the page and an error of the station have words; what is unknown does no harm', () => {
  expect(troubleText('blank')).toBe('scan.trouble.blank');
  expect(troubleText('file-damaged')).toBe('error.file-damaged');
  expect(troubleText('toString')).toBe('error.internal');
});
