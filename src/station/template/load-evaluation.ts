/** An answer key in OMRChecker's format, with the file or the picture that its answers come from. */
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault, type Fault } from '../../contract/faults.ts';
import { answersAsRead, type Evaluation, evaluationSchema, type Marker, markerOf, questionsOf, schemesInVain } from '../../sheet/template/evaluation.ts';
import { type ExpandedTemplate, questionNames, rangeMeant } from '../../sheet/template/expand.ts';
import { firstFew } from './first-few.ts';
import { readJson, textOf } from './load-template.ts';
import { isTemplate } from './template-kind.ts';
import { readTemplatePageJob } from './read-template-page.job.ts';
import { templateRefusal } from './template-faults.ts';

/** `notes`: what it says in vain. Throws ZhiyueError input-missing or key-invalid, about the file; template-invalid where the template itself cannot be used. An answer key that is a picture is read with the template and must leave no doubt. */
export async function loadEvaluation(file: string, templateFile: string, template: ExpandedTemplate): Promise<{ readonly marker: Marker; readonly notes: readonly Fault[] }> {
  const json = await readJson(file, 'key-invalid');
  if (isTemplate(json)) throw ZhiyueError.of('key-invalid', [fault('template-is-no-key')], { about: file });
  try {
    const evaluation = evaluationSchema.parse(json);
    const { questions, answers, notes } = await keyOf(evaluation, file, templateFile);
    // A dash may be a part of a name; where the counts or the names do not fit, it was none.
    const range = questions.find((question) => !isColumn(template, question) && rangeMeant(question) !== null);
    if (range !== undefined) throw ZhiyueError.of('template-invalid', [fault('template-key-range', { label: range, range: rangeMeant(range) ?? range })]);
    const { asRead, inVain } = answersAsRead(template, questions, answers);
    const marker = markerOf(evaluation, questions, asRead, new Set(template.readRegions));
    const unknown = questions.filter((question) => !isColumn(template, question));
    // Either may be the wrong one.
    if (unknown.length > 0) throw ZhiyueError.of('template-invalid', [fault('template-key-column', { template: path.basename(templateFile), count: unknown.length, questions: firstFew(unknown, mostNamed) })]);
    for (const question of questions) marker.mark(question, '');
    const schemes = schemesInVain(evaluation, questions).map((one) => fault('template-key-scheme-other', { scheme: one.scheme, questions: firstFew(one.questions, mostNamed) }));
    const lacking = questionNames(template).filter((name) => !questions.includes(name));
    const lacks = lacking.length === 0 ? [] : [fault('template-key-lacks', { questions: firstFew(lacking, mostNamed) })];
    const sets = ['conditional_sets', 'conditionalSets'].some((name) => name in evaluation) ? [fault('template-key-sets')] : [];
    return { marker, notes: [...notes, ...sets, ...lacks, ...schemes, ...inVain.map((values) => fault('template-key-in-vain', values))] };
  } catch (cause) {
    throw templateRefusal(file, json, cause, 'key-invalid');
  }
}

function isColumn({ columns, readRegions }: ExpandedTemplate, question: string): boolean {
  return readRegions.includes(question) || columns.some(({ name }) => name === question);
}

/** Questions that are named. */
const mostNamed = 8;

type Key = { readonly questions: readonly string[]; readonly answers: NonNullable<Evaluation['options']['answers_in_order']>; /** Of where the answers come from. */ readonly notes: readonly Fault[] };

async function keyOf(evaluation: Evaluation, evaluationFile: string, templateFile: string): Promise<Key> {
  const { options } = evaluation;
  const questions = questionsOf(evaluation);
  if (evaluation.source_type === 'custom') {
    if (questions === null || options.answers_in_order === undefined) throw ZhiyueError.of('template-invalid', [fault('template-key-lists')]);
    return { questions, answers: options.answers_in_order, notes: [] };
  }
  const folder = path.dirname(evaluationFile);
  const { answer_key_csv_path: csv, answer_key_image_path: picture } = options;
  const bytes = csv === undefined ? null : await readFile(path.resolve(folder, csv)).catch(() => null);
  if (csv !== undefined && bytes !== null) return keyOfCsv(textOf(bytes, path.resolve(folder, csv), 'key-invalid'));
  const named = [csv, picture].filter((name) => name !== undefined), file = picture === undefined ? null : path.resolve(folder, picture);
  if (named.length > 0 && (file === null || !(await access(file).then(() => true, () => false)))) throw ZhiyueError.of('template-invalid', [fault('template-key-files-absent', { count: named.length, files: named.join(', ') })]);
  if (file === null || questions === null) throw ZhiyueError.of('template-invalid', [fault('template-key-missing')]);
  const { reading } = await readTemplatePageJob({ templateFile, bubble: null, file, page: 1, listed: [], crops: null }, new AbortController().signal);
  const read = new Map(reading.columns.map((column) => [column.name, column]));
  const doubtful = questions.filter((question) => (read.get(question)?.value ?? '') === '' || read.get(question)?.doubtful);
  if (doubtful.length > 0) throw ZhiyueError.of('template-invalid', [fault('template-key-doubtful', { questions: doubtful.slice(0, mostNamed).join(', ') })]);
  return { questions, answers: questions.map((question) => read.get(question)?.value ?? ''), notes: csv === undefined ? [] : [fault('template-key-csv-absent', { csv, picture: picture ?? '' })] };
}

/** `q1,A`; `q2,"A,B"` for several that count alike; `q3,"[('A', 1), ('B', 2)]"` for points of each, as OMRChecker writes them. */
function keyOfCsv(text: string): Key {
  const rows = rowsOf(text);
  const answer = (cell: string): Key['answers'][number] => {
    const weighted = [...cell.matchAll(/[([]\s*['"]?([^'",()[\]]+)['"]?\s*,\s*(-?[\d.]+)\s*[)\]]/g)].map(([, value = '', points = '0']): [string, number] => [value.trim(), Number(points)]);
    if (weighted.length > 0) return weighted;
    const several = cell.replace(/^\[|\]$/g, '').split(',').map((part) => part.trim().replace(/^['"]|['"]$/g, ''));
    return several.length > 1 ? several : several[0] ?? '';
  };
  return { questions: rows.map(([question = '']) => question), answers: rows.map(([, cell = '']) => answer(cell)), notes: [] };
}

function rowsOf(text: string): string[][] {
  try {
    return parse(text, { relax_column_count: true, skip_empty_lines: true, trim: true, bom: true });
  } catch (cause) {
    throw ZhiyueError.of('template-invalid', [fault('template-key-csv')], { cause });
  }
}
