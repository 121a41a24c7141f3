import { readFile, stat } from 'node:fs/promises';
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

/** Without files that are copies of a picture that the template names, such as the marker that lay among the pages before it was copied beside the template; they count as skipped. */
export async function withoutCopies(scans: ScanFiles, pictures: readonly string[]): Promise<ScanFiles> {
  const own = (await Promise.all(pictures.map((picture) => readFile(picture).catch(() => null)))).filter((bytes) => bytes !== null);
  const isCopy = async (file: string): Promise<boolean> => {
    const size = await stat(file).then((there) => there.size, () => -1), alike = own.filter((bytes) => bytes.length === size);
    return alike.length > 0 && await readFile(file).then((bytes) => alike.some((one) => one.equals(bytes)), () => false);
  };
  const copies = new Set<string>();
  for (const file of scans.files) if (await isCopy(file.path)) copies.add(file.path);
  // Where there is nothing else, that is what somebody wants to see read.
  if (copies.size === 0 || copies.size === scans.files.length) return scans;
  return { files: scans.files.filter((file) => !copies.has(file.path)), skipped: [...scans.skipped, ...scans.files.flatMap((file) => (copies.has(file.path) ? [file.name] : []))] };
}

/** Says which files are the same one under several names: each has its own row in the answers, and one pupil would be several. */
export async function saySame({ files }: ScanFiles, { t, note }: Console): Promise<void> {
  const groups = await sameFiles(files);
  for (const names of groups.slice(0, mostNames)) note(t('read.same', { names: names.join(' = ') }));
  if (groups.length > mostNames) note(t('read.same-more', { count: groups.length - mostNames }));
}
