/** What is said of the scanner's work when a run is over: a sentence a fault, with what to do; nothing of good pages. */
import { findingsOf } from '../station/quality/batch-quality.ts';
import type { ScannedPage } from '../station/quality/scanned-page.ts';
import type { Console } from './console.ts';
import { firstOf } from './skipped-files.ts';

export function scanQualityLines(pages: readonly ScannedPage[], console: Console): string[] {
  const { t } = console, findings = findingsOf(pages);
  if (findings.length === 0) return [];
  return [t('scan-quality.title'), ...findings.map(({ kind, pages: names }) => t('scan-quality.line', { fault: t(`quality.fault.${kind}`), count: names.length, names: firstOf(names, console), todo: t(`alarm.${kind}-do`) }))];
}

/** The same for programs. */
export function scanQualityJson(pages: readonly ScannedPage[]) {
  return findingsOf(pages).map(({ kind, pages: names }) => ({ fault: kind, pages: names }));
}
