import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expandTemplate } from '../../sheet/template/expand.ts';
import { readTemplate } from '../../station/template/load-template.ts';
import type { Console } from '../console.ts';
import { refuseInputs, refuseOtherKind } from '../kept-files.ts';
import { prepareFolder } from '../output-folder.ts';
import { SaidError } from '../said-error.ts';
import { sayTemplateNotes } from '../template-notes.ts';

export interface TemplateOptions { readonly file: string; readonly out?: string; /** None: only `check` takes them. */ readonly images: readonly string[] }

/** `zhiyue template import`: a template of OMRChecker's in our format. Pictures that it names stay beside the original: the new file names them from where it stands. */
export async function importTemplate({ file, out, images }: TemplateOptions, console: Console): Promise<number> {
  if (out === undefined) throw new SaidError('option-invalid', console.t('usage.missing-option', { name: '--out <file>' }));
  if (images.length > 0) throw new SaidError('option-invalid', console.t('usage.excess'));
  const template = await readTemplate(path.resolve(file));
  await sayTemplateNotes(path.resolve(file), file, console);
  const target = path.resolve(out);
  if (await stat(target).then((there) => there.isDirectory(), () => false)) throw new SaidError('output-unwritable', console.t('template.out-folder', { folder: out, example: path.join(out, 'template.json') }));
  const moved = (name: string): string => path.relative(path.dirname(target), path.resolve(path.dirname(file), name)).split(path.sep).join('/');
  const { markers, reference } = template.registration;
  const beside = [markers?.image, reference].map((name) => (name === undefined ? undefined : path.resolve(path.dirname(file), name)));
  await refuseInputs([target], [file, ...beside], console);
  await refuseOtherKind(target, 'template', console);
  await prepareFolder(path.dirname(target));
  const registration = { ...template.registration, ...(markers ? { markers: { ...markers, image: moved(markers.image) } } : {}), ...(reference === undefined ? {} : { reference: moved(reference) }) };
  await writeFile(target, `${JSON.stringify({ ...template, registration }, null, 2)}\n`);
  const { fields, bubbles, columns } = expandTemplate(template);
  console.out(console.t('template.imported', { file: out, fields: fields.length, bubbles: bubbles.length, columns: columns.length }));
  return 0;
}
