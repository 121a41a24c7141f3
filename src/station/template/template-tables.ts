/** The result files of foreign sheets, in the shape of those that `grade` writes. */
import path from 'node:path';
import type { PlainError } from '../../contract/errors.ts';
import { type FaultCode, faultSentence } from '../../contract/faults.ts';
import type { Candidate } from '../../exam/exam.ts';
import { exceptionText, type ReportLanguage } from '../report/exception-text.ts';
import { cropFolder } from '../report/own-crops.ts';
import type { ExceptionKind, ExceptionRow } from '../report/results.ts';
import type { Cell, Table } from '../report/tables.ts';
import type { ExpandedTemplate } from '../../sheet/template/expand.ts';
import type { Unread } from '../../sheet/template/read-template.ts';
import type { Template } from '../../exam/template.ts';
import type { Marker } from '../../sheet/template/evaluation.ts';
import type { RegionReading } from './judge-region.ts';
import { bare } from './answered-numbers.ts';
import { firstFew } from './first-few.ts';
import { otherKindsOfNumber } from './rival-numbers.ts';
import { placeIn, sharedNumbers } from './shared-numbers.ts';
import { type AnsweredPage, type Rival, type TemplatePage, valueOf } from './template-page.ts';

/** How far off the template a page lies: only answers of foreign sheets have this column. */
export const residualColumn = 'residual_mm';
export const candidateColumn = 'candidate_no';
/** The column of `answers.csv` to correct: only exceptions of foreign sheets have this column. */
const answerColumn = 'column';
/** Other pages with the same number that are named. */
const mostAlike = 5;
/** What scores end with where there is a roster, called as in those of `grade`. */
export const rosterColumns: readonly string[] = ['name', 'class'];
/** What every table of answers begins with. */
export const ownColumns: readonly string[] = ['source_file', 'source_page', candidateColumn, 'status', residualColumn];

/** The columns and regions that have a column of their own in `answers.csv`, with its heading. */
export function answerColumns({ columns, readRegions, template }: ExpandedTemplate): readonly { readonly name: string; readonly heading: string }[] {
  // A candidate number that is called just so has its column already.
  const names = [...columns.map(({ name }) => name), ...readRegions].filter((name) => name !== candidateColumn || name !== template.candidate);
  // What a sheet calls as we call ours is told apart.
  return names.map((name) => ({ name, heading: ownColumns.includes(name) ? `f:${name}` : name }));
}

/** One row a page in the order given, one column a field of the template and then one a code or text: `?` before what waits for a person, empty for a blank. The candidate's number says the same in both of its columns. */
export function templateAnswers(expanded: ExpandedTemplate, pages: readonly TemplatePage[]): Table {
  const { template } = expanded, columns = answerColumns(expanded);
  return {
    name: 'answers',
    columns: [...ownColumns, ...columns.map(({ heading }) => heading)],
    rows: pages.map((page) => {
      const candidateNo = candidateOf(page, template.candidate);
      return [page.sourceFile, page.sourcePage, candidateNo, statusOf(page), residualOf(page), ...columns.map(({ name }) => (name === template.candidate ? candidateNo : valueOf(page, name)))];
    }),
    prose: ['source_file', ...codesOf(template), ...numberFromCode(template)],
  };
}

/** A page's row as it was read. */
export function answeredPage(page: TemplatePage, { template }: ExpandedTemplate): AnsweredPage {
  return { sourceFile: page.sourceFile, sourcePage: page.sourcePage, candidateNo: candidateOf(page, template.candidate), status: statusOf(page), valueOf: (name) => valueOf(page, name) };
}

