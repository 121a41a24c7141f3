/** OMRChecker's `evaluation.json`: an answer key with marking schemes (github.com/Udayraj123/OMRChecker, `src/evaluation.py`). */
import { z } from 'zod';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault, type FaultCode } from '../../contract/faults.ts';
import { asWritten } from '../../exam/as-written.ts';
import type { ExpandedTemplate, TemplateField } from './expand.ts';
import { expandLabels } from './labels.ts';

const notPoints = { error: 'template-points' satisfies FaultCode };
/** A number, or a fraction such as `-2/3`. */
const points = z.union([z.number(), z.string().regex(/^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:\s*\/\s*(?:\d+(?:\.\d*)?|\.\d+))?\s*$/, notPoints)], notPoints).transform((value) => {
  if (typeof value === 'number') return value;
  const [above = '', below = '1'] = value.split('/');
  return Number(above) / Number(below);
}).refine(Number.isFinite, notPoints);
const markingSchema = z.looseObject({ correct: points, incorrect: points, unmarked: points });
/** One answer, several that count alike, or several with the points for each. */
const answerSchema = z.union([z.string(), z.array(z.string()).min(1), z.array(z.tuple([z.string(), points])).min(1)], { error: 'template-key-answer' satisfies FaultCode });
const schemeSchema = z.union([markingSchema, z.looseObject({ questions: z.union([z.string(), z.array(z.string())]), marking: markingSchema })], { error: 'template-key-marking' satisfies FaultCode });

/** As its later versions call some of it. */
const inOlderWords = (json: unknown): unknown => {
  if (typeof json !== 'object' || json === null) return json;
  return { ...json, ...('marking_scheme' in json && !('marking_schemes' in json) ? { marking_schemes: json.marking_scheme } : {}), ...('source_type' in json && json.source_type === 'local' ? { source_type: 'custom' } : {}) };
};

export const evaluationSchema = z.preprocess(inOlderWords, z.looseObject({
  source_type: z.enum(['custom', 'csv']),
  options: z.looseObject({
    questions_in_order: z.array(z.string()).optional(),
    answers_in_order: z.array(answerSchema).optional(),
    answer_key_csv_path: z.string().optional(),
    answer_key_image_path: z.string().optional(),
  }),
  marking_schemes: z.record(z.string(), schemeSchema),
}));
export type Evaluation = z.infer<typeof evaluationSchema>;
type Answer = z.infer<typeof answerSchema>;
type Marking = z.infer<typeof markingSchema>;

export interface Marker {
  readonly questions: readonly string[];
  /** What is taken for an answer. */
  accepted(question: string): readonly string[];
  mark(question: string, answer: string): { readonly verdict: 'correct' | 'incorrect' | 'unmarked'; readonly points: number };
}

/** The questions that an evaluation names, in order. Null where the answer key's file says so. */
export function questionsOf({ options }: Evaluation): string[] | null {
  return options.questions_in_order ? expandLabels(options.questions_in_order) : null;
}

/** What marks answers. `written`: questions that are texts or codes, which are the key's answer also in other case, width and spacing, as a fraction in one sign, and with a zero for an O. Throws ZhiyueError template-invalid where questions and answers are not as many, a question is there twice, has no scheme or two, or an answer is missing. */
export function markerOf(evaluation: Evaluation, questions: readonly string[], answers: readonly Answer[], written: ReadonlySet<string> = new Set()): Marker {
  if (questions.length !== answers.length) throw ZhiyueError.of('template-invalid', [fault('template-key-counts', { questions: questions.length, answers: answers.length })]);
  const twice = questions.find((question, i) => questions.indexOf(question) !== i);
  if (twice !== undefined) throw ZhiyueError.of('template-invalid', [fault('template-key-twice', { question: twice })]);
  const key = new Map(questions.map((question, i) => [question, answers[i] ?? '']));
  const schemes = new Map<string, Marking>();
  let otherwise: Marking | null = null;
  for (const [name, scheme] of Object.entries(evaluation.marking_schemes)) {
    if (isSection(scheme)) {
      for (const question of expandLabels([scheme.questions].flat())) {
        if (schemes.has(question)) throw ZhiyueError.of('template-invalid', [fault('template-key-overlap', { question })]);
        schemes.set(question, scheme.marking);
      }
    } else if (name === 'DEFAULT') otherwise = scheme;
  }
  return {
    questions,
    accepted: (question) => [key.get(question) ?? []].flat().map((one) => (typeof one === 'string' ? one : one[0])),
    mark(question, answer) {
      const scheme = schemes.get(question) ?? otherwise;
      const right = key.get(question);
      if (!scheme || right === undefined) throw ZhiyueError.of('template-invalid', [fault('template-key-scheme', { question })]);
      if (answer === '') return { verdict: 'unmarked', points: scheme.unmarked };
      const isSame = (text: string): boolean => text === answer || (written.has(question) && bare(text) === bare(answer));
      for (const accepted of typeof right === 'string' ? [right] : right) {
        if (isSame(typeof accepted === 'string' ? accepted : accepted[0])) return { verdict: 'correct', points: typeof accepted === 'string' ? scheme.correct : accepted[1] };
      }
      return { verdict: 'incorrect', points: scheme.incorrect };
    },
  };
}

