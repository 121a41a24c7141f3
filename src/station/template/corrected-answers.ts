/** `answers.csv` as a person has corrected it, mostly in a spreadsheet, back to pages that can be scored. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { ZhiyueError } from '../../contract/errors.ts';
import { type Fault, fault } from '../../contract/faults.ts';
import type { Candidate } from '../../exam/exam.ts';
import { marksIn, valuesIn } from '../../sheet/template/evaluation.ts';
import { type ExpandedTemplate, questionNames, type TemplateField } from '../../sheet/template/expand.ts';
import { hardlyMarked } from '../../sheet/template/nothing-marked.ts';
import { tableBytes, type TableRows, tableRows } from '../report/table-file.ts';
import { rearmed } from '../report/tables-csv.ts';
import { codeOfCell, columnOfHeading } from '../report/workbook-words.ts';
import { bare, candidateIn, isOddNumber } from './answered-numbers.ts';
import { firstFew } from './first-few.ts';
import { rivalsOn } from './rival-numbers.ts';
import { sharedNumbers } from './shared-numbers.ts';
import type { AnsweredPage } from './template-page.ts';
import { answerColumns, candidateColumn, ownColumns } from './template-tables.ts';

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

/** Tables that `read` writes into one folder, and in which its pages are named. */
const siblings = ['answers.csv', 'answers.xlsx', 'exceptions.csv'] as const;

/**
 * The pages of such a file (as `tableRows` reads it, so also a workbook), in its order. With a roster a page whose number nobody on it has waits, as in `read`.
 * @throws ZhiyueError input-missing, or answers-invalid where its headings are not the template's, a value cannot stand where it does, a page is there twice, or one lacks that the other tables in its folder name; about the file.
 */
export async function readAnswers(file: string, template: ExpandedTemplate, roster: readonly Candidate[] = []): Promise<CorrectedAnswers> {
  try {
    const answers = answersIn(await tableOf(file), template, roster);
    await refuseMissing(file, answers.pages);
    return { ...answers, notes: [...answers.notes, ...await laterOnes(file, answers.pages, template, roster)] };
  } catch (cause) {
    if (cause instanceof ZhiyueError && cause.about === null) throw new ZhiyueError(cause.code, cause.message, { about: file, cause, faults: cause.faults });
    throw cause;
  }
}

async function tableOf(file: string): Promise<TableRows> {
  return tableRows(await tableBytes(file, 'answers-invalid'), { refusal: 'answers-invalid', mostColumns });
}

