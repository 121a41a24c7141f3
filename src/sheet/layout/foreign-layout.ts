/** The layout of sheets that somebody else printed: which columns and regions of their template answer which questions of the exam. Pure. */
import { ZhiyueError } from '../../contract/errors.ts';
import { type Fault, fault } from '../../contract/faults.ts';
import type { Exam, Question } from '../../exam/exam.ts';
import type { Template } from '../../exam/template.ts';
import type { ForeignSheet, Layout, LayoutBubble, LayoutRegion } from '../layout.ts';
import { tag } from '../page-code.ts';
import { refuseContradictions } from '../template/contradictions.ts';
import { type ExpandedTemplate, expandTemplate, mmPerUnitOf } from '../template/expand.ts';

type Column = ExpandedTemplate['columns'][number];
type Asked = ForeignSheet['fields'][number];
type AskedRegion = ForeignSheet['regions'][number];

/** What the exam asks of a sheet, as far as it is found there. */
interface Placed { readonly fields: readonly Asked[]; readonly regions: readonly AskedRegion[]; readonly faults: readonly Fault[] }

/** Names in a sentence; more are of one cause. */
const mostNames = 6, mostFaults = 5;

/** Throws ZhiyueError exam-invalid: the template contradicts itself, or has no place for a question, or another number of options or digits. */
export function foreignLayout(exam: Exam, template: Template): Layout {
  const expanded = expandedOf(exam, template), questions = exam.questions.map((question) => placeOf(question, expanded)), candidate = candidateOf(exam, expanded);
  const fields = [...questions.flatMap((one) => one.fields), ...candidate.fields], regions = questions.flatMap((one) => one.regions);
  const faults = [...questions.flatMap((one) => one.faults), ...candidate.faults, ...sharedRows(fields)];
  if (faults.length > 0) throw ZhiyueError.of('exam-invalid', faults.slice(0, mostFaults), { about: exam.id });
  const foreign: ForeignSheet = { template, fields, regions, ...(candidate.code === undefined ? {} : { code: candidate.code }) };
  // Where everything is, and not what it is called.
  const mm = mmPerUnitOf(expanded), place = { page: template.page, registration: template.registration, bubbles: expanded.bubbles.map(({ x, y, w, h }) => [x, y, w, h]) };
  const pages = [{ page: 1, width: template.page.width * mm, height: template.page.height * mm, bubbles: bubblesOf(expanded, fields, mm), regions: regionsOf(expanded, exam, regions, mm), anchors: [] }];
  return { version: tag(JSON.stringify([place, fields.map(({ field, values }) => [field, values]), pages[0]?.bubbles, pages[0]?.regions, candidate.code?.digits ?? null])), unit: 'mm', exam: exam.id, personal: false, pages, foreign };
}

/** One row of bubbles for two questions. */
function sharedRows(fields: readonly Asked[]): Fault[] {
  return fields.flatMap(({ label, field }, i) => { const before = fields.findIndex((one) => one.label === label); return before === i ? [] : [fault('exam-template-shared', { label, one: fields[before]?.field ?? '', other: field }, { path: 'questions' })]; });
}

function expandedOf(exam: Exam, template: Template): ExpandedTemplate {
  try {
    const expanded = expandTemplate(template);
    refuseContradictions(expanded);
    return expanded;
  } catch (cause) {
    if (!(cause instanceof ZhiyueError) || cause.code !== 'template-invalid') throw cause;
    throw ZhiyueError.of('exam-invalid', cause.faults.map((one) => ({ ...one, where: { path: 'template' } })), { about: exam.id, cause });
  }
}

/** What stands before the number in the name of a question: `q7`, `Q.7`, `第7题`. */
const numberIn = /^\D{0,20}?0*(\d+)\D{0,10}$/u;

/** Those that are called by the question's number, whatever stands around it: by the number alone if there is one, else after a q if there is one. Several: nobody knows which is meant. */
function calledBy<T extends { readonly name: string }>(no: string, named: readonly T[]): readonly T[] {
  const bare = no.replace(/^0+(?=\d)/, '');
  const own = named.filter(({ name }) => numberIn.exec(name.normalize('NFKC').trim())?.[1] === bare);
  const sure = [own.filter(({ name }) => name === no), own.filter(({ name }) => /^q\W?0*\d+$/i.test(name.normalize('NFKC').trim()))];
  return sure.find(({ length }) => length === 1) ?? own;
}

