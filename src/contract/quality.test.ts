import { expect, test } from 'vitest';
import { faultsOf, pageQualitySchema } from './quality.ts';

const pageOf = (paperLevel: number, contrast: number) => pageQualitySchema.parse({ contrast, image: { paperLevel, darkLevel: 0.1, streaks: [], moire: 0 } });

test('a page in little light is told to be dark, and not to be pale as well; a pale copy is told to be pale', () => {
  expect(faultsOf(pageOf(0.4, 0.3))).toEqual(['dark']);
  expect(faultsOf(pageOf(0.95, 0.3))).toEqual(['low-contrast']);
  expect(faultsOf(pageOf(0.95, 0.8))).toEqual([]);
});