/** Pure: the rows of the table, with their places, as pages. */
function answersIn({ rows, lines, isWorkbook }: TableRows, template: ExpandedTemplate, roster: readonly Candidate[]): CorrectedAnswers {
  const [shown = [], ...below] = rows.map((cells) => cells.map((cell) => rearmed(cell.trim()))), head = ownHeadings(shown);
  const columns = answerColumns(template);
  const wanted = [...ownColumns, ...columns.map(({ heading }) => heading)];
  refuseLowHeadings(head, below, lines, wanted);
  const at = placesOf(head, wanted);
  const filled = below.flatMap((cells, i) => (cells.every((cell) => cell === '') ? [] : [{ cells, line: lines[i + 1] ?? 0 }]));
  if (filled.length === 0) refuse([fault('answers-empty')]);
  const own = template.template.candidate === candidateColumn ? [{ name: candidateColumn, heading: candidateColumn }] : [];
  // A number that kept its zero was not through a spreadsheet's hands.
  const isWhole = (heading: string): boolean => filled.some(({ cells }) => cells[at(heading)]?.startsWith('0'));
  const checks = [...own, ...columns].map(({ name, heading }) => {
    const check = checkOf(name, template), whole = check.digits !== null && isWhole(heading);
    return { name, heading, ...check, isOdd: (value: string): boolean => check.digits !== null && isOddNumber(value, check.digits, whole) };
  });
  const { candidate } = template.template, theirs = checks.find(({ name }) => name === candidate);
  const width = head.findLastIndex((heading) => heading !== '') + 1;
  const questions = questionNames(template);
  const faults: Fault[] = [], doubts: Fault[] = [], seen = new Map<string, number>();
  const answered = filled.map(({ cells, line }): AnsweredPage => {
    const cell = (heading: string): string => cells[at(heading)] ?? '';
    const answer = (heading: string): string => cell(heading).replace(/^？/, '?');
    const oddDigits = (column: string, value: string, digits: number): void => {
      doubts.push(fault(value.length < digits ? 'answers-zeros' : 'answers-digits', { line, column, value, digits }));
    };
    const wrong = (one: Fault): void => { faults.push({ ...one, where: { line } }); };
    if (cells.slice(head.length).some((beyond) => beyond !== '')) wrong(fault('answers-cells', { cells: cells.length, columns: head.length }));
    const sourceFile = cell('source_file'), page = cell('source_page');
    if (sourceFile === '' || !/^[1-9]\d{0,8}$/.test(page)) wrong(fault('answers-place', { file: sourceFile, page }));
    const place = placeOf(sourceFile, page), before = seen.get(place);
    if (before === undefined) seen.set(place, line);
    else wrong(fault('answers-twice', { file: sourceFile, page, line: before }));
    // Only a workbook leaves empty cells out at a row's end, and a spreadsheet that saves many such rows as CSV.
    const isCut = !isWorkbook && cells.length < width;
    if (isCut) doubts.push(fault('answers-cut', { line, cells: cells.length, columns: width }));
    const values = new Map(checks.map(({ name, heading, digits, normal, known, ...check }): [string, string] => {
      const given = answer(heading), doubtful = given.startsWith('?'), value = doubtful ? given.slice(1).trim() : given;
      if (value === '') return [name, given];
      const odd = check.isOdd(value);
      if (odd && !doubtful) oddDigits(heading, value, digits ?? 0);
      const right = normal(value);
      // The best guess may be anything.
      if (right === null && !doubtful && !odd) wrong(rounded.test(value) ? fault('answers-rounded', { column: heading, value }) : fault('answers-value', { column: heading, value, known }));
      return [name, `${doubtful || odd ? '?' : ''}${right ?? value}`];
    }));
    const candidateNo = candidateIn(answer(candidateColumn), candidate, values, (value) => theirs?.isOdd(value) ?? false, wrong);
    const bareNo = bare(candidateNo);
    // Of what stands in its own column the line above has told.
    if (theirs?.isOdd(bareNo) && !answer(candidateColumn).startsWith('?') && answer(theirs.heading) !== bareNo) oddDigits(candidateColumn, bareNo, theirs.digits ?? 0);
    const was = codeOfCell('status', cell('status')), given = [candidateNo, ...values.values()];
    // Of a page that waits because it may be blank only its status says so: no `?` stands in it.
    const blank = questions.filter((name) => values.get(name) !== '').length <= hardlyMarked * questions.length;
    const status = given.every((value) => value === '') && was === 'failed' ? 'failed' : given.some((value) => value.startsWith('?')) || (blank && was === 'review') || isCut || (candidate !== undefined && candidateNo === '') ? 'review' : 'ok';
    return { sourceFile, sourcePage: Number(page), candidateNo, status, valueOf: (name) => values.get(name) ?? (name === candidateColumn ? candidateNo : '') };
  });
  if (faults.length > 0) refuse(faults);
  const rivals = rivalsOn(template, answered.map((page) => page.valueOf), roster), listed = new Set(roster.map(({ candidateNo }) => candidateNo));
  const pages = answered.map((page, i): AnsweredPage => {
    const rival = rivals[i] ?? null, column = checks.find(({ name }) => name === rival?.place)?.heading ?? '', line = filled[i]?.line ?? 0;
    // What waits has been told by whoever put its `?` there.
    const isStranger = listed.size > 0 && page.candidateNo !== '' && !page.candidateNo.startsWith('?') && !listed.has(page.candidateNo);
    if (isStranger) doubts.push(fault('answers-not-on-roster', { line, column: theirs?.heading ?? candidateColumn, value: page.candidateNo }));
    if (rival !== null) doubts.push(fault('answers-rival', { line, candidate: candidateColumn, one: rival.own, column, other: rival.other }));
    if (rival === null && !isStranger) return page;
    const candidateNo = `?${bare(page.candidateNo)}`;
    return { ...page, candidateNo, status: 'review', valueOf: (name) => (name === rival?.place ? `?${page.valueOf(name)}` : name === candidate ? candidateNo : page.valueOf(name)) };
  });
  const shared = new Set(candidate === undefined ? [] : sharedNumbers(pages).flatMap((one) => one.pages));
  const other = head.filter((heading) => heading !== '' && ![...ownColumns, ...columns.map((column) => column.heading)].includes(heading));
  return { pages: pages.map((page): AnsweredPage => (shared.has(page) ? { ...page, status: 'review' } : page)), notes: [...(other.length === 0 ? [] : [fault('answers-column-other', { count: other.length, columns: other.slice(0, mostFaults).join(', ') })]), ...first(doubts)] };
}

/** `answers.xlsx` says in people's words what our columns are, which stand in front. */
function ownHeadings(head: readonly string[]): readonly string[] {
  return head.map((heading, i) => {
    const column = i < ownColumns.length ? columnOfHeading(heading) : null;
    return column !== null && ownColumns.includes(column) && !head.includes(column) ? column : heading;
  });
}

/** A line or two above the headings, such as a title, are what people put into spreadsheets. */
function refuseLowHeadings(head: readonly string[], below: readonly (readonly string[])[], lines: readonly number[], wanted: readonly string[]): void {
  const isHead = (cells: readonly string[]): boolean => wanted.every((heading) => cells.includes(heading));
  if (isHead(head)) return;
  const lower = below.findIndex((cells) => isHead(ownHeadings(cells)));
  if (lower >= 0) refuse([fault('answers-headings-line', { line: lines[lower + 1] ?? 0 })]);
}

