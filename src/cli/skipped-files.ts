import { sameFiles } from '../station/intake/same-files.ts';
import type { ScanFiles } from '../station/intake/scan-files.ts';
import type { Console } from './console.ts';

/** Names that are said; of the rest the number. */
export const mostNames = 5;

/** The first of them, and how many more there are. */
export function firstOf(names: readonly string[], { t }: Console): string {
  const shown = names.slice(0, mostNames).join(', ');
  return names.length > mostNames ? t('grade.skipped-more', { names: shown, count: names.length - mostNames }) : shown;
}

/** Says which files of the folders given were left out. */
export function saySkipped({ skipped }: ScanFiles, console: Console): void {
  if (skipped.length > 0) console.note(console.t('grade.skipped', { names: firstOf(skipped, console) }));
}

/** Says which files are the same one under several names: each has its own row in the answers, and one pupil would be several. */
export async function saySame({ files }: ScanFiles, { t, note }: Console): Promise<void> {
  const groups = await sameFiles(files);
  for (const names of groups.slice(0, mostNames)) note(t('read.same', { names: names.join(' = ') }));
  if (groups.length > mostNames) note(t('read.same-more', { count: groups.length - mostNames }));
}
