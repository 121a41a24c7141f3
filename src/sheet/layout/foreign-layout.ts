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
  const faults = [...questions.flatMap((one) => one.faults), ...candidate.faults];
  if (faults.length > 0) throw ZhiyueError.of('exam-invalid', faults.slice(0, mostFaults), { about: exam.id });
  const fields = [...questions.flatMap((one) => one.fields), ...candidate.fields], regions = questions.flatMap((one) => one.regions);
  const foreign: ForeignSheet = { template, fields, regions, ...(candidate.code === undefined ? {} : { code: candidate.code }) };
  const mm = mmPerUnitOf(expanded), { name: _name, ...place } = template;
  const pages = [{ page: 1, width: template.page.width * mm, height: template.page.height * mm, bubbles: bubblesOf(expanded, fields, mm), regions: regionsOf(expanded, exam, regions, mm), anchors: [] }];
  return { version: tag(JSON.stringify([place, fields, regions, candidate.code ?? null])), unit: 'mm', exam: exam.id, personal: false, pages, foreign };
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

/** The one that is called by the question's number, whatever stands around it; those that are called by the number alone first. */
function calledBy<T extends { readonly name: string }>(no: string, named: readonly T[]): T | undefined {
  const bare = no.replace(/^0+(?=\d)/, '');
  const own = named.filter(({ name }) => numberIn.exec(name.trim())?.[1] === bare);
  return own.find(({ name }) => name === no) ?? own.find(({ name }) => /^q\W?\d/i.test(name)) ?? own[0];
}

function placeOf(question: Question, expanded: ExpandedTemplate): Placed {
  const { columns, template } = expanded, { no, type } = question, about = { path: 'questions' };
  const none = (code: Fault['code'], values: Fault['values']): Placed => ({ fields: [], regions: [], faults: [fault(code, { no, ...values }, about)] });
  if (type === 'open' || type === 'text') {
    const regions = template.regions.filter((region) => region.name !== template.candidate && region.kind !== 'code'), region = calledBy(no, regions);
    return region === undefined ? none('exam-template-boxes', {}) : { fields: [], regions: [{ name: region.name, field: no }], faults: [] };
  }
  const own = columns.filter(({ name }) => name !== template.candidate), column = calledBy(no, own);
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
  // Bubbles that are called otherwise than the options are these in their order.
  const isCalledSo = printed.every((value) => question.options.some((option) => option === value));
  return { fields: [{ label: field.label, field: no, values: isCalledSo ? printed : [...question.options] }], regions: [], faults: [] };
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