/** Of each marking scheme the questions that the key does not have: most are a slip, by which others are marked as all the rest. */
export function schemesInVain({ marking_schemes }: Evaluation, questions: readonly string[]): { readonly scheme: string; readonly questions: readonly string[] }[] {
  const known = new Set(questions);
  return Object.entries(marking_schemes).flatMap(([name, scheme]) => {
    const unknown = isSection(scheme) ? expandLabels([scheme.questions].flat()).filter((question) => !known.has(question)) : [];
    return unknown.length === 0 ? [] : [{ scheme: name, questions: unknown }];
  });
}

/** Nobody tells an O from a zero that stands alone, nor where spaces were meant. */
function bare(text: string): string {
  return asWritten(text, true).replace(/\s/gu, '').replaceAll('o', '0');
}

function isSection(scheme: z.infer<typeof schemeSchema>): scheme is { questions: string | string[]; marking: Marking } {
  return 'marking' in scheme && 'questions' in scheme;
}

/**
 * The key's answers as marks of their questions are read (`asRead`), and those that no marks mean (`inVain`), so that nobody can be right: these stay as they are.
 * Questions that are written, not marked, can have any.
 */
export function answersAsRead({ columns, bubbles }: Pick<ExpandedTemplate, 'columns' | 'bubbles'>, questions: readonly string[], answers: readonly Answer[]): { readonly asRead: Answer[]; readonly inVain: readonly { readonly question: string; readonly answer: string }[] } {
  const valuesOf = valuesIn(bubbles), fieldsOf = new Map(columns.map(({ name, fields }) => [name, fields])), inVain: { question: string; answer: string }[] = [];
  const asRead = answers.map((answer, i): Answer => {
    const question = questions[i] ?? '', fields = fieldsOf.get(question);
    if (fields === undefined) return answer;
    const right = (text: string): string => {
      const read = marksIn(fields, text, valuesOf);
      if (read === null) inVain.push({ question, answer: text });
      return read ?? text;
    };
    if (typeof answer === 'string') return right(answer);
    return isWeighted(answer) ? answer.map(([text, worth]): [string, number] => [right(text), worth]) : answer.map(right);
  });
  return { asRead, inVain };
}

function isWeighted(answer: Exclude<Answer, string>): answer is [string, number][] {
  return answer.every((one) => typeof one !== 'string');
}

/** A text that a person typed for marks of a column, as these marks are read: in small letters, full-width, in another order (BA is AB), or without the blanks between; null where no marks mean it. */
export function marksIn(fields: readonly TemplateField[], text: string, valuesOf: (field: TemplateField) => readonly string[]): string | null {
  // Blanks at either end were cut off when it was read, and a person may leave out those between, too.
  const closed = fields.map((field) => (field.empty.trim() === '' ? { ...field, empty: '' } : field));
  const plain = text.normalize('NFKC'), ways = [text, plain, plain.toUpperCase(), plain.toLowerCase()], bareOf = (way: string): string => way.replaceAll(/\s/g, '');
  if (fields.length > 1) return ways.find((way) => canMean(fields, way, valuesOf) || canMean(closed, bareOf(way), valuesOf)) ?? null;
  return ways.find((way) => canMean(fields, way, valuesOf)) ?? ways.map((way) => inOrder(bareOf(way), fields.flatMap(valuesOf))).find((way) => way !== null) ?? null;
}

/** What each bubble of a field means. */
export function valuesIn(bubbles: ExpandedTemplate['bubbles']): (field: TemplateField) => string[] {
  return (field) => field.bubbles.map((i) => bubbles[i]?.value ?? '');
}

/** A text of some of these values, each once and in whatever order, with them in theirs; null where it is no such text. */
function inOrder(text: string, values: readonly string[]): string | null {
  const among = (rest: string, taken: ReadonlySet<string>): ReadonlySet<string> | null => {
    if (rest === '') return taken;
    for (const value of values) {
      const further = value === '' || taken.has(value) || !rest.startsWith(value) ? null : among(rest.slice(value.length), new Set([...taken, value]));
      if (further !== null) return further;
    }
    return null;
  };
  const found = among(text, new Set());
  return found === null ? null : values.filter((value) => found.has(value)).join('');
}

/** Whether marks can be read as this text: of each field in turn what stands for none, or values in their order. */
function canMean(fields: readonly TemplateField[], text: string, valuesOf: (field: TemplateField) => readonly string[]): boolean {
  let reached = new Set([0]);
  for (const field of fields) {
    const next = new Set<number>();
    for (const at of reached) {
      if (text.startsWith(field.empty, at)) next.add(at + field.empty.length);
    }
    let within = reached;
    for (const value of valuesOf(field)) {
      const further = [...within].filter((at) => text.startsWith(value, at)).map((at) => at + value.length);
      for (const at of further) next.add(at);
      within = new Set([...within, ...further]);
    }
    reached = next;
  }
  return reached.has(text.length);
}
