import { expect, test } from 'vitest';
import { pageQualitySchema } from '../contract/quality.ts';
import type { ScannedPage } from '../station/quality/scanned-page.ts';
import { openConsole } from './console.ts';
import { translator } from './i18n/texts.ts';
import { scanQualityLines } from './scan-quality.ts';

const blurred = (name: string, widerMm: number | undefined): ScannedPage => ({ sourceFile: name, sourcePage: 1, name, blank: false, faults: ['blurred'], quality: pageQualitySchema.parse({ dpi: 150, edgeWidthMm: 0.8, outsideMm: 0, ...(widerMm === undefined ? {} : { widerMm }) }) });

test('who takes photos is told to hold the phone still, and not to wipe a glass; where a scan is among them, both', async () => {
  const console = openConsole('en', await translator('en'));
  expect(scanQualityLines([blurred('a.jpg', undefined), blurred('b.jpg', undefined)], console)[1]).toBe('  Blurred: 2 (a.jpg, b.jpg). Hold the phone still and closer, and wipe its lens.');
  expect(scanQualityLines([blurred('a.jpg', undefined), blurred('b.jpg', 0)], console)[1]).toBe('  Blurred: 2 (a.jpg, b.jpg). Wipe the scanner\'s glass, and scan at 200 dpi or more; hold a phone still and close.');
});
