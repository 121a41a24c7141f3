/** A page as the scanner gave it, whoever designed the sheet. Pure. */
import { pageQualitySchema, faultsOf, type QualityFault, type ShownQuality } from '../../contract/quality.ts';
import type { PageQuality } from '../../sheet/read/reading.ts';
import type { MeasuredPage } from './batch-quality.ts';

export interface ScannedPage extends MeasuredPage {
  readonly sourceFile: string;
  /** From 1. */
  readonly sourcePage: number;
  /** Null where the page could not be opened; its resolution is the scan's, not that of the picture it was read in. */
  readonly quality: ShownQuality | null;
}

/** Why a page was not read, as a fault of its scan. */
const ofTrouble: Readonly<Record<string, QualityFault>> = { 'picture-dark': 'dark', 'picture-blurred': 'blurred', 'picture-small': 'blurred', 'picture-long': 'double-feed', 'cut-off': 'cut-off' };

/** What is measured of such a picture is not a scanner's work on paper. */
const untold: ReadonlySet<string> = new Set(['picture-negative', 'picture-small']);

/** `name`: what people know the page by; `trouble`: why it could not be read, or not whole. */
export function scannedPage({ sourceFile, sourcePage, name, quality: measured, trouble }: { readonly sourceFile: string; readonly sourcePage: number; readonly name: string; readonly quality: PageQuality | ShownQuality | null; readonly trouble: string | null }): ScannedPage {
  const quality = measured === null ? null : pageQualitySchema.parse(measured);
  const known = ofTrouble[trouble ?? ''], faults = quality === null || untold.has(trouble ?? '') ? [] : faultsOf(quality);
  return { sourceFile, sourcePage, name, quality, faults: known === undefined || faults.includes(known) ? faults : [...faults, known], blank: trouble === 'blank' };
}