/** Points of each page and question by an answer key; doubtful ones by the best guess, and `unsure` says of how many questions that is so. With a roster a number that is not in doubt has its name and class. */
export function templateScores({ template }: ExpandedTemplate, pages: readonly AnsweredPage[], marker: Marker, roster: readonly Candidate[] = []): Table {
  const byNumber = new Map(roster.map((one) => [one.candidateNo, one])), isListed = roster.length > 0;
  const listed = (candidateNo: string): Cell[] => { const one = byNumber.get(candidateNo); return isListed ? [one?.name ?? '', one?.class ?? ''] : []; };
  return {
    name: 'scores',
    columns: ['source_file', 'source_page', candidateColumn, 'status', 'total', 'unsure', ...marker.questions.map((question) => `s:${question}`), ...(isListed ? rosterColumns : [])],
    rows: pages.map((page) => {
      const read = page.status !== 'failed';
      const values = marker.questions.map((question) => ({ question, value: page.valueOf(question) }));
      const points = values.map(({ question, value }): number | null => (read ? marker.mark(question, value.replace(/^\?/, '')).points : null));
      const total = read ? points.reduce<number>((sum, p) => sum + (p ?? 0), 0) : null;
      return [page.sourceFile, page.sourcePage, page.candidateNo, page.status, rounded(total), read ? values.filter(({ value }) => value.startsWith('?')).length : null, ...points.map(rounded), ...listed(page.candidateNo)];
    }),
    prose: ['source_file', ...numberFromCode(template), ...rosterColumns],
  };
}

/** How far the page's bubbles lie from the template's, to a hundredth of a millimetre; also of a page that is no use for that reason. */
export function residualOf({ outcome }: TemplatePage): number | null {
  const residualMm = outcome.kind === 'read' ? outcome.reading.residualMm : null;
  return residualMm === null ? null : Math.round(residualMm * 100) / 100;
}

function rounded(points: number | null): Cell {
  return points === null ? null : Math.round(points * 1e6) / 1e6;
}

/** An exception, with its sentence where it knows more than its code says, and whether `field` is one of the template's fields: one of a number's digits has no column of its own in `answers.csv`. */
type SaidException = ExceptionRow & { readonly said?: string; readonly isField?: true };

function exceptionRows({ template }: ExpandedTemplate, pages: readonly TemplatePage[], language: ReportLanguage): SaidException[] {
  return pages.flatMap((page): SaidException[] => {
    const own = { sourceFile: page.sourceFile, sourcePage: page.sourcePage, candidateNo: candidateOf(page, template.candidate) };
    const { outcome } = page;
    if (outcome.kind === 'failed') return [{ ...own, kind: 'unreadable', field: '', confidence: null, detail: outcome.error.code, cropFile: null, ...saidOf(outcome.error, language) }];
    const cropOf = (field: string): string | null => outcome.crops.find((crop) => crop.field === field)?.file ?? null;
    if (outcome.reading.trouble !== null) return [{ ...own, kind: kindOf(outcome.reading.trouble), field: '', confidence: null, detail: outcome.reading.trouble, cropFile: cropOf('') } satisfies ExceptionRow];
    const { whole } = outcome.reading;
    // A page that may be blank has no number either: one row says so.
    const stranger: ExceptionRow[] = outcome.stranger === null || (outcome.stranger === 'no-number' && whole !== null) ? [] : [{ ...own, kind: 'unknown-candidate', field: template.candidate ?? '', confidence: null, detail: outcome.stranger, cropFile: cropOf(template.candidate ?? '') }];
    const wholePage: ExceptionRow[] = whole === null ? [] : [{ ...own, kind: 'doubtful', field: '', confidence: null, detail: whole, cropFile: cropOf('') }];
    const fields = outcome.reading.fields.flatMap((field): SaidException[] => (field.doubt === null ? [] : [{ ...own, isField: true, kind: 'doubtful', field: field.label, confidence: field.confidence, detail: field.doubt, cropFile: cropOf(field.label) }]));
    const rival = outcome.rival === undefined ? [] : [{ ...own, kind: 'doubtful' as const, field: outcome.rival.place, confidence: null, detail: 'several-numbers', cropFile: cropOf(outcome.rival.place), said: twoNumbers(outcome.rival, template, language) }];
    const regions = outcome.regions.flatMap((region): SaidException[] => (region.doubt === null ? [] : [{ ...own, kind: 'doubtful', field: region.name, confidence: region.confidence, detail: region.doubt, cropFile: cropOf(region.name), ...saidOfRegion(region, template, language) }]));
    const columns = outcome.reading.columns.flatMap(({ name, incomplete, confidence }): ExceptionRow[] => (incomplete ? [{ ...own, kind: 'doubtful', field: name, confidence, detail: 'gap', cropFile: cropOf(name) }] : []));
    const alike = outcome.alike === undefined ? [] : [{ ...own, kind: 'duplicate' as const, field: '', confidence: null, detail: 'same-candidate-and-page', cropFile: null, said: sharedNumber(own.candidateNo, outcome.alike, language) }];
    return [...stranger, ...rival, ...alike, ...wholePage, ...(whole === 'untrusted' ? [] : [...fields, ...columns]), ...regions];
  });
}

