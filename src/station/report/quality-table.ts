/** `quality.csv`: how well each page came out of the scanner, in real units. Pure. */
import { faultsInBatch } from '../quality/batch-quality.ts';
import type { ScannedPage } from '../quality/scanned-page.ts';
import type { Cell, Table } from './tables.ts';

/** One row a page in the order of the scans; empty is what could not be measured, as on a page that was not found. */
export function qualityTable(pages: readonly ScannedPage[]): Table {
  const faults = faultsInBatch(pages);
  return {
    name: 'quality',
    columns: ['source_file', 'source_page', 'dpi', 'turn_degrees', 'skew_degrees', 'contrast', 'edge_mm', 'paper_level', 'dark_level', 'moire', 'streaks_percent', 'outside_mm', 'longer_mm', 'wider_mm', 'stretch_percent', 'faults'],
    rows: pages.map(({ sourceFile, sourcePage, quality, blank }, k) => [sourceFile, sourcePage, ...measures(quality), [...(blank ? ['blank'] : []), ...faults[k] ?? []].join(' ')]),
    prose: ['source_file'],
  };
}

function measures(quality: ScannedPage['quality']): Cell[] {
  const found = quality !== null && quality.dpi !== null ? quality : null, image = quality?.image;
  return [
    rounded(found?.dpi, 0), rounded(found?.orientation, 0), rounded(found?.skewDegrees, 2), rounded(found?.contrast, 3), rounded(found?.edgeWidthMm, 2),
    rounded(image?.paperLevel, 3), rounded(image?.darkLevel, 3), rounded(image?.moire, 3), (image?.streaks ?? []).map((at) => String(rounded(at * 100, 1))).join(' '),
    rounded(found?.outsideMm, 1), rounded(found?.longerMm, 1), rounded(found?.widerMm, 1), rounded(found?.stretchPercent, 1),
  ];
}

function rounded(value: number | null | undefined, decimals: number): number | null {
  // Never -0.
  return value === null || value === undefined ? null : Math.round(value * 10 ** decimals) / 10 ** decimals + 0;
}
