/** What waits for a person, scores, statistics and result files. */
import { z } from 'zod';
import type { RouteSpec } from '../route.ts';
import { clientJob, examParams } from './exams.ts';
import { next, paging } from './pages.ts';

const exceptionKind = z.enum(['unknown-candidate', 'duplicate', 'missing-page', 'foreign-page', 'unreadable', 'blank-page', 'doubtful', 'absent']);
const exceptionParams = z.object({ exceptionId: z.string().min(1).max(100) });

export const exceptionSchema = z.strictObject({
  exceptionId: z.string(), examId: z.string(), kind: exceptionKind, field: z.string().describe('Question number, `candidate`, or empty when it is about the whole page.'),
  pageId: z.string().nullable(), candidateNo: z.string().nullable(), name: z.string().nullable().describe('Of that candidate; null: not on the roster.'), class: z.string().nullable(), sourceFile: z.string().nullable(), sourcePage: z.int().nullable(), confidence: z.number().nullable().describe('Of the best guess.'),
  detail: z.string(), value: z.string().nullable().describe('The best guess of what stands there.'), state: z.enum(['open', 'resolved']), resolvedBy: z.string().nullable(), raisedAt: z.string(), crop: z.boolean().describe('Whether `getCrop` has an image of the field.'),
  alike: z.array(z.string()).describe('Of a duplicate: the other pages that are the same page of this candidate.'),
  guesses: z.array(z.strictObject({ candidateNo: z.string(), name: z.string(), distance: z.int().describe('Bubbled digits that differ.'), probability: z.number().describe('By bubbles, the number as written, and the name.'), hasSheet: z.boolean().describe('Pages of this candidate are there already: this would be another sheet, or the other one is somebody else\'s.') })).describe('Where it is in question who it is: whom the roster suggests, the likeliest first.'),
}).meta({ id: 'Exception' });

const reasonSchema = z.looseObject({ kind: z.string(), points: z.number(), max: z.number() }).describe('Why: docs/words.md.');
const questionScoreSchema = z.strictObject({ no: z.string(), points: z.number().nullable().describe('Null while it waits for marks.'), max: z.number(), bonus: z.boolean(), reason: reasonSchema, doubtful: z.boolean() });
export const scoreStatus = z.enum(['graded', 'awaiting-marks', 'review', 'awaiting-pages', 'missing-page', 'absent']);

export const scoreRowSchema = z.strictObject({
  candidateNo: z.string(), name: z.string(), class: z.string(), status: scoreStatus, total: z.number().nullable(), full: z.number(), unmarked: z.number().describe('Points of open questions that wait for marks: as much may come to the total yet.'),
  points: z.array(z.number().nullable()).describe('Of each question in the order of the exam; null: waits for marks, or its page was not read.'),
}).meta({ id: 'ScoreRow' });

const nullable = z.number().nullable();
export const statisticsSchema = z.strictObject({
  n: z.int(), max: z.number(), maxWithOpen: z.number(), mean: nullable, median: nullable, sd: nullable, lowest: nullable, highest: nullable, cronbachAlpha: nullable,
  questions: z.array(z.strictObject({
    no: z.string(), type: z.string(), n: z.int(), max: z.number(), mean: nullable, difficulty: nullable, discrimination: nullable, pointBiserial: nullable,
    options: z.record(z.string(), z.int()).nullable(), blank: z.int().nullable(), multiple: z.int().nullable(),
  })),
}).meta({ id: 'Statistics' });

const reportSchema = z.strictObject({ reportId: z.string(), examId: z.string(), lang: z.enum(['zh', 'en']), class: z.string().nullable().describe('Null: of everybody; empty: of those who are in no class.'), at: z.string(), files: z.array(z.strictObject({ name: z.string(), bytes: z.int() })) }).meta({ id: 'Report' });

