/** `answers.csv` as a person has corrected it, mostly in a spreadsheet, back to pages that can be scored. */
import path from 'node:path';
import { ZhiyueError } from '../../contract/errors.ts';
import { type Fault, fault } from '../../contract/faults.ts';
import { canMean, valuesIn } from '../../sheet/template/evaluation.ts';
import type { ExpandedTemplate, TemplateField } from '../../sheet/template/expand.ts';
import { tableBytes, type TableRows, tableRows } from '../report/table-file.ts';
import { rearmed } from '../report/tables-csv.ts';
import { codeOfCell, columnOfHeading } from '../report/workbook-words.ts';
import { answerColumns, type AnsweredPage, candidateColumn, ownColumns } from './template-tables.ts';

export interface CorrectedAnswers {
  readonly pages: readonly AnsweredPage[];
  /** What is taken, though somebody should know of it. */
  readonly notes: readonly Fault[];
}

/** Excel's own limit. */
const mostColumns = 16_384;
/** More than a few are of one cause. */
const mostFaults = 5;
/** Values that are named. */
const mostKnown = 12;
/** A number of many digits as spreadsheets show it. */
const rounded = /^\d([.,]\d+)?E\+?\d+$/i;

/** Questions that are marked on a page that waits because it may be blank, as a share of all (decision 0151): no `?` stands in it, and only its status says so. */
const nearlyNone = 0.05;

/** Tables that `read` writes into one folder, and in which its pages are named. */
const siblings = ['answers.csv', 'answers.xlsx', 'exceptions.csv'] as const;

/**
 * The pages of such a file (as `tableRows` reads it, so also a workbook), in its order.
 * @throws ZhiyueError input-missing, or answers-invalid where its headings are not the template's, a value cannot stand where it does, a page is there twice, or one lacks that the other tables in its folder name; about the file.
 */
export async function readAnswers(file: string, template: ExpandedTemplate): Promise<CorrectedAnswers> {
  try {
    const answers = answersIn(await tableOf(file), template);
    await refuseMissing(file, answers.pages);
    return answers;
  } catch (cause) {
    if (cause instanceof ZhiyueError && cause.about === null) throw new ZhiyueError(cause.code, cause.message, { about: file, cause, faults: cause.faults });
    throw cause;
  }
}

async function tableOf(file: string): Promise<TableRows> {
  return tableRows(await tableBytes(file, 'answers-invalid'), { refusal: 'answers-invalid', mostColumns });
}

