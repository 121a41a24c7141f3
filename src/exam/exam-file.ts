/** From `exam.json` as a teacher writes it (ranges, shorthand, defaults left out) to the exam that everything else works with. */
import type { z } from 'zod';
import { ZhiyueError } from '../contract/errors.ts';
import type { Fault } from '../contract/faults.ts';
import { alike } from './alike.ts';
import { duplicateKeys } from './duplicate-keys.ts';
import type { Exam, PartialCredit, Question } from './exam.ts';
import { jsonFault } from './json-fault.ts';
import { examHeadSchema, fieldsOfQuestion, questionEntrySchema, questionTypes } from './exam-schema.ts';
import type { PartialEntry, QuestionEntry } from './exam-schema.ts';
import { expandKey, optionLetters } from './keys.ts';
import { numericColumns } from './numeric.ts';
import { maxQuestions, questionNumbers } from './question-numbers.ts';
import { pathText, schemaFaults } from './schema-faults.ts';
import type { Template } from './template.ts';

type Faults = Fault[];

/**
 * The exam that the parsed JSON of an `exam.json` describes.
 * @throws ZhiyueError `exam-invalid` that names every fault with its path, such as `questions[0].key: 11 letters for 10 questions`.
 */
export function parseExam(json: unknown): Exam {
  return examOf(json, []);
}

/** As `parseExam`, with the faults as a list. */
export function checkExamFile(json: unknown): { readonly exam: Exam } | { readonly faults: readonly Fault[] } {
  return checkedExam(json, []);
}

/** `faults` are those found before. */
function examOf(json: unknown, faults: Faults): Exam {
  const checked = checkedExam(json, faults);
  if ('exam' in checked) return checked.exam;
  throw ZhiyueError.of('exam-invalid', checked.faults);
}

function checkedExam(json: unknown, faults: Faults): { readonly exam: Exam } | { readonly faults: Faults } {
  const head = examHeadSchema.safeParse(json);
  if (!head.success) faults.push(...schemaFaults(head.error, [], json, Object.keys(examHeadSchema.shape)));
  const entries = listOfQuestions(json);
  const questions = entries.flatMap((entry, i) => parseEntry(entry, ['questions', i], faults));
  refuseRepeatedNumbers(questions, faults);
  if (head.success && questions.length > maxQuestions) faults.push({ code: 'exam-questions-many', values: { most: maxQuestions, count: questions.length }, where: { path: 'questions' } });
  if (!head.success || faults.length > 0) return { faults: faults.map((one) => withQuestions(one, entries)) };
  const { id, title, subject = '', page = 'A4', language, candidateNumber = { digits: 8 }, template } = head.data;
  return { exam: { id, title, subject, page, ...(language === 'en' ? { language } : {}), candidateNumber, ...(template === undefined ? {} : { template }), questions: questions.map((at) => at.question) } };
}

/**
 * The exam in the text of an `exam.json`; a byte order mark does not matter. `template`: in place of a path that stands there.
 * @throws ZhiyueError `exam-invalid`, for text that is not JSON with line and column.
 */
export function parseExamText(text: string, template?: Template): Exam {
  const json = text.replace(/^\uFEFF/, '');
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (cause) {
    throw ZhiyueError.of('exam-invalid', [jsonFault(json, cause)], { cause });
  }
  return examOf(template !== undefined && typeof parsed === 'object' && parsed !== null ? { ...parsed, template } : parsed, duplicateKeys(json).map((path) => ({ code: 'exam-field-twice', values: {}, where: { path: pathText(path) } })));
}

const numberPattern = /^[\d][\d, -]{0,39}$/;

/** Whose path is in a group of questions: with their numbers, where those can be said, and it is not about one of them. */
function withQuestions(one: Fault, entries: readonly unknown[]): Fault {
  if (one.where !== null && 'questions' in one.where) return one;
  const index = one.where !== null && 'path' in one.where ? /^questions\[(\d+)\]/.exec(one.where.path)?.[1] : undefined;
  const entry = index === undefined ? null : entries[Number(index)];
  const no = typeof entry === 'object' && entry !== null && 'no' in entry ? entry.no : null;
  return one.where !== null && 'path' in one.where && typeof no === 'string' && numberPattern.test(no) ? { ...one, where: { ...one.where, questions: no } } : one;
}

interface Numbered { readonly question: Question; readonly path: string }

function listOfQuestions(json: unknown): readonly unknown[] {
  const list = typeof json === 'object' && json !== null && 'questions' in json ? json.questions : null;
  return Array.isArray(list) ? list.slice(0, maxQuestions) : [];
}

function parseEntry(given: unknown, path: readonly PropertyKey[], faults: Faults): readonly Numbered[] {
  if (ofNoType(given)) faults.push({ code: 'exam-type', values: {}, where: { path: pathText([...path, 'type']) } });
  const json = ofNoType(given) ? withType(given) : given;
  const parsed = questionEntrySchema.safeParse(json);
  if (!parsed.success) {
    faults.push(...schemaFaults(parsed.error, path, json, typeof json === 'object' && json !== null && 'type' in json ? fieldsOfQuestion(json.type) : []));
    const rest = withoutFaults(json, parsed.error);
    if (rest === null) return [];
    const questions = numberedQuestions(rest.entry, path, faults, rest.sound);
    return rest.sound('no') ? questions : [];
  }
  return numberedQuestions(parsed.data, path, faults, () => true);
}

