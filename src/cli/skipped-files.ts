import type { ScanFiles } from '../station/intake/scan-files.ts';
import type { Console } from './console.ts';

/** Names that are said; of the rest the number. */
const mostNames = 5;

/** Says which files of the folders given were left out. */
export function saySkipped({ skipped }: ScanFiles, { t, note }: Console): void {
  if (skipped.length === 0) return;
  const shown = skipped.slice(0, mostNames).join(', ');
  note(t('grade.skipped', { names: skipped.length > mostNames ? t('grade.skipped-more', { names: shown, count: skipped.length - mostNames }) : shown }));
}
