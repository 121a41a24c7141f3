/** A template from its file, ours or OMRChecker's, with the pictures that stand beside it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ZhiyueError } from '../../contract/errors.ts';
import { type Fault, fault } from '../../contract/faults.ts';
import { jsonFault } from '../../exam/json-fault.ts';
import { markedUtf16 } from '../../exam/text-encoding.ts';
import { refuseContradictions } from '../../sheet/template/contradictions.ts';
import { expandTemplate, rangeMeant } from '../../sheet/template/expand.ts';
import { fromOmrChecker, isOmrChecker, unknownSteps } from '../../sheet/template/omrchecker.ts';
import { templateReader, type TemplateReader } from '../../sheet/template/read-template.ts';
import { templateSchema, type Template } from '../../exam/template.ts';
import { decodePage } from '../images/decode.ts';
import { sniffType } from '../images/scan-type.ts';
import { refuseSpecialFile } from '../intake/special-file.ts';
import { unopened } from '../intake/unopened.ts';
import { systemCode } from '../store/trouble.ts';
import { firstFew } from './first-few.ts';
import { templateRefusal } from './template-faults.ts';
import { otherThanTemplate } from './template-kind.ts';

/** Throws ZhiyueError input-missing, or template-invalid where the file is none of the two formats, or does not fit together. */
export async function readTemplate(file: string): Promise<Template> {
  const json = await readJson(file);
  const other = otherThanTemplate(json);
  if (other !== null) throw ZhiyueError.of('template-invalid', [fault(other)], { about: file });
  try {
    const template = isOmrChecker(json) ? fromOmrChecker(json) : templateSchema.parse(json);
    refuseContradictions(expandTemplate(template));
    return template;
  } catch (cause) {
    throw templateRefusal(file, json, cause);
  }
}

/** The template ready for reading. Throws what `readTemplate` throws; template-invalid also where a picture that it needs is missing or damaged: where there are bubbles, the reference may be missing. `redrawn`: the template that is read with, made of the file's. */
export async function loadTemplate(file: string, redrawn: (template: Template) => Template = (template) => template): Promise<TemplateReader> {
  const template = redrawn(await readTemplate(file));
  const { markers, reference } = template.registration;
  const marker = markers === undefined ? null : await picture(file, markers.image);
  const referred = reference === undefined ? null : await picture(file, reference).catch((error: unknown) => {
    if (template.blocks.length === 0) throw error;
    return null;
  });
  return templateReader(expandTemplate(template), marker?.image ?? null, referred?.image ?? null);
}

/** What a template that `loadTemplate` takes has in vain: preprocessors that nothing is known of, a reference that is not there, marks that are too few, a roster to match where none is given. */
export async function templateNotes(file: string, { roster = true }: { readonly roster?: boolean } = {}): Promise<readonly Fault[]> {
  const json = await readJson(file);
  const template = await readTemplate(file), { registration: { marks, reference } } = template, { fields, columns } = expandTemplate(template);
  const reported = new Set(columns.flatMap((column) => column.fields)), unreported = fields.filter((field) => !reported.has(field)).map(({ label }) => label);
  const seen = reference === undefined || await decodePage(besideTemplate(file, reference), { page: 1 }).then(() => true, () => false);
  const matched = template.regions.flatMap((region) => (region.kind === 'text' && region.roster !== undefined ? [region.name] : []));
  return [
    ...unknownSteps(json).map((name) => fault('template-step-unknown', { name })),
    ...(seen ? [] : [fault('template-reference-absent', { name: reference })]),
    ...rangesMeant(template).map((values) => fault('template-field-range', values)),
    ...(unreported.length > 0 ? [fault('template-fields-unreported', { count: unreported.length, fields: firstFew(unreported, mostNamed) })] : []),
    ...(roster || matched.length === 0 ? [] : [fault('template-roster-unused', { regions: firstFew(matched, mostNamed) })]),
    ...(marks.length === 1 || marks.length === 2 ? [fault('template-marks-few', { count: marks.length })] : []),
  ];
}

const mostNamed = 5;

/** Labels that may have been meant as ranges; several of the kind are names: q1-1, q1-2. */
function rangesMeant({ blocks }: Template): { readonly block: string; readonly label: string; readonly range: string }[] {
  const meant = blocks.flatMap(({ name, fields }) => fields.flatMap((label) => { const range = rangeMeant(label); return range === null || label.includes('..') ? [] : [{ block: name, label, range }]; }));
  return meant.filter(({ block }) => meant.filter((other) => other.block === block).length === 1);
}

/** `refusal`: as what the file is refused. Throws ZhiyueError input-missing or that. */
export async function readJson(file: string, refusal: 'template-invalid' | 'key-invalid' = 'template-invalid'): Promise<unknown> {
  await refuseSpecialFile(file, refusal);
  const bytes = await readFile(file).catch((cause: unknown) => { throw unopened(file, cause); });
  if (refusal === 'template-invalid' && sniffType(bytes) !== null) throw ZhiyueError.of(refusal, [fault('template-is-picture')], { about: file });
  if (/\.(csv|tsv|xlsx?)$/i.test(file)) throw ZhiyueError.of(refusal, [fault(refusal === 'key-invalid' ? 'key-is-table' : 'template-is-table')], { about: file });
  const json = textOf(bytes, file, refusal);
  try {
    return JSON.parse(json);
  } catch (cause) {
    // As FormScanner and others keep theirs.
    const wrong = json.trimStart().startsWith('<') ? fault('template-is-xml') : jsonFault(json, cause);
    throw ZhiyueError.of(refusal, [wrong], { about: file, cause });
  }
}

/** Text in UTF-8 or marked UTF-16 ("Unicode" in Notepad), as editors save it. Throws ZhiyueError `refusal` for any other: read as UTF-8 it would lose the names in it without a word. */
export function textOf(bytes: Uint8Array, file: string, refusal: 'template-invalid' | 'key-invalid'): string {
  try {
    return new TextDecoder(markedUtf16(bytes) ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw ZhiyueError.of(refusal, [fault('file-not-utf8')], { about: file, cause });
  }
}

/** Where a picture is that a template names. */
export function besideTemplate(templateFile: string, name: string): string {
  return path.resolve(path.dirname(templateFile), name);
}

async function picture(templateFile: string, name: string): Promise<Awaited<ReturnType<typeof decodePage>>> {
  return decodePage(besideTemplate(templateFile, name), { page: 1 }).catch((cause: unknown) => {
    if (isAbsent(cause)) throw ZhiyueError.of('template-invalid', [fault('template-picture-absent', { name })], { about: templateFile, cause });
    throw ZhiyueError.of('template-invalid', [fault('template-picture', { name }), ...(cause instanceof ZhiyueError ? cause.faults : [])], { about: templateFile, cause });
  });
}

function isAbsent(cause: unknown): boolean {
  return systemCode(cause) === 'ENOENT' || (cause instanceof ZhiyueError && (systemCode(cause.cause) === 'ENOENT' || cause.faults.some(({ code }) => code === 'file-absent')));
}