export const resultRoutes = {
  listExceptions: {
    method: 'GET', path: '/api/exams/:examId/exceptions', summary: 'What waits for a person, or did.', needs: 'exceptions.read', scope: 'examId', params: examParams,
    query: z.strictObject({ ...paging, state: z.enum(['open', 'resolved']).default('open'), kind: exceptionKind.optional() }), answer: z.strictObject({ exceptions: z.array(exceptionSchema), next, open: z.int() }),
  },
  resolveException: {
    method: 'POST', path: '/api/exceptions/:exceptionId/resolve', summary: 'Settles an exception: with a value as in `correctItem`, or (no value) by confirming the best guess.', needs: 'exceptions.settle', scope: 'exceptionId', params: exceptionParams,
    body: z.strictObject({ value: z.string().max(500).optional() }), status: 204, answer: z.undefined(),
  },
  reopenException: { method: 'POST', path: '/api/exceptions/:exceptionId/reopen', summary: 'Undoes what the same person settled: the machine\'s reading counts again, and the exception is open. Refused as `revision-stale` where somebody else\'s word stands there by now.', needs: 'exceptions.settle', scope: 'exceptionId', params: exceptionParams, status: 204, answer: z.undefined() },
  listScores: {
    method: 'GET', path: '/api/exams/:examId/scores', summary: 'Scores in the order of the roster.', needs: 'scores.read', scope: 'examId', params: examParams,
    query: z.strictObject({ ...paging, class: z.string().optional(), status: scoreStatus.optional() }), answer: z.strictObject({ questions: z.array(z.string()), scores: z.array(scoreRowSchema), next }),
  },
  getScore: {
    method: 'GET', path: '/api/exams/:examId/scores/:candidateNo', summary: 'One candidate\'s score with the reason for every point, and its pages.', needs: 'scores.read', scope: 'examId', params: examParams.extend({ candidateNo: z.string().min(1).max(20) }),
    answer: scoreRowSchema.omit({ points: true }).extend({ questions: z.array(questionScoreSchema), pages: z.array(z.string()), history: z.array(z.strictObject({ at: z.string(), total: z.number(), examRevision: z.int() })) }),
  },
  getStatistics: { method: 'GET', path: '/api/exams/:examId/statistics', summary: 'How the exam went: as a whole and question by question.', needs: 'scores.read', scope: 'examId', params: examParams, query: z.strictObject({ class: z.string().optional() }), answer: statisticsSchema },
  createReport: {
    method: 'POST', path: '/api/exams/:examId/reports', summary: 'Writes the result files (CSV, workbook, statistics, a PDF for each class) of everybody or of one class, with its own statistics, and answers when they are there.', needs: 'scores.read', scope: 'examId', params: examParams,
    body: z.strictObject({ lang: z.enum(['zh', 'en']).default('zh'), class: z.string().max(500).optional().describe('Empty: who is in no class; left out: everybody.'), job: clientJob.optional().describe('A name that the client gives it: `getReportProgress` tells how far it is, and nothing is written for a client that goes away.') }), status: 201, answer: reportSchema,
  },
  getReportProgress: {
    method: 'GET', path: '/api/exams/:examId/reports/:job', summary: 'How far result files are that somebody has asked for and waits for.', needs: 'scores.read', scope: 'examId', params: examParams.extend({ job: clientJob }),
    answer: z.strictObject({ done: z.int().nullable().describe('Files written; null while they wait for their turn, or are not being written.'), of: z.int().nullable() }),
  },
  listReports: { method: 'GET', path: '/api/exams/:examId/reports', summary: 'The reports of an exam, newest first: the last five in each language are kept, of everybody and of each class.', needs: 'scores.read', scope: 'examId', params: examParams, answer: z.strictObject({ reports: z.array(reportSchema) }) },
  getReportFile: { method: 'GET', path: '/api/reports/:reportId/:file', summary: 'One of the files of a report.', needs: 'scores.read', scope: 'reportId', params: z.object({ reportId: z.uuid(), file: z.string().min(1).max(100) }), answer: 'file' },
} as const satisfies Record<string, RouteSpec>;
