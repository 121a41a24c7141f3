/** Exams, their key and rules, and who sits them. */
import { z } from 'zod';
import type { RouteSpec } from '../route.ts';

export const oneLine = /^\P{Cc}*$/u;
const half = z.number().multipleOf(0.5);
export const examParams = z.object({ examId: z.string().min(1).max(40) });

/** An exam file as a teacher writes it. The station checks it with faults that name every field; `docs/exam.schema.json` describes it. */
export const examFileSchema = z.record(z.string(), z.unknown()).meta({ id: 'ExamFile', description: 'An exam file: docs/exam-format.md, docs/exam.schema.json.' });

const questionBase = { no: z.string(), points: z.number(), wrong: z.number(), void: z.boolean(), bonus: z.boolean() };
const keys = z.array(z.string());
const partialCredit = z.union([
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('missing'), points: z.number() }),
  z.strictObject({ kind: z.literal('per-option'), points: z.number(), wrongOption: z.number() }),
]);
export const questionSchema = z.discriminatedUnion('type', [
  z.strictObject({ ...questionBase, type: z.literal('single'), options: z.array(z.string()), keys }),
  z.strictObject({ ...questionBase, type: z.literal('multiple'), options: z.array(z.string()), keys, partial: partialCredit }),
  z.strictObject({ ...questionBase, type: z.literal('truefalse'), options: z.tuple([z.literal('T'), z.literal('F')]), keys }),
  z.strictObject({ ...questionBase, type: z.literal('numeric'), columns: z.array(z.array(z.string())), keys }),
  z.strictObject({ ...questionBase, type: z.literal('text'), widthMm: z.number(), heightMm: z.number(), keys, ignoreCase: z.boolean() }),
  z.strictObject({ ...questionBase, type: z.literal('open'), heightMm: z.number() }),
]).meta({ id: 'Question' });

export const progressSchema = z.strictObject({
  pages: z.int().describe('Pages accounted for so far; grows while files are being put in.'),
  read: z.int(), failed: z.int(), copies: z.strictObject({ read: z.int(), failed: z.int() }).describe('Of those: copies of a page that was put in before, which count once.'), graded: z.int().describe('Sheets with a score.'), exceptions: z.int().describe('What waits for a person.'),
  intakeDone: z.boolean(), completed: z.boolean(),
}).meta({ id: 'Progress' });
export type ProgressFigures = z.infer<typeof progressSchema>;

export const examSummarySchema = z.strictObject({
  id: z.string(), title: z.string(), subject: z.string(), revision: z.int(), questions: z.int(), candidates: z.int().nullable().describe('Null without a roster.'),
  createdAt: z.string(), updatedAt: z.string(), archived: z.boolean(), publishedAt: z.string().nullable().describe('Null while its scores may still change.'),
  template: z.string().nullable().describe('Of sheets that somebody else printed: what their template is called. Null: the station prints the sheets.'), progress: progressSchema,
}).meta({ id: 'ExamSummary' });
export type ExamSummary = z.infer<typeof examSummarySchema>;

export const publicationSchema = z.strictObject({
  publicationId: z.string(), examRevision: z.int(), at: z.string(), by: z.string(), note: z.string(), digest: z.string().describe('SHA-256 of what was frozen: exam and scores.'),
  sheets: z.int(), openExceptions: z.int().describe('What still waited for a person then.'), withdrawn: z.strictObject({ at: z.string(), by: z.string(), reason: z.string() }).nullable(),
}).meta({ id: 'Publication' });

const sheetLanguage = z.enum(['zh-CN', 'en']).describe('Of what the sheets say besides title and subject. Sheets printed in either are read alike.');

export const examDetailSchema = examSummarySchema.extend({
  publication: publicationSchema.nullable(), page: z.enum(['A4', 'A3', 'Letter']), language: sheetLanguage, candidateDigits: z.int(), layoutVersions: z.array(z.string()), pagesPerSheet: z.int(), full: z.number().describe('Full marks; bonus questions do not count.'),
  everything: z.array(questionSchema).describe('Every question with its key and rules, defaults filled in.'),
}).meta({ id: 'ExamDetail' });