/** Pure: the rows of the table, with their places, as pages. */
function answersIn({ rows, lines }: TableRows, template: ExpandedTemplate): CorrectedAnswers {
  const [shown = [], ...below] = rows.map((cells) => cells.map((cell) => rearmed(cell.trim()))), head = ownHeadings(shown);
  const columns = answerColumns(template);
  const at = placesOf(head, [...ownColumns, ...columns.map(({ heading }) => heading)]);
  const filled = below.flatMap((cells, i) => (cells.every((cell) => cell === '') ? [] : [{ cells, line: lines[i + 1] ?? 0 }]));
  if (filled.length === 0) refuse([fault('answers-empty')]);
  const own = template.template.candidate === candidateColumn ? [{ name: candidateColumn, heading: candidateColumn }] : [];
  const checks = [...own, ...columns].map(({ name, heading }) => ({ name, heading, ...checkOf(name, template) }));
  const questions = template.columns.flatMap(({ name, fields }) => (fields.length === 1 && name !== template.template.candidate ? [name] : []));
  // A number that kept its zero was not through a spreadsheet's hands.
  const whole = new Set(checks.filter(({ heading }) => filled.some(({ cells }) => cells[at(heading)]?.startsWith('0'))).map(({ name }) => name));
  const faults: Fault[] = [], zeros: Fault[] = [], seen = new Map<string, number>();
  const pages = filled.map(({ cells, line }): AnsweredPage => {
    const cell = (heading: string): string => cells[at(heading)] ?? '';
    const wrong = (one: Fault): void => { faults.push({ ...one, where: { line } }); };
    if (cells.slice(head.length).some((beyond) => beyond !== '')) wrong(fault('answers-cells', { cells: cells.length, columns: head.length }));
    const sourceFile = cell('source_file'), page = cell('source_page');
    if (sourceFile === '' || !/^[1-9]\d{0,8}$/.test(page)) wrong(fault('answers-place', { file: sourceFile, page }));
    const place = placeOf(sourceFile, page), before = seen.get(place);
    if (before === undefined) seen.set(place, line);
    else wrong(fault('answers-twice', { file: sourceFile, page, line: before }));
    const lost = new Set<string>();
    const values = new Map(checks.map(({ name, heading, digits, normal, known }): [string, string] => {
      const given = cell(heading), doubtful = given.startsWith('?'), value = doubtful ? given.slice(1).trim() : given;
      if (value === '') return [name, given];
      const short = digits !== null && /^\d+$/.test(value) && value.length < digits && !whole.has(name);
      if (short && !doubtful) {
        lost.add(name);
        zeros.push(fault('answers-zeros', { line, column: heading, value, digits }));
      }
      const right = normal(value);
      // The best guess may be anything.
      if (right === null && !doubtful && !short) wrong(rounded.test(value) ? fault('answers-rounded', { column: heading, value }) : fault('answers-value', { column: heading, value, known }));
      return [name, `${doubtful || short ? '?' : ''}${right ?? value}`];
    }));
    const candidateNo = candidateIn(cell(candidateColumn), template.template.candidate, values, lost, wrong);
    const was = codeOfCell('status', cell('status')), given = [candidateNo, ...values.values()];
    const blank = questions.filter((name) => values.get(name) !== '').length <= nearlyNone * questions.length;
    const status = given.every((value) => value === '') && was === 'failed' ? 'failed' : given.some((value) => value.startsWith('?')) || (blank && was === 'review') ? 'review' : 'ok';
    return { sourceFile, sourcePage: Number(page), candidateNo, status, valueOf: (name) => values.get(name) ?? (name === candidateColumn ? candidateNo : '') };
  });
  if (faults.length > 0) refuse(faults);
  const other = head.filter((heading) => heading !== '' && ![...ownColumns, ...columns.map((column) => column.heading)].includes(heading));
  return { pages, notes: [...(other.length === 0 ? [] : [fault('answers-column-other', { count: other.length, columns: other.slice(0, mostFaults).join(', ') })]), ...first(zeros)] };
}

/** `answers.xlsx` says in people's words what our columns are, which stand in front. */
function ownHeadings(head: readonly string[]): readonly string[] {
  return head.map((heading, i) => {
    const column = i < ownColumns.length ? columnOfHeading(heading) : null;
    return column !== null && ownColumns.includes(column) && !head.includes(column) ? column : heading;
  });
}

/** Where each heading stands. */
function placesOf(head: readonly string[], wanted: readonly string[]): (heading: string) => number {
  const missing = wanted.filter((heading) => !head.includes(heading));
  if (missing.length > 0) refuse([fault('answers-columns-missing', { count: missing.length, columns: `${missing.slice(0, mostFaults).join(', ')}${missing.length > mostFaults ? ', …' : ''}` })]);
  const twice = wanted.find((heading) => head.indexOf(heading) !== head.lastIndexOf(heading));
  if (twice !== undefined) refuse([fault('answers-column-twice', { column: twice })]);
  const places = new Map(head.map((heading, i) => [heading, i]));
  return (heading) => places.get(heading) ?? -1;
}

interface Check {
  /** Digits of a number; null where it may have any number of them, or is none. */
  readonly digits: number | null;
  /** The value as it is read off a page; null where it cannot be. */
  readonly normal: (value: string) => string | null;
  readonly known: string;
}

function checkOf(name: string, { columns, bubbles, template }: ExpandedTemplate): Check {
  const column = columns.find((each) => each.name === name);
  if (column !== undefined) return checkOfMarks(column.fields, valuesIn(bubbles));
  const region = template.regions.find((each) => each.name === name);
  const { options = null, digits = null } = region?.kind === 'text' ? region : {};
  const isNumber = name === template.candidate || digits !== null;
  const fits = (value: string): boolean => (options === null || options.includes(value)) && (digits === null || new RegExp(`^\\d{${digits}}$`).test(value)) && !(isNumber && rounded.test(value));
  return { digits, normal: (value) => (fits(value) ? value : null), known: options === null ? digits === null ? '—' : `${'0'.repeat(digits)}–${'9'.repeat(digits)}` : shortened(options) };
}