/** The kind of each exception. */
export function templateExceptionKinds(expanded: ExpandedTemplate, pages: readonly TemplatePage[]): ExceptionKind[] {
  return exceptionRows(expanded, pages, 'en').map(({ kind }) => kind);
}

/** What waits for a person: pages that were not read, and doubtful fields with their crops. */
export function templateExceptions(expanded: ExpandedTemplate, pages: readonly TemplatePage[], language: ReportLanguage): Table {
  const { template } = expanded, rows = exceptionRows(expanded, pages, language), headingsOf = answerHeadings(expanded);
  return {
    name: 'exceptions',
    // Behind those that `grade` writes, too.
    columns: ['source_file', 'source_page', 'candidate_no', 'kind', 'field', 'confidence', 'detail', 'crop', answerColumn],
    rows: rows.map((row) => [row.sourceFile, row.sourcePage, row.candidateNo, row.kind, row.field, row.confidence, row.said ?? exceptionText(row, language), row.cropFile === null ? '' : `${cropFolder}/${path.basename(row.cropFile)}`, headingsOf(row)]),
    prose: ['source_file', 'detail', ...numberFromCode(template)],
  };
}

/** In which columns of `answers.csv` stands what an exception is about: none for a whole page, or for a field that no column names. */
function answerHeadings(expanded: ExpandedTemplate): (row: Pick<SaidException, 'kind' | 'field' | 'isField'>) => string {
  const { columns, template: { candidate } } = expanded, headings = new Map(answerColumns(expanded).map(({ name, heading }) => [name, heading]));
  const headingOf = (name: string): string => headings.get(name) ?? (name === candidate ? candidateColumn : '');
  const byField = new Map<string, string[]>();
  for (const { name, fields } of columns) for (const { label } of fields) byField.set(label, [...byField.get(label) ?? [], headingOf(name)]);
  return ({ kind, field, isField }) => {
    if (isField) return byField.get(field)?.join(', ') ?? '';
    // Pages with one number are about the number, wherever it stands.
    return kind === 'duplicate' ? headingOf(candidate ?? '') : headingOf(field);
  };
}

function kindOf(trouble: Unread): 'blank-page' | 'unreadable' {
  return trouble === 'blank' ? 'blank-page' : 'unreadable';
}

/** Why a page is not read, and what to do; null where it is. */
export function whyUnread({ outcome }: TemplatePage, language: ReportLanguage): string | null {
  if (outcome.kind === 'failed') return saidOf(outcome.error, language).said ?? exceptionText({ kind: 'unreadable', detail: outcome.error.code }, language);
  const { trouble } = outcome.reading;
  return trouble === null ? null : exceptionText({ kind: kindOf(trouble), detail: trouble }, language);
}

function twoNumbers({ place, own, other }: Rival, { candidate = '' }: Template, language: ReportLanguage): string {
  return language === 'en' ? `${candidate} says ${own}, and ${place} says ${other}: two candidates on one page. Look at the sheet and enter whose it is.` : `${candidate} 是 ${own}，而 ${place} 是 ${other}：一页上有两名考生。请查看答题卡后确认是哪位考生。`;
}

function sharedNumber(candidateNo: string, alike: readonly string[], language: ReportLanguage): string {
  const number = bare(candidateNo), others = firstFew(alike, mostAlike);
  return language === 'en' ? `The number ${number} is also on ${others}: scanned twice, or one of them took somebody else's. Look at the sheets; correct the wrong number, or take the copy out of the scans and read them again.` : `考号 ${number} 也出现在 ${others}：同一张扫描了两次，或其中有人填错了考号。请查看这些答题卡，改正填错的考号，或从扫描文件中去掉重复的一份后重新识别。`;
}