interface OfNoType { readonly type?: unknown }

/** An entry without a type, or with one that there is not. */
function ofNoType(json: unknown): json is OfNoType {
  return typeof json === 'object' && json !== null && !Array.isArray(json) && (!('type' in json) || fieldsOfQuestion(json.type).length === 0);
}

/** By the type that was most likely meant, so that its other faults are named at once; where none is near, what every type has, and what none has. */
function withType(json: OfNoType): object {
  const meant = typeof json.type === 'string' ? alike(json.type, questionTypes) : null;
  if (meant !== null) return { ...json, type: meant };
  const ofSome = new Set(questionTypes.flatMap(fieldsOfQuestion));
  const ofAll = new Set([...ofSome].filter((name) => questionTypes.every((type) => fieldsOfQuestion(type).includes(name))));
  const fields = Object.entries(json).filter(([name]) => ofAll.has(name) || !ofSome.has(name));
  return { ...Object.fromEntries(fields), type: 'open', height: standIns['height'] };
}

/**
 * Stand-ins for required fields with a fault, so that the sound ones are still checked against each other.
 * A fault in what the key is checked against would only breed further faults: then the key stays out.
 */
const standIns: Readonly<Record<string, unknown>> = { no: '1', points: 1000, options: 8, digits: 8, height: 10 };
const keyNeeds = ['key', 'no', 'options', 'digits', 'sign', 'decimal'];

interface Rest { readonly entry: QuestionEntry; readonly sound: (part: 'key' | 'partial' | 'no') => boolean }

/** The entry with its faulty fields replaced or left out, or null when not even its type is known. */
function withoutFaults(json: unknown, error: z.ZodError): Rest | null {
  if (typeof json !== 'object' || json === null) return null;
  const faulty = new Set(error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : issue.path.slice(0, 1).map(String))));
  const fields = Object.entries(json).filter(([name]) => !faulty.has(name));
  const needed = Object.entries(standIns).filter(([name]) => faulty.has(name) && !error.issues.some((issue) => issue.code === 'unrecognized_keys' && issue.keys.includes(name)));
  const parsed = questionEntrySchema.safeParse(Object.fromEntries([...fields, ...needed]));
  if (!parsed.success) return null;
  return { entry: parsed.data, sound: (part) => (part === 'key' ? !keyNeeds.some((name) => faulty.has(name)) : !faulty.has(part === 'no' ? 'no' : 'points')) };
}

function numberedQuestions(entry: QuestionEntry, path: readonly PropertyKey[], faults: Faults, sound: Rest['sound']): readonly Numbered[] {
  const at = pathText(path);
  if (entry.type === 'multiple' && entry.partial && sound('partial')) refuseTooMuch(entry.partial, entry.points, at, faults);
  const numbered = questionNumbers(entry.no);
  if ('fault' in numbered) {
    faults.push({ ...numbered.fault, where: { path: `${at}.no` } });
    return [];
  }
  const { numbers } = numbered;
  const keys = entry.type === 'open' || !sound('key') ? [] : expandKey(entry, numbers.length, (place, code, values, of) => faults.push({ code, values, where: { path: `${at}.key${place}`, ...(of === null ? {} : { questions: numbers[of] }) } }));
  return numbers.map((no, i) => ({ question: toQuestion(entry, no, keys[i] ?? []), path: `${at}.no` }));
}

function toQuestion(entry: QuestionEntry, no: string, keys: readonly string[]): Question {
  const base = { no, points: entry.points, void: entry.void ?? false, bonus: entry.bonus ?? false, wrong: 0 };
  if (entry.type === 'open') return { ...base, type: 'open', heightMm: entry.height };
  const keyed = { ...base, wrong: entry.wrong ?? 0, keys };
  switch (entry.type) {
    case 'single': return { ...keyed, type: 'single', options: optionLetters(entry.options) };
    case 'multiple': return { ...keyed, type: 'multiple', options: optionLetters(entry.options), partial: toPartial(entry.partial) };
    case 'truefalse': return { ...keyed, type: 'truefalse', options: ['T', 'F'] };
    case 'numeric': return { ...keyed, type: 'numeric', columns: numericColumns(entry.digits, entry.sign ?? false, entry.decimal ?? false) };
    case 'text': return { ...keyed, type: 'text', widthMm: entry.width ?? 60, heightMm: entry.height ?? 10, ignoreCase: entry.ignoreCase ?? true };
  }
}

function toPartial(partial: PartialEntry | undefined): PartialCredit {
  if (!partial) return { kind: 'none' };
  if ('missing' in partial) return { kind: 'missing', points: partial.missing };
  return { kind: 'per-option', points: partial.perOption, wrongOption: partial.wrongOption ?? 0 };
}

function refuseTooMuch(partial: PartialEntry, points: number, at: string, faults: Faults): void {
  const [field, value] = 'missing' in partial ? ['missing', partial.missing] as const : ['perOption', partial.perOption] as const;
  if (value > points) faults.push({ code: 'exam-partial-much', values: { value, points }, where: { path: `${at}.partial.${field}` } });
}

function refuseRepeatedNumbers(questions: readonly Numbered[], faults: Faults): void {
  const first = new Map<string, string>();
  for (const { question: { no }, path } of questions) {
    const earlier = first.get(no);
    if (earlier === undefined) first.set(no, path);
    else faults.push({ code: 'exam-no-twice', values: { no, path: earlier }, where: { path } });
  }
}
