/** Pages of foreign sheets as the scanner gave them. Pure. */
import { type ScannedPage, scannedPage } from '../quality/scanned-page.ts';
import { placeIn } from './shared-numbers.ts';
import type { TemplatePage } from './template-page.ts';

export function scannedSheets(pages: readonly TemplatePage[]): ScannedPage[] {
  const place = placeIn(pages);
  return pages.map((page) => {
    const { sourceFile, sourcePage, outcome } = page, name = place(page);
    return outcome.kind === 'failed' ? scannedPage({ sourceFile, sourcePage, name, quality: null, trouble: null }) : scannedPage({ sourceFile, sourcePage, name, quality: outcome.quality, trouble: outcome.reading.trouble });
  });
}
