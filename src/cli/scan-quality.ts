/** What is said of the scanner's work when a run is over: a sentence a fault, with what to do; nothing of good pages. */
import { isPhoto } from '../contract/quality.ts';
import { type FindingKind, findingsOf } from '../station/quality/batch-quality.ts';
import type { ScannedPage } from '../station/quality/scanned-page.ts';
import type { Console } from './console.ts';
import type { TextKey } from './i18n/texts.ts';
import { firstOf } from './skipped-files.ts';

/** Who takes photos has no glass to wipe. */
const ofPhotos: Readonly<Partial<Record<FindingKind, TextKey>>> = { 'blurred': 'scan-quality.blurred-photo', 'low-contrast': 'scan-quality.low-contrast-photo', 'overexposed': 'scan-quality.overexposed-photo', 'cut-off': 'scan-quality.cut-off-photo' };

export function scanQualityLines(pages: readonly ScannedPage[], console: Console): string[] {
  const { t } = console, findings = findingsOf(pages), photos = new Set(pages.filter(({ quality }) => quality !== null && isPhoto(quality)).map(({ name }) => name));
  if (findings.length === 0) return [];
  const todo = (kind: FindingKind, names: readonly string[]): string => t(names.every((name) => photos.has(name)) ? ofPhotos[kind] ?? `alarm.${kind}-do` : `alarm.${kind}-do`);
  return [t('scan-quality.title'), ...findings.map(({ kind, pages: names }) => t('scan-quality.line', { fault: t(`quality.fault.${kind}`), count: names.length, names: firstOf(names, console), todo: todo(kind, names) }))];
}

/** The same for programs. */
export function scanQualityJson(pages: readonly ScannedPage[]) {
  return findingsOf(pages).map(({ kind, pages: names }) => ({ fault: kind, pages: names }));
}