export const scoreChangeSchema = z.strictObject({
  candidateNo: z.string(), from: z.number().nullable(), to: z.number().nullable(),
  questions: z.array(z.strictObject({ no: z.string(), from: z.number().nullable(), to: z.number().nullable() })),
}).meta({ id: 'ScoreChange' });

/** Only what is named changes; the rest of a question stays. */
export const questionChangeSchema = z.strictObject({
  no: z.string().describe('A question number as printed.'),
  key: z.union([z.string(), z.array(z.string())]).optional().describe('The right answer, or several of them, as in an exam file.'),
  points: half.min(0).max(1000).optional(),
  wrong: half.min(-1000).max(0).optional(),
  void: z.boolean().optional(),
  bonus: z.boolean().optional(),
  ignoreCase: z.boolean().optional(),
  partial: partialCredit.optional(),
}).meta({ id: 'QuestionChange' });

export const examChangesSchema = z.strictObject({
  revision: z.int().min(1).describe('The revision that the change was made on; refused as `revision-stale` when somebody else has changed the exam since.'),
  title: z.string().trim().min(1).max(100).regex(oneLine, { error: 'must have no control characters' }).optional(),
  subject: z.string().trim().max(50).regex(oneLine, { error: 'must have no control characters' }).optional(),
  language: sheetLanguage.optional(),
  archived: z.boolean().optional().describe('True puts the exam away; it stays as it is.'),
  key: z.string().max(400).optional().describe('Letters of all choice questions (single, true/false) in their order, such as `BACDTF`; spaces do not matter.'),
  questions: z.array(questionChangeSchema).max(200).optional(),
}).meta({ id: 'ExamChanges' });
export type ExamChanges = z.infer<typeof examChangesSchema>;

const examChanged = z.strictObject({
  kind: z.enum(['created', 'updated', 'unchanged']), revision: z.int(), moved: z.array(scoreChangeSchema).describe('Whose points changed; empty when nothing was scored yet.'),
});

export const candidateSchema = z.strictObject({ candidateNo: z.string(), name: z.string(), class: z.string(), extra: z.record(z.string(), z.string()) }).meta({ id: 'Candidate' });

/** Whose name or class cannot be printed as it is. */
export const unprintableSchema = z.array(z.strictObject({ candidateNo: z.string(), name: z.string(), characters: z.string() })).describe('Whose name or class has characters that no font of the station has: they are printed as □.');

/** A name that a client gives to what it waits for. */
export const clientJob = z.string().regex(/^[\w-]{1,64}$/);

