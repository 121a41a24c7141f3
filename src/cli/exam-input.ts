/** The exam and the roster as files on the command line. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ZhiyueError } from '../contract/errors.ts';
import { fault } from '../contract/faults.ts';
import { parseExamText } from '../exam/exam-file.ts';
import type { Candidate, Exam } from '../exam/exam.ts';
import type { Template } from '../exam/template.ts';
import { layoutExam, layoutsOf } from '../sheet/layout/layout-exam.ts';
import { sniffType } from '../station/images/scan-type.ts';
import { refuseSpecialFile } from '../station/intake/special-file.ts';
import { unopened } from '../station/intake/unopened.ts';

/** The sheets that are to be printed or read: their questions must fit on the paper. */
type WantedSheets = 'blank' | 'personal' | 'both';

/** Throws ZhiyueError input-missing or exam-invalid, about the file. */
export async function readExam(file: string, sheets: WantedSheets): Promise<Exam> {
  const text = await readText(file);
  // Before anything is said of its fields, of which it has none.
  if (isForeignTemplate(text)) throw ZhiyueError.of('exam-invalid', [fault('exam-is-template')], { about: file });
  try {
    const exam = parseExamText(text, await namedTemplate(file, text));
    if (sheets === 'both') layoutsOf(exam);
    else layoutExam(exam, { personal: sheets === 'personal' });
    return exam;
  } catch (cause) {
    if (cause instanceof ZhiyueError && cause.code !== 'exam-invalid') throw cause;
    if (cause instanceof ZhiyueError) throw new ZhiyueError(cause.code, cause.message, { about: file, cause, faults: cause.faults });
    throw cause;
  }
}

/** The template in the file that an exam names, beside it; undefined where it names none. Throws ZhiyueError input-missing or template-invalid, about that file. */
async function namedTemplate(file: string, text: string): Promise<Template | undefined> {
  const name = namedIn(text);
  if (name === null) return undefined;
  const [{ readTemplate }, { withPictures }] = await Promise.all([import('../station/template/load-template.ts'), import('../station/template/embedded-pictures.ts')]);
  const templateFile = path.resolve(path.dirname(file), name);
  const template = await readTemplate(templateFile).catch((cause: unknown) => {
    if (cause instanceof ZhiyueError && cause.code === 'input-missing') throw ZhiyueError.of('exam-invalid', [fault('exam-template-file', { file: templateFile }, { path: 'template' })], { about: file, cause });
    throw cause;
  });
  return withPictures(template, templateFile);
}

/** Null where it names none, or is not JSON at all: that is told with line and column where it is parsed. */
function namedIn(text: string): string | null {
  try {
    const json: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof json === 'object' && json !== null && 'template' in json && typeof json.template === 'string' ? json.template : null;
  } catch {
    return null;
  }
}

/** By what no exam has by itself: our templates' format, or OMRChecker's blocks. One that holds a template has questions, too. */
function isForeignTemplate(text: string): boolean {
  return !/"questions"\s*:/.test(text) && /"(?:fieldBlocks|pageDimensions)"\s*:|"format"\s*:\s*"zhiyue-template"/.test(text);
}

async function readText(file: string): Promise<string> {
  await refuseSpecialFile(file, 'exam-invalid');
  const bytes = await readFile(file).catch((cause: unknown) => { throw unopened(file, cause); });
  if (sniffType(bytes) !== null) throw ZhiyueError.of('exam-invalid', [fault('exam-is-picture')], { about: file });
  if (/\.(csv|tsv|xlsx?)$/i.test(file)) throw ZhiyueError.of('exam-invalid', [fault('exam-is-table')], { about: file });
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch (cause) {
    throw ZhiyueError.of('exam-invalid', [fault('file-not-utf8')], { about: file, cause });
  }
}

/** Null without a file. Throws ZhiyueError input-missing or roster-invalid, about the file. */
export async function readCandidates(file: string | undefined, exam: Exam): Promise<readonly Candidate[] | null> {
  if (file === undefined) return null;
  await refuseSpecialFile(file, 'roster-invalid');
  const { readRoster } = await import('../station/report/roster-file.ts');
  return readRoster(path.resolve(file), { digits: exam.candidateNumber.digits });
}
