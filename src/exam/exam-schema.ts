/**
 * What a teacher writes in `exam.json`, field by field. Unknown fields are refused, so that a misspelt rule is never silently ignored.
 * `docs/exam.schema.json` is made from this (`node scripts/write-exam-schema.ts`); `docs/exam-format.md` explains it with examples.
 */
import { z } from 'zod';
import type { FaultCode } from '../contract/faults.ts';
import { maxQuestions } from './question-numbers.ts';
import { templateSchema } from './template.ts';

/** What is printed or listed on one line: without control characters, which no font has. */
const oneLine = /^\P{Cc}*$/u;

/** A fault has its code where zod has its message: `schema-faults.ts` makes the fault of it. */
const saying = (error: FaultCode): { readonly error: FaultCode } => ({ error });

const half = z.number().multipleOf(0.5, saying('exam-halves'));

/** Of one question. */
export const mostPoints = 1000;

const common = {
  no: z.string().min(1).max(400).describe('Question number `11`, a range `1-10`, or a list `1,3,5-7`; the other fields then hold for each of them.'),
  points: half.min(0).max(mostPoints).describe('Points for a right answer to each question; halves are allowed.'),
  void: z.boolean().optional().describe('`true`: the question does not count any more and everyone who sat the exam gets its points. Default `false`.'),
  bonus: z.boolean().optional().describe('`true`: its points count for the candidate but not in the full marks. Default `false`.'),
};
const wrong = half.min(-mostPoints).max(0).optional().describe('Points for a wrong answer, 0 or negative; a blank answer always gets 0. Default 0.');
const optionCount = z.int().min(2).max(8).describe('Number of options, 2 to 8: they are called A, B, C …');

/** Says what is wrong with a list: too long, or no list at all. */
const listError = (what: FaultCode, many: FaultCode, max: number) => ({
  error: ({ input }: { readonly input?: unknown }) => (Array.isArray(input) && input.length > max ? many : what),
});

const alternatives = z.array(z.string().min(1)).min(1).max(50);
const keyOf = (what: string) =>
  z.union([z.string().min(1), z.array(z.union([z.string().min(1), alternatives])).min(1).max(maxQuestions)], listError('exam-key-form', 'exam-key-many', maxQuestions)).optional().describe(what);

export const partialSchema = z.union([
  z.strictObject({ missing: half.min(0.5).describe('Points whenever at least one right option is chosen, none wrong, some missing (漏选得部分分).') }),
  z.strictObject({
    perOption: half.min(0.5).describe('Points for each right option that is chosen, at most `points` in all.'),
    wrongOption: half.min(0.5).optional().describe('Points taken off for each wrong option, down to 0. Without it a wrong option makes the whole answer wrong.'),
  }),
], saying('exam-partial-form'));

const single = z.strictObject({
  type: z.literal('single').describe('One option is right.'),
  ...common, wrong, options: optionCount,
  key: keyOf('The right option. For a range one letter a question ("BACD"), or a list with one entry a question. Several right answers: a list (["A", "B"]), for a range a list in the list (["A", ["B", "C"]]). May be left out when the question is void.'),
});

const multiple = z.strictObject({
  type: z.literal('multiple').describe('Several options are right.'),
  ...common, wrong, options: optionCount,
  key: keyOf('The right options ("ACD"), or a list of right answers (["ACD", "AC"]). For a range a list with one entry a question. May be left out when the question is void.'),
  partial: partialSchema.optional().describe('What a correct but incomplete choice earns. Without it, nothing.'),
});

const truefalse = z.strictObject({
  type: z.literal('truefalse').describe('True or false.'),
  ...common, wrong,
  key: keyOf('`T` or `F`; for a range one letter a question ("TFTF") or a list with one entry a question. May be left out when the question is void.'),
});

const numeric = z.strictObject({
  type: z.literal('numeric').describe('A number in bubble columns.'),
  ...common, wrong,
  digits: z.int().min(1).max(8).describe('Number of digit columns, 1 to 8.'),
  sign: z.boolean().optional().describe('`true`: a first column with a bubble for the minus sign. Default `false`.'),
  decimal: z.boolean().optional().describe('`true`: one more column, and a decimal point bubble in every digit column. Default `false`.'),
  key: keyOf('The right number as text ("125"), or a list of right numbers (["125", "126"]). Compared by value: "12.50" is "12.5". For a range a list with one entry a question. May be left out when the question is void.'),
});