export const examRoutes = {
  listExams: { method: 'GET', path: '/api/exams', summary: 'The exams that one may see, newest first.', needs: 'exams.read', scope: 'own', query: z.strictObject({ archived: z.stringbool().optional().describe('Left out: all of them.') }), answer: z.strictObject({ exams: z.array(examSummarySchema) }) },
  createExam: {
    method: 'POST', path: '/api/exams', summary: 'Enters an exam. The same file again does nothing; a different exam with the same id is refused.', needs: 'exams.change', scope: 'station',
    body: examFileSchema, status: 201, answer: examChanged,
  },
  openExample: {
    method: 'POST', path: '/api/example', summary: 'Enters the bundled example with its roster and puts its scans in; what is there already stays as it is.', needs: 'exams.change', scope: 'station',
    query: z.strictObject({ lang: z.enum(['zh', 'en']).default('zh').describe('In which the batch is named.') }), status: 202, answer: z.strictObject({ examId: z.string(), batchId: z.string(), added: z.int(), known: z.int() }),
  },
  duplicateExam: {
    method: 'POST', path: '/api/exams/:examId/duplicate', summary: 'Enters a copy of an exam under another id: questions, key and rules, the roster if asked for, no pages.', needs: 'exams.change', scope: 'station', params: examParams,
    body: z.strictObject({ id: z.string().min(1).max(40), title: z.string().trim().min(1).max(100).regex(oneLine, { error: 'must have no control characters' }), roster: z.boolean().default(false) }), status: 201, answer: examChanged,
  },
  getExam: { method: 'GET', path: '/api/exams/:examId', summary: 'One exam with its questions, key and rules.', needs: 'exams.read', scope: 'examId', params: examParams, answer: examDetailSchema },
  replaceExam: {
    method: 'PUT', path: '/api/exams/:examId', summary: 'Replaces an exam by a whole exam file; scores follow.', needs: 'exams.change', scope: 'examId', params: examParams,
    query: z.strictObject({ revision: z.coerce.number().int().min(1).optional() }), body: examFileSchema, answer: examChanged,
  },
  changeExam: { method: 'PATCH', path: '/api/exams/:examId', summary: 'Changes title, key or rules; scores follow, and the answer says whose.', needs: 'exams.change', scope: 'examId', params: examParams, body: examChangesSchema, answer: examChanged },
  previewExamChange: {
    method: 'POST', path: '/api/exams/:examId/preview', summary: 'What a change of key or rules would do to the scores, without doing it.', needs: 'exams.change', scope: 'examId', params: examParams,
    body: examChangesSchema, answer: z.strictObject({ changed: z.array(z.enum(['key', 'rules', 'text', 'layout'])), moved: z.array(scoreChangeSchema), sheets: z.int().describe('Sheets that have a score now.') }),
  },
  deleteExam: {
    method: 'DELETE', path: '/api/exams/:examId', summary: 'Removes an exam with its pages, readings and scores; the event log keeps its history. Refused while a batch of it is being worked on.', needs: 'exams.change', scope: 'examId', params: examParams,
    query: z.strictObject({ revision: z.coerce.number().int().min(1) }), status: 204, answer: z.undefined(),
  },
  getRoster: { method: 'GET', path: '/api/exams/:examId/roster', summary: 'Who is on the roster, in its order.', needs: 'roster.read', scope: 'examId', params: examParams, answer: z.strictObject({ candidates: z.array(candidateSchema).nullable() }) },
  importRoster: {
    method: 'PUT', path: '/api/exams/:examId/roster', summary: 'Takes a roster from the bytes of a CSV or XLSX file; with `preview` it is only checked.', needs: 'exams.change', scope: 'examId', params: examParams,
    query: z.strictObject({ preview: z.stringbool().optional() }), body: 'bytes', maxBytes: 10 * 1024 * 1024,
    answer: z.strictObject({
      candidates: z.int(), added: z.int(), removed: z.int(), changed: z.int(), imported: z.boolean(), unprintable: unprintableSchema,
      first: z.array(candidateSchema.omit({ extra: true })).describe('The first rows, so that a person sees whether the names are names.'),
      strange: z.boolean().describe('The text looks as if it had been written in another encoding than it was read in.'),
    }),
  },
  getSheets: {
    method: 'GET', path: '/api/exams/:examId/sheets.pdf', summary: 'The answer sheets to print: blank, or one for each candidate of the roster.', needs: 'exams.read', scope: 'examId', params: examParams,
    query: z.strictObject({ kind: z.enum(['blank', 'personal']).default('blank'), class: z.string().optional(), job: clientJob.optional().describe('A name that the client gives it; `getSheetsProgress` tells how far it is.') }), answer: 'file',
  },
  getSheetsProgress: {
    method: 'GET', path: '/api/exams/:examId/sheets/:job', summary: 'How far sheets are that somebody has asked for and waits for.', needs: 'exams.read', scope: 'examId', params: examParams.extend({ job: clientJob }),
    answer: z.strictObject({ done: z.int().nullable().describe('Sheets drawn; null while they wait for their turn, or are not being drawn.') }),
  },
  getLayout: { method: 'GET', path: '/api/exams/:examId/layout.json', summary: 'Where everything stands on the printed pages (docs/layout-format.md).', needs: 'exams.read', scope: 'examId', params: examParams, query: z.strictObject({ kind: z.enum(['blank', 'personal']).default('blank') }), answer: 'file' },
} as const satisfies Record<string, RouteSpec>;
