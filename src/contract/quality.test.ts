import { expect, test } from 'vitest';
import { faultsOf, pageQualitySchema } from './quality.ts';

const pageOf = (paperLevel: number, contrast: number) => pageQualitySchema.parse({ contrast, image: { paperLevel, darkLevel: 0.1, streaks: [], moire: 0 } });

test('a sheet far askew on the glass is told, and a photo of one that was held as it came is not', () => {
  const askew = (skewDegrees: number, widerMm: number | undefined) => faultsOf(pageQualitySchema.parse({ skewDegrees, widerMm }));
  expect([askew(7, 0), askew(7, 60), askew(40, 142), askew(40, undefined)]).toEqual([['skewed'], [], ['skewed'], []]);
});

test('a page in little light is told to be dark, and not to be pale as well; a pale copy is told to be pale', () => {
  expect(faultsOf(pageOf(0.4, 0.3))).toEqual(['dark']);
  expect(faultsOf(pageOf(0.95, 0.3))).toEqual(['low-contrast']);
  expect(faultsOf(pageOf(0.95, 0.8))).toEqual([]);
});