function placeOf(question: Question, expanded: ExpandedTemplate): Placed {
  const { columns, template } = expanded, { no, type } = question, about = { path: 'questions' };
  const none = (code: Fault['code'], values: Fault['values']): Placed => ({ fields: [], regions: [], faults: [fault(code, { no, ...values }, about)] });
  if (type === 'open' || type === 'text') {
    const regions = template.regions.filter((region) => region.name !== template.candidate && region.kind !== 'code'), found = calledBy(no, regions), [region] = found;
    if (found.length > 1) return none('exam-template-twice', { names: namesOf(found) });
    return region === undefined ? none('exam-template-boxes', {}) : { fields: [], regions: [{ name: region.name, field: no }], faults: [] };
  }
  const own = columns.filter(({ name }) => name !== template.candidate), found = calledBy(no, own), [column] = found;
  if (found.length > 1) return none('exam-template-twice', { names: namesOf(found) });
  if (column === undefined) return none('exam-template-place', { names: namesOf(own) });
  if (type === 'numeric') {
    if (column.fields.length !== question.columns.length) return none('exam-template-digits', { columns: question.columns.length, column: column.name, printed: column.fields.length });
    const unlike = column.fields.some((field, i) => valuesOf(field, expanded).some((value) => question.columns[i]?.includes(value) !== true));
    return unlike ? none('exam-template-no-digits', { column: column.name }) : { fields: column.fields.map((field, i) => ({ label: field.label, field: `${no}:${i}`, values: valuesOf(field, expanded) })), regions: [], faults: [] };
  }
  const [field, ...others] = column.fields;
  if (field === undefined || others.length > 0) return none('exam-template-joined', { column: column.name, fields: column.fields.length });
  const printed = valuesOf(field, expanded);
  if (printed.length !== question.options.length) return none('exam-template-values', { count: question.options.length, printed: printed.length });
  const values = meantBy(printed, question.options);
  return values === null ? none('exam-template-words', { values: printed.join(', '), options: question.options.join(', ') }) : { fields: [{ label: field.label, field: no, values }], regions: [], faults: [] };
}

/** What people print for true and false. */
const trueWords = new Set(['T', 'TRUE', '√', '✓', '✔', '对', '對', '是', 'Y', 'YES', '正', '正确', 'R', 'RIGHT']), falseWords = new Set(['F', 'FALSE', '×', '✗', '✘', '✕', 'X', '错', '錯', '否', 'N', 'NO', '误', '错误', 'W', 'WRONG']);

/** The options that bubbles stand for: by what they are called, `4` for D, `×` for false; by their order where they are called something that means none of it. Null where some are options and others are not, or two are the same. */
function meantBy(printed: readonly string[], options: readonly string[]): string[] | null {
  const isTruth = options.length === 2 && options[0] === 'T', called = printed.map((value) => value.normalize('NFKC').trim().toUpperCase());
  const meant = called.map((plain) => {
    if (isTruth) return trueWords.has(plain) ? 'T' : falseWords.has(plain) ? 'F' : null;
    const letter = /^\d$/.test(plain) ? options[Number(plain) - 1] : plain;
    return options.find((option) => option === letter) ?? null;
  });
  if (meant.every((one) => one !== null)) return new Set(meant).size === meant.length ? meant : null;
  return meant.every((one) => one === null) && !called.some((plain) => /^[A-Z\d]$/.test(plain)) ? [...options] : null;
}

/** What the bubbles of a field mean in the template, in their order. */
function valuesOf({ bubbles }: Column['fields'][number], expanded: ExpandedTemplate): string[] {
  return bubbles.map((i) => expanded.bubbles[i]?.value ?? '');
}

/** Who wrote a sheet: digits in columns, or a code; nobody says so where the template names neither, and people look it up. */
function candidateOf({ candidateNumber: { digits } }: Exam, expanded: ExpandedTemplate): Pick<Placed, 'fields' | 'faults'> & { readonly code?: ForeignSheet['code'] } {
  const { template, columns } = expanded, name = template.candidate, about = { path: 'candidateNumber.digits' };
  if (name === undefined) return { fields: [], faults: [] };
  const region = template.regions.find((one) => one.name === name), column = columns.find((one) => one.name === name);
  if (region?.kind === 'code') return { fields: [], faults: [], code: { name, digits } };
  if (column === undefined || column.fields.some((field) => valuesOf(field, expanded).some((value) => !/^\d$/.test(value)))) return { fields: [], faults: [fault('exam-template-number-form', { column: name }, { path: 'template.candidate' })] };
  if (column.fields.length !== digits) return { fields: [], faults: [fault('exam-template-number', { digits, column: name, printed: column.fields.length }, about)] };
  return { fields: column.fields.map((field, i) => ({ label: field.label, field: `candidate:${i}`, values: valuesOf(field, expanded) })), faults: [] };
}

function bubblesOf({ fields, bubbles }: ExpandedTemplate, asked: readonly Asked[], mm: number): LayoutBubble[] {
  const byLabel = new Map(fields.map((field) => [field.label, field]));
  return asked.flatMap(({ label, field, values }) => (byLabel.get(label)?.bubbles ?? []).flatMap((i, k) => {
    const bubble = bubbles[i], value = values[k];
    return bubble === undefined || value === undefined ? [] : [{ field, value, x: bubble.x * mm, y: bubble.y * mm, w: bubble.w * mm, h: bubble.h * mm }];
  }));
}

function regionsOf({ template }: ExpandedTemplate, { questions }: Exam, asked: readonly AskedRegion[], mm: number): LayoutRegion[] {
  return asked.flatMap(({ name, field }) => {
    const region = template.regions.find((one) => one.name === name), question = questions.find(({ no }) => no === field);
    return region === undefined || question === undefined ? [] : [{ field, kind: question.type === 'text' ? 'text' as const : 'open' as const, x: region.x * mm, y: region.y * mm, w: region.w * mm, h: region.h * mm }];
  });
}

function namesOf(named: readonly { readonly name: string }[]): string {
  return `${named.slice(0, mostNames).map(({ name }) => name).join(', ')}${named.length > mostNames ? ', …' : ''}`;
}
