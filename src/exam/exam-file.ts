/** From `exam.json` as a teacher writes it (ranges, shorthand, defaults left out) to the exam that everything else works with. */
import type { z } from 'zod';
import { ZhiyueError } from '../contract/errors.ts';
import type { Exam, PartialCredit, Question } from './exam.ts';
import { examHeadSchema, questionEntrySchema } from './exam-schema.ts';
import type { PartialEntry, QuestionEntry } from './exam-schema.ts';
import { expandKey, optionLetters } from './keys.ts';
import { numericColumns } from './numeric.ts';
import { maxQuestions, questionNumbers } from './question-numbers.ts';

type Faults = string[];

/**
 * The exam that the parsed JSON of an `exam.json` describes.
 * @throws ZhiyueError `exam-invalid` that names every fault with its path, such as `questions[0].key: 11 letters for 10 questions`.
 */
export function parseExam(json: unknown): Exam {
  const faults: Faults = [];
  const head = examHeadSchema.safeParse(json);
  if (!head.success) faults.push(...issueTexts(head.error, [], json));
  const entries = listOfQuestions(json);
  const questions = entries.flatMap((entry, i) => parseEntry(entry, ['questions', i], faults));
  refuseRepeatedNumbers(questions, faults);
  if (!head.success || faults.length > 0) throw new ZhiyueError('exam-invalid', `${faults.join('; ')}.`);
  const { id, title, subject = '', page = 'A4', candidateNumber = { digits: 8 } } = head.data;
  return { id, title, subject, page, candidateNumber, questions: questions.map((at) => at.question) };
}

/**
 * The exam in the text of an `exam.json`; a byte order mark does not matter.
 * @throws ZhiyueError `exam-invalid`, for text that is not JSON with line and column.
 */
export function parseExamText(text: string): Exam {
  const json = text.replace(/^\uFEFF/, '');
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (cause) {
    throw new ZhiyueError('exam-invalid', malformed(json, cause), { cause });
  }
  return parseExam(parsed);
}

interface Numbered { readonly question: Question; readonly path: string }

function listOfQuestions(json: unknown): readonly unknown[] {
  const list = typeof json === 'object' && json !== null && 'questions' in json ? json.questions : null;
  return Array.isArray(list) ? list.slice(0, maxQuestions) : [];
}

function parseEntry(json: unknown, path: readonly PropertyKey[], faults: Faults): readonly Numbered[] {
  const parsed = questionEntrySchema.safeParse(json);
  if (!parsed.success) {
    faults.push(...issueTexts(parsed.error, path, json));
    return [];
  }
  const entry = parsed.data;
  const at = pathText(path);
  const numbered = questionNumbers(entry.no);
  if ('fault' in numbered) {
    faults.push(`${at}.no: ${numbered.fault}`);
    return [];
  }
  const { numbers } = numbered;
  const keys = entry.type === 'open' ? [] : expandKey(entry, numbers.length, (place, text) => faults.push(`${at}.key${place}: ${text}`));
  if (entry.type === 'multiple' && entry.partial) refuseTooMuch(entry.partial, entry.points, at, faults);
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
  if (value > points) faults.push(`${at}.partial.${field}: ${value} is more than the question's ${points} points`);
}

function refuseRepeatedNumbers(questions: readonly Numbered[], faults: Faults): void {
  const first = new Map<string, string>();
  for (const { question: { no }, path } of questions) {
    const earlier = first.get(no);
    if (earlier === undefined) first.set(no, path);
    else faults.push(`${path}: question ${no} is already at ${earlier}`);
  }
  if (questions.length > maxQuestions) faults.push(`questions: ${questions.length} questions, at most ${maxQuestions} are possible`);
}

function issueTexts(error: z.ZodError, before: readonly PropertyKey[], json: unknown): readonly string[] {
  return error.issues.flatMap((issue) => issueText(issue, [...before, ...issue.path], json));
}

function issueText(issue: z.core.$ZodIssue, path: readonly PropertyKey[], json: unknown): readonly string[] {
  const at = pathText(path);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${pathText([...path, key])}: unknown field`);
  if (issue.code === 'invalid_union' && path.at(-1) === 'type') return [`${at}: must be single, multiple, truefalse, numeric, text or open`];
  if (issue.code === 'invalid_type' && valueAt(json, issue.path) === undefined) return [`${at}: is missing`];
  const text = issue.message.replace(/^Invalid input: expected (\w+), received .*$/, 'must be $1').replace(/^Invalid option: expected one of/, 'must be one of');
  return [`${at}: ${text}`];
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), json);
}

function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('').replace(/^\./, '');
  return text === '' ? 'exam.json' : text;
}

function malformed(json: string, cause: unknown): string {
  if (json.trim() === '') return 'The file is empty.';
  const message = cause instanceof Error ? cause.message : String(cause);
  const lines = json.slice(0, faultPosition(json, message)).split('\n');
  const what = message.replace(/,? (?:in JSON )?at position .*$/s, '').replace(/, (?:\.\.\.)?"[\s\S]*$/, '');
  return `Not valid JSON at line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}: ${what}.`;
}

/** V8 tells the place as `position 31`, except where the text ends too early, and for an unexpected token: the longest beginning without that complaint ends right before it. */
function faultPosition(json: string, message: string): number {
  const told = /at position (\d+)/.exec(message)?.[1];
  if (told !== undefined) return Number(told);
  if (!message.startsWith('Unexpected token')) return json.length;
  let [sound, faulty] = [0, json.length];
  while (faulty - sound > 1) {
    const middle = (sound + faulty) >> 1;
    if (hasUnexpectedToken(json.slice(0, middle))) faulty = middle;
    else sound = middle;
  }
  return sound;
}

function hasUnexpectedToken(json: string): boolean {
  try {
    JSON.parse(json);
    return false;
  } catch (error) {
    return error instanceof Error && error.message.startsWith('Unexpected token');
  }
}
