/** From the qualities of a batch's pages to what is drawn of them. Pure. */
import type { QualityFault } from '../../../contract/quality.ts';

/** Points of a line for an SVG of `width` × `height`, from the first page to the last; `most` is its top, above which a value is drawn at the top. */
export function linePoints(values: readonly number[], most: number, width: number, height: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  return values.map((value, i) => `${(i * step).toFixed(1)},${(height - Math.max(0, Math.min(1, value / most)) * height).toFixed(1)}`).join(' ');
}

/** Median and worst, where `better` says which end is the good one; null without values. */
export function summaryOf(values: readonly number[], better: 'low' | 'high'): { readonly median: number; readonly worst: number } | null {
  const sorted = [...values].sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1], worst = better === 'low' ? sorted.at(-1) : sorted[0];
  return median === undefined || worst === undefined ? null : { median, worst };
}

/** What its pages show, the most frequent first. */
export function faultCounts(pages: readonly { readonly faults: readonly QualityFault[] }[]): { readonly fault: QualityFault; readonly count: number }[] {
  const counts = new Map<QualityFault, number>();
  for (const { faults } of pages) for (const fault of faults) counts.set(fault, (counts.get(fault) ?? 0) + 1);
  return [...counts].map(([fault, count]) => ({ fault, count })).sort((a, b) => b.count - a.count);
}