function checkOfMarks(fields: readonly TemplateField[], valuesOf: (field: TemplateField) => readonly string[]): Check {
  // Blanks at either end were cut off when it was read, and a person may leave out those between, too.
  const closed = fields.map((field) => (field.empty.trim() === '' ? { ...field, empty: '' } : field));
  const digits = fields.length > 1 && fields.every((field) => valuesOf(field).every((value) => /^\d$/.test(value)) && valuesOf(field).includes('0')) ? fields.length : null;
  return {
    digits,
    normal: (value) => {
      // Small letters and full-width ones are what people type.
      const plain = value.normalize('NFKC'), ways = [value, plain, plain.toUpperCase(), plain.toLowerCase()];
      return ways.find((way) => canMean(fields, way, valuesOf) || canMean(closed, way.replaceAll(/\s/g, ''), valuesOf)) ?? null;
    },
    known: shortened([...new Set(fields.flatMap((field) => valuesOf(field)))]),
  };
}

/** Whose page it is: it stands in `candidate_no` and, where the template names a column for it, there again. Where they differ, the one that is settled goes for both. `lost`: columns whose number may lack zeros. */
function candidateIn(own: string, name: string | undefined, values: Map<string, string>, lost: ReadonlySet<string>, wrong: (one: Fault) => void): string {
  const column = name === undefined ? undefined : values.get(name);
  if (name === undefined || column === undefined) return own;
  const settle = (value: string): string => {
    values.set(name, value);
    return value;
  };
  const bare = (value: string): string => value.replace(/^\?/, '').trim(), plain = (value: string): string => bare(value).replace(/^0+(?=.)/, '');
  // Of a number that nobody on the roster has only `candidate_no` says so; one of the two may have kept its zeros.
  if (plain(own) === plain(column)) {
    const longer = bare(own).length > bare(column).length ? bare(own) : bare(column);
    return own.startsWith('?') || (lost.has(name) && longer === bare(column)) ? `?${longer}` : settle(longer);
  }
  const settled = [own, column].filter((value) => value !== '' && !value.startsWith('?'));
  if (settled.length !== 1) wrong(fault('answers-two-numbers', { one: own, column: name, other: column }));
  return settle(settled[0] ?? own);
}

/** A page that another table of the same `read` names was lost on the way. */
async function refuseMissing(file: string, pages: readonly AnsweredPage[]): Promise<void> {
  const there = new Set(pages.map(({ sourceFile, sourcePage }) => placeOf(sourceFile, String(sourcePage))));
  const missing: Fault[] = [];
  for (const table of siblings) {
    const other = path.join(path.dirname(file), table);
    if (path.resolve(other) === path.resolve(file)) continue;
    // What is not there, or is no table any more, names nothing.
    const rows = await tableOf(other).then((read) => read.rows, () => []);
    const [shown = [], ...below] = rows, head = ownHeadings(shown);
    const at = { file: head.indexOf('source_file'), page: head.indexOf('source_page') };
    if (at.file < 0 || at.page < 0) continue;
    for (const cells of below) {
      const name = rearmed(cells[at.file] ?? ''), page = cells[at.page] ?? '';
      if (name === '' || there.has(placeOf(name, page))) continue;
      there.add(placeOf(name, page));
      missing.push(fault('answers-page-missing', { file: name, page, table }));
    }
  }
  if (missing.length > 0) refuse(missing);
}

const placeOf = (file: string, page: string): string => `${page} ${file}`;

function shortened(values: readonly string[]): string {
  return `${values.slice(0, mostKnown).join(', ')}${values.length > mostKnown ? ', …' : ''}`;
}

function first(faults: readonly Fault[]): readonly Fault[] {
  return faults.length <= mostFaults ? faults : [...faults.slice(0, mostFaults), fault('answers-more', { count: faults.length - mostFaults })];
}

function refuse(faults: readonly Fault[]): never {
  throw ZhiyueError.of('answers-invalid', first(faults));
}