/** Where each heading stands. */
function placesOf(head: readonly string[], wanted: readonly string[]): (heading: string) => number {
  const missing = wanted.filter((heading) => !head.includes(heading));
  if (missing.length > 0) refuse([fault('answers-columns-missing', { count: missing.length, columns: firstFew(missing, mostFaults) })]);
  const twice = wanted.find((heading) => head.indexOf(heading) !== head.lastIndexOf(heading));
  if (twice !== undefined) refuse([fault('answers-column-twice', { column: twice })]);
  const places = new Map(head.map((heading, i) => [heading, i]));
  return (heading) => places.get(heading) ?? -1;
}

interface Check {
  /** Digits of a number, or columns of its grid; null where it may have any number of them, or is none. */
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
  return { digits, normal: (value) => (fits(value) ? value : null), known: options === null ? digits === null ? '—' : `${'0'.repeat(digits)}–${'9'.repeat(digits)}` : firstFew(options, mostKnown) };
}

function checkOfMarks(fields: readonly TemplateField[], valuesOf: (field: TemplateField) => readonly string[]): Check {
  const digits = fields.length > 1 && fields.every((field) => valuesOf(field).every((value) => /^\d$/.test(value)) && valuesOf(field).includes('0')) ? fields.length : null;
  return {
    digits,
    normal: (value) => marksIn(fields, value, valuesOf),
    known: firstFew([...new Set(fields.flatMap((field) => valuesOf(field)))], mostKnown),
  };
}

/** A page that another table of the same `read` names was lost on the way. */
async function refuseMissing(file: string, pages: readonly AnsweredPage[]): Promise<void> {
  const own = new Set(pages.map(({ sourceFile, sourcePage }) => placeOf(sourceFile, String(sourcePage)))), there = new Set(own);
  const missing: Fault[] = [];
  for (const table of siblings) {
    const other = path.join(path.dirname(file), table);
    if (path.resolve(other) === path.resolve(file)) continue;
    // What is not there, or is no table any more, names nothing.
    const rows = await tableOf(other).then((read) => read.rows, () => []);
    const [shown = [], ...below] = rows, head = ownHeadings(shown);
    const at = { file: head.indexOf('source_file'), page: head.indexOf('source_page') };
    if (at.file < 0 || at.page < 0) continue;
    const named = below.map((cells) => ({ name: rearmed(cells[at.file] ?? ''), page: cells[at.page] ?? '' })).filter(({ name }) => name !== '');
    // Of another batch, whose answers were kept when this folder got those of the next one.
    if (named.every(({ name, page }) => !own.has(placeOf(name, page)))) continue;
    for (const { name, page } of named) {
      if (there.has(placeOf(name, page))) continue;
      there.add(placeOf(name, page));
      missing.push(fault('answers-page-missing', { file: name, page, table }));
    }
  }
  if (missing.length > 0) refuse(missing);
}

/** The other file of answers in the folder, where it was changed later and says otherwise: somebody corrected that one. */
async function laterOnes(file: string, pages: readonly AnsweredPage[], template: ExpandedTemplate, roster: readonly Candidate[]): Promise<readonly Fault[]> {
  const changed = (await stat(file)).mtimeMs, names = [candidateColumn, ...answerColumns(template).map(({ name }) => name)];
  const notes: Fault[] = [];
  for (const table of ['answers.csv', 'answers.xlsx']) {
    const other = path.join(path.dirname(file), table), later = await stat(other).then(({ mtimeMs }) => mtimeMs > changed + writtenTogetherMs, () => false);
    if (!later || path.resolve(other) === path.resolve(file)) continue;
    const its = await tableOf(other).then((rows) => answersIn(rows, template, roster).pages, (): readonly AnsweredPage[] => []), byPlace = new Map(its.map((page) => [placeOf(page.sourceFile, String(page.sourcePage)), page]));
    const otherwise = pages.filter((page) => { const there = byPlace.get(placeOf(page.sourceFile, String(page.sourcePage))); return there !== undefined && names.some((name) => there.valueOf(name) !== page.valueOf(name)); });
    if (otherwise.length > 0) notes.push(fault('answers-later', { table, count: otherwise.length }));
  }
  return notes;
}

/** Files that `read` wrote one after the other. */
const writtenTogetherMs = 2000;

const placeOf = (file: string, page: string): string => `${page} ${file}`;

function first(faults: readonly Fault[]): readonly Fault[] {
  return faults.length <= mostFaults ? faults : [...faults.slice(0, mostFaults), fault('answers-more', { count: faults.length - mostFaults })];
}

function refuse(faults: readonly Fault[]): never {
  throw ZhiyueError.of('answers-invalid', first(faults));
}
