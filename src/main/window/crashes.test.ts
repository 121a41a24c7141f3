import { expect, test } from 'vitest';
import { afterCrash } from './crashes.ts';

test('a window that dies comes back; after the fourth time within a minute the person is asked', () => {
  expect(afterCrash([1000])).toBe('reload');
  expect(afterCrash([1000, 2000, 3000])).toBe('reload');
  expect(afterCrash([1000, 2000, 3000, 4000])).toBe('ask');
  expect(afterCrash([1000, 2000, 3000, 64_000])).toBe('reload');
});