/** Where several codes were read, what they say; and where a code says whose page it is, that it does. */
function saidOfRegion({ value, doubt, others = [] }: RegionReading, { candidate, regions }: Template, language: ReportLanguage): { readonly said?: string } {
  if (doubt === 'several-codes') return { said: language === 'en' ? `The codes here say ${[value, ...others].join(' and ')}; look at the crop and enter the right one.` : `此处的条码或二维码分别是 ${[value, ...others].join('、')}；请查看截图后录入正确的一个。` };
  if (doubt !== 'number-disagrees' || !regions.some(({ name, kind }) => name === candidate && kind === 'code')) return {};
  return { said: language === 'en' ? 'The number written here is not that of the code; look at the sheet and enter the right one.' : '此处所写的考号与条码或二维码的不一致；请查看答题卡后录入正确考号。' };
}

/** Of some kinds of file the error knows more than its code says: which kind it is, and what to do with it. */
const kindFaults: ReadonlySet<FaultCode> = new Set(['scan-photo', 'scan-gif', 'scan-bmp', 'scan-zip', 'scan-float']);

function saidOf({ faults = [] }: PlainError, language: ReportLanguage): { readonly said?: string } {
  return faults.some(({ code }) => kindFaults.has(code)) ? { said: faultSentence(faults, language === 'en' ? 'en' : 'zh-CN') } : {};
}

/** What stands in a code is anybody's: it must not become a formula. */
function codesOf({ regions }: Template): string[] {
  return regions.flatMap(({ name, kind }) => (kind === 'code' ? [name] : []));
}

function numberFromCode(template: Template): string[] {
  return template.candidate !== undefined && codesOf(template).includes(template.candidate) ? ['candidate_no'] : [];
}

/** As `grade` says it: `review` where something waits for a person, `failed` where nothing could be read. */
export function statusOf({ outcome }: TemplatePage): 'ok' | 'review' | 'failed' {
  if (outcome.kind === 'failed' || outcome.reading.trouble !== null) return 'failed';
  const { reading, regions, stranger, rival, alike } = outcome;
  return stranger !== null || rival !== undefined || alike !== undefined || reading.whole !== null || reading.columns.some((column) => column.doubtful) || reading.fields.some((field) => field.doubt !== null) || regions.some((region) => region.doubt !== null) ? 'review' : 'ok';
}

/** The candidate number, with `?` also where nobody on the roster has it, or the page has two. */
function candidateOf(page: TemplatePage, candidate: string | undefined): string {
  const value = candidate === undefined ? '' : valueOf(page, candidate);
  return page.outcome.kind === 'read' && (page.outcome.stranger === 'not-on-roster' || page.outcome.rival !== undefined) && !value.startsWith('?') ? `?${value}` : value;
}

/** The pages, each with the others on which the same number is. */
export function withAlike(expanded: ExpandedTemplate, pages: readonly TemplatePage[]): TemplatePage[] {
  const numbered = pages.map((page) => ({ ...answeredPage(page, expanded), page })), place = placeIn(numbered), alike = new Map<TemplatePage, readonly string[]>();
  for (const shared of expanded.template.candidate === undefined ? [] : sharedNumbers(numbered)) {
    for (const own of shared.pages) alike.set(own.page, shared.pages.filter((other) => other !== own).map(place));
  }
  return pages.map((page) => {
    const others = alike.get(page);
    return page.outcome.kind === 'failed' || others === undefined ? page : { ...page, outcome: { ...page.outcome, alike: others } };
  });
}

/**
 * Pages that were read and on which nobody's number is, and numbers that are on several. None where the template names no candidate.
 * `otherwise`: what could be candidate numbers too and never agreed, where no roster tells.
 */
export function numberNotes(expanded: ExpandedTemplate, pages: readonly AnsweredPage[], hasRoster = false): { readonly without: readonly string[]; readonly shared: readonly { readonly number: string; readonly places: readonly string[] }[]; readonly otherwise: readonly string[] } {
  const { template: { candidate } } = expanded;
  if (candidate === undefined) return { without: [], shared: [], otherwise: [] };
  const place = placeIn(pages);
  return {
    without: pages.filter(({ status, candidateNo }) => status !== 'failed' && bare(candidateNo) === '').map(place),
    shared: sharedNumbers(pages).map(({ number, pages: own }) => ({ number, places: own.map(place) })),
    otherwise: hasRoster ? [] : otherKindsOfNumber(expanded, pages.map((page) => page.valueOf)),
  };
}