const text = z.strictObject({
  type: z.literal('text').describe('A short text in a printed box, read by OCR.'),
  ...common, wrong,
  width: z.number().min(10).max(180).optional().describe('Width of the box in millimetres, 10 to 180. Default 60.'),
  height: z.number().min(6).max(40).optional().describe('Height of the box in millimetres, 6 to 40. Default 10.'),
  ignoreCase: z.boolean().optional().describe('`true`: capitals and small letters are the same. Default `true`.'),
  key: keyOf('The right text, or a list of right texts. For a range a list with one entry a question. May be left out when the question is void.'),
});

const open = z.strictObject({
  type: z.literal('open').describe('A box to write in; people mark it.'),
  ...common,
  height: z.number().min(10).max(240).describe('Height of the box in millimetres, 10 to 240; it is as wide as the page allows.'),
});

/** What a question of the type may have; empty for a type that there is not. */
export function fieldsOfQuestion(type: unknown): readonly string[] {
  const schema = questionEntrySchema.options.find(({ shape }) => shape.type.value === type);
  return schema === undefined ? [] : Object.keys(schema.shape);
}

export const questionEntrySchema = z.discriminatedUnion('type', [single, multiple, truefalse, numeric, text, open]);
export const questionTypes: readonly string[] = questionEntrySchema.options.map(({ shape }) => shape.type.value);

/** Everything but the questions, which are checked one by one so that every fault of every question is named at once. */
const head = {
  $schema: z.string().optional().describe('Where an editor finds the JSON Schema of this file; not used otherwise.'),
  id: z.string().regex(/^[a-z0-9-]{1,40}$/, saying('exam-id-form')).describe('Names the exam in files and codes: lower-case letters, digits and hyphens, 1 to 40.'),
  title: z.string().trim().min(1).max(100).regex(oneLine, saying('exam-control-characters')).describe('Title on top of the sheet.'),
  subject: z.string().trim().max(50).regex(oneLine, saying('exam-control-characters')).optional().describe('Subject, printed below the title. Default empty.'),
  page: z.enum(['A4', 'A3', 'Letter']).optional().describe('Paper size. Default `A4`.'),
  language: z.enum(['zh-CN', 'en']).optional().describe('Language of what the sheet says besides your own texts: headings, instructions, page numbers. Default `zh-CN`.'),
  candidateNumber: z.strictObject({ digits: z.int().min(1).max(12).describe('Digits of a candidate number, 1 to 12.') })
    .optional().describe('Default: 8 digits.'),
  template: templateSchema.optional().describe('Of sheets that somebody else printed: the template by which they are read. Each question is answered in the column or region of its number: question `7` in `q7`. Without it the station prints the sheets itself.'),
};
const questionList = saying('exam-questions-form');
const tooMany = listError('exam-questions-form', 'exam-questions-many', maxQuestions);

export const examHeadSchema = z.strictObject({ ...head, questions: z.array(z.unknown(), questionList).min(1, saying('exam-questions-none')).max(maxQuestions, tooMany) });

/** As it stands in the file: a path is replaced by what is in that file before it is parsed. */
const template = z.union([z.string().min(1).describe('The template\'s file, beside this one; also OMRChecker\'s `template.json`.'), z.record(z.string(), z.unknown()).describe('The template itself: docs/template.schema.json.')])
  .optional().describe(head.template.description ?? '');

export const examFileSchema = z.strictObject({
  ...head, template,
  questions: z.array(questionEntrySchema, questionList).min(1).max(maxQuestions).describe('The questions in the order of the sheet; together at most 200.'),
}).describe('An exam for Zhiyue Station: questions, key and scoring rules.');

export type QuestionEntry = z.infer<typeof questionEntrySchema>;
export type PartialEntry = z.infer<typeof partialSchema>;
/** `exam.json` as written: ranges and defaults not yet worked out. */
export type ExamFile = z.infer<typeof examFileSchema>;
