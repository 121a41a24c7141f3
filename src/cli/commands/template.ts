import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fault } from '../../contract/faults.ts';
import { expandTemplate } from '../../sheet/template/expand.ts';
import { outputError } from '../../station/report/output-folder.ts';
import { besideTemplate, readTemplate } from '../../station/template/load-template.ts';
import { picturesOf } from '../../station/template/template-kind.ts';
import type { Console } from '../console.ts';
import { keepEarlierFile } from '../earlier-file.ts';
import { refuseInputs, refuseOtherKind } from '../kept-files.ts';
import { prepareFolder } from '../output-folder.ts';
import { bringPictures } from '../pictures-beside.ts';
import { SaidError } from '../said-error.ts';
import { candidateLine } from '../template-candidate.ts';
import { sayNotes, sayTemplateNotes } from '../template-notes.ts';
import { wronglyCalled } from '../usage-text.ts';

export interface TemplateOptions { readonly file: string; readonly out?: string; /** None: only `check` takes them. */ readonly images: readonly string[] }

/** `zhiyue template import`: a template of OMRChecker's in our format. Pictures that it names are copied beside the new file. */
export async function importTemplate({ file, out, images }: TemplateOptions, console: Console): Promise<number> {
  if (out === undefined) throw wronglyCalled(console.t('usage.missing-option', { name: '--out <file>' }), 'template', console);
  if (images.length > 0) throw wronglyCalled(console.t('usage.excess'), 'template', console);
  const template = await readTemplate(path.resolve(file));
  await sayTemplateNotes(path.resolve(file), file, console);
  const target = path.resolve(out);
  if (await stat(target).then((there) => there.isDirectory(), () => false)) throw new SaidError('output-unwritable', console.t('template.out-folder', { folder: out, example: path.join(out, 'template.json') }));
  const beside = picturesOf(template).map((name) => besideTemplate(path.resolve(file), name));
  await refuseInputs([target], [file, ...beside], console);
  await refuseOtherKind(target, 'template', console);
  await prepareFolder(path.dirname(target));
  const brought = await bringPictures(template, file, target).catch((cause: unknown) => { throw outputError(cause, path.dirname(target)); });
  const text = `${JSON.stringify(brought.template, null, 2)}\n`;
  const kept = await keepEarlierFile(target, (there) => there.toString('utf8') === text).catch((cause: unknown) => { throw outputError(cause, path.dirname(target)); });
  if (kept !== null) console.note(console.t('template.kept', { file: path.join(path.dirname(out), kept) }));
  await writeFile(target, text);
  const { fields, bubbles, columns } = expandTemplate(template);
  console.out(console.t('template.imported', { file: out, fields: fields.length, bubbles: bubbles.length, columns: columns.length }));
  console.out(candidateLine(brought.template, out, console));
  if (brought.copied.length > 0) console.out(console.t('template.pictures-copied', { names: brought.copied.join(', ') }));
  // Of a reference that is not there the notes have told.
  const marker = template.registration.markers?.image;
  if (marker !== undefined && brought.absent.includes(marker)) sayNotes([fault('template-picture-absent', { name: path.basename(marker) })], out, console);
  return 0;
}
