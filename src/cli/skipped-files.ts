import { sameFiles } from '../station/intake/same-files.ts';
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

/** Says which files are the same one under several names: each has its own row in the answers, and one pupil would be several. */
export async function saySame({ files }: ScanFiles, { t, note }: Console): Promise<void> {
  const groups = await sameFiles(files);
  for (const names of groups.slice(0, mostNames)) note(t('read.same', { names: names.join(' = ') }));
  if (groups.length > mostNames) note(t('read.same-more', { count: groups.length - mostNames }));
}
