/** Pictures that a template names go where it goes: a template that is carried to another computer, or whose original is thrown away, still finds them. */
import { constants } from 'node:fs';
import { copyFile, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { picturesOf } from '../station/template/template-kind.ts';
import type { Template } from '../exam/template.ts';

export interface BroughtTemplate {
  /** The template, naming its pictures as they lie beside it now. */
  readonly template: Template;
  /** Names of those that were copied, and of those that are not beside the original. */
  readonly copied: readonly string[];
  readonly absent: readonly string[];
}

/**
 * Copies what the template in `from` names beside `to`, into its folder. What lies there is never written over: of the same bytes it is the picture, otherwise the copy gets a number behind its name.
 * In the original's own folder everything stays. Throws what the file system says.
 */
export async function bringPictures(template: Template, from: string, to: string): Promise<BroughtTemplate> {
  const original = path.dirname(path.resolve(from)), folder = path.dirname(path.resolve(to)), copied: string[] = [], absent: string[] = [], names = new Map<string, string>();
  for (const name of new Set(picturesOf(template))) {
    const source = path.resolve(original, name);
    if (!(await isFile(source))) {
      absent.push(name);
      names.set(name, path.basename(name));
    } else if (path.relative(original, folder) !== '') {
      const placed = await place(source, folder, path.resolve(to));
      names.set(name, placed.name);
      if (placed.isNew) copied.push(placed.name);
    }
  }
  const { markers, reference } = template.registration, nameOf = (name: string): string => names.get(name) ?? name;
  const registration = { ...template.registration, ...(markers ? { markers: { ...markers, image: nameOf(markers.image) } } : {}), ...(reference === undefined ? {} : { reference: nameOf(reference) }) };
  return { template: { ...template, registration }, copied, absent };
}

/** `reserved`: the file that will be written there, which may not exist yet. */
async function place(source: string, folder: string, reserved: string): Promise<{ readonly name: string; readonly isNew: boolean }> {
  const { name: stem, ext } = path.parse(source);
  for (let n = 1; ; n++) {
    const name = n === 1 ? `${stem}${ext}` : `${stem}-${n}${ext}`, target = path.join(folder, name);
    if (target === reserved) continue;
    try {
      await copyFile(source, target, constants.COPYFILE_EXCL);
      return { name, isNew: true };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      if (await isFile(target) && (await readFile(target)).equals(await readFile(source))) return { name, isNew: false };
    }
  }
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then((there) => there.isFile(), () => false);
}
