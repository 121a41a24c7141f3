/** Scans: put in, the pages they become, and what was read off them. */
import { z } from 'zod';
import { alarmKinds, qualityFaults } from '../quality.ts';
import type { RouteSpec } from '../route.ts';
import { examParams, oneLine, progressSchema } from './exams.ts';

export const batchParams = z.object({ batchId: z.string().min(1).max(100) });
export const pageParams = z.object({ pageId: z.string().min(1).max(100) });
export const batchKey = z.string().trim().min(1).max(100).regex(oneLine, { error: 'must have no control characters' }).describe('Names the batch within its exam; files sent later under the same key join it.');
const sendingId = z.string().regex(/^[\w.-]{1,100}$/, { error: 'must be 1 to 100 letters, digits, `.`, `_` or `-`' });
const point = z.strictObject({ x: z.number(), y: z.number() }).describe('Pixels of the image as served, from its top left corner.');

/** `limit` rows after the row that `after` names, which the answer's `next` gave. */
export const paging = { limit: z.coerce.number().int().min(1).max(1000).default(200), after: z.string().max(200).optional() };
export const next = z.string().nullable().describe('Say it as `after` for the rows that follow; null at the end.');

export const batchSchema = z.strictObject({
  batchId: z.string(), examId: z.string(), batchKey: z.string(), run: z.int(), state: z.enum(['intake', 'reading', 'completed']), startedAt: z.string(), completedAt: z.string().nullable(), progress: progressSchema,
  sendings: z.array(z.strictObject({
    sendingId: z.string(), files: z.int(), came: z.int(), interrupted: z.boolean().describe('Nothing of it has come for a while: send the same files again, or end it.'),
  })).describe('What is being sent into it over several requests, and is not all in. Until it is, or is ended, the batch is not completed.'),
  alarms: z.array(z.strictObject({ kind: z.enum(alarmKinds), pages: z.int(), since: z.string() })).describe('What most of the last pages show, such as a feeder that pulls askew; of a completed batch what it ended with, which nobody has seen mended.'),
}).meta({ id: 'Batch' });

export const pageSummarySchema = z.strictObject({
  pageId: z.string(), examId: z.string(), batchId: z.string(), sourceFile: z.string(), sourcePage: z.int(), state: z.enum(['waiting', 'read', 'failed', 'copy']),
  trouble: z.string().nullable(), answered: z.boolean().describe('Whether anything was read that can be graded; a page that was read without is counted as not read.'), pageNumber: z.int().nullable(), candidateNo: z.string().nullable(), doubtful: z.int().describe('Open exceptions of this page.'),
  turn: z.literal([0, 90, 180, 270]).describe('Degrees clockwise that bring its image upright.'),
}).meta({ id: 'PageSummary' });

export const pageDetailSchema = pageSummarySchema.extend({
  width: z.int().nullable(), height: z.int().nullable(),
  quality: z.record(z.string(), z.unknown()).nullable().describe('Resolution, skew, residual in millimetres, contrast.'),
  candidate: z.strictObject({ candidateNo: z.string().nullable(), confidence: z.number(), doubt: z.string().nullable() }).nullable(),
  answers: z.array(z.strictObject({
    no: z.string(), value: z.string(), confidence: z.number().nullable(), doubt: z.string().nullable(), corrected: z.string().nullable().describe('What a person said stands there.'),
  })),
  /** Drawn over the image as served by `getPageImage`. */
  overlay: z.array(z.strictObject({
    field: z.string(), kind: z.enum(['bubble', 'item', 'text', 'open', 'header']), value: z.string().nullable().describe('Of a bubble: what it means.'), chosen: z.boolean(), doubt: z.string().nullable(),
    corners: z.tuple([point, point, point, point]).describe('In reading order of the upright page.'),
  })),
}).meta({ id: 'PageDetail' });
export type PageDetail = z.infer<typeof pageDetailSchema>;

export const pageRoutes = {
  upload: {
    method: 'POST', path: '/api/upload', summary: 'Puts scans in: many files in one multipart request, streamed to disk. The same file under the same name again does nothing, so a broken-off upload is simply repeated.', needs: 'pages.add', scope: 'exam',
    query: z.strictObject({
      exam: z.string().min(1), batch: batchKey,
      sending: sendingId.optional().describe('Names what is sent over several requests, to be said in each of them; the same files again have the same name. The batch is not completed before all of it is in. One that broke off goes on in its own batch, whatever `batch` says.'),
      of: z.coerce.number().int().min(1).max(1_000_000).optional().describe('How many files the sending is.'),
      before: z.coerce.number().int().min(0).max(1_000_000).optional().describe('How many of them are in before this request.'),
    }), body: 'files', maxBytes: 20 * 1024 ** 3, status: 202,
    answer: z.strictObject({ batchId: z.string(), added: z.int(), known: z.int(), files: z.array(z.strictObject({ name: z.string(), bytes: z.int(), sha256: z.string(), known: z.boolean() })) }),
  },
  checkUpload: {
    method: 'POST', path: '/api/upload/check', summary: 'Which of these files the station has already, so that a resumed upload sends only the others.', needs: 'pages.add', scope: 'exam',
    query: z.strictObject({ exam: z.string().min(1) }), body: z.strictObject({ files: z.array(z.strictObject({ name: z.string().min(1).max(1000), sha256: z.string().regex(/^[0-9a-f]{64}$/) })).max(10_000) }),
    answer: z.strictObject({ missing: z.array(z.string()).describe('Names of the files to send.') }),
  },
  endSending: {
    method: 'DELETE', path: '/api/exams/:examId/sendings/:sendingId', summary: 'No more files of a sending will come; its batch ends with what is in it. Does nothing where there is no such sending.', needs: 'pages.add', scope: 'examId', params: examParams.extend({ sendingId }),
    query: z.strictObject({ came: z.coerce.number().int().min(0).max(1_000_000).optional().describe('How many of its files are in, where the sender knows better than the station.') }), status: 204, answer: z.undefined(),
  },
  putInPaths: {
    method: 'POST', path: '/api/exams/:examId/paths', summary: 'Puts in files and folders that lie on the station\'s machine.', needs: 'pages.add', scope: 'examId', localOnly: true, params: examParams,
    body: z.strictObject({ batch: batchKey, paths: z.array(z.string().min(1)).min(1).max(10_000) }), status: 202, answer: z.strictObject({ batchId: z.string(), added: z.int(), known: z.int(), again: z.int().describe('Pages of known files that a crash or a time limit kept from being read, and that are read again now.'), skipped: z.array(z.string()) }),
  },
  listBatches: { method: 'GET', path: '/api/exams/:examId/batches', summary: 'Scan batches of an exam with their progress, newest first.', needs: 'exams.read', scope: 'examId', params: examParams, answer: z.strictObject({ batches: z.array(batchSchema) }) },
  getBatch: { method: 'GET', path: '/api/batches/:batchId', summary: 'One scan batch with its progress.', needs: 'exams.read', scope: 'batchId', params: batchParams, answer: batchSchema },
  getBatchQuality: {
    method: 'GET', path: '/api/batches/:batchId/quality', summary: 'How well the last 500 pages of a batch came out of the scanner, in the order in which they were read.', needs: 'exams.read', scope: 'batchId', params: batchParams,
    answer: z.strictObject({ pages: z.array(z.strictObject({
      pageId: z.string(), registered: z.boolean().describe('Found on the image; the four measures are 0 where it was not.'), skewDegrees: z.number(), contrast: z.number(), edgeWidthMm: z.number().describe('Width of a printed edge: small is sharp.'), residualMm: z.number(),
      faults: z.array(z.enum(qualityFaults)),
    })) }),
  },
  cancelBatch: { method: 'POST', path: '/api/batches/:batchId/cancel', summary: 'Gives up the pages of a batch that are not read yet; they become exceptions and can be retried. The folder that they came from is not watched any longer.', needs: 'tasks.change', scope: 'batchId', params: batchParams, answer: z.strictObject({ cancelled: z.int() }) },
  retryBatch: { method: 'POST', path: '/api/batches/:batchId/retry', summary: 'Reads the failed and cancelled pages of a batch again.', needs: 'tasks.change', scope: 'batchId', params: batchParams, answer: z.strictObject({ queued: z.int() }) },
  listPages: {
    method: 'GET', path: '/api/exams/:examId/pages', summary: 'Pages of an exam in the order in which they were put in.', needs: 'pages.read', scope: 'examId', params: examParams,
    query: z.strictObject({ ...paging, batch: z.string().optional(), state: z.enum(['waiting', 'read', 'failed', 'copy']).optional(), candidate: z.string().optional() }), answer: z.strictObject({ pages: z.array(pageSummarySchema), next }),
  },
  getPage: { method: 'GET', path: '/api/pages/:pageId', summary: 'One page: what was read off it, and where on the image.', needs: 'pages.read', scope: 'pageId', params: pageParams, answer: pageDetailSchema },
  getPageImage: {
    method: 'GET', path: '/api/pages/:pageId/image', summary: 'The page as a JPEG, PNG or WebP image; `width` shrinks it.', needs: 'pages.read', scope: 'pageId', params: pageParams,
    query: z.strictObject({ width: z.coerce.number().int().min(16).max(4000).optional() }), answer: 'file',
  },
  getCrop: { method: 'GET', path: '/api/pages/:pageId/crops/:field', summary: 'The crop of one field of a page; `page` is the whole page, small, where it is in question.', needs: 'pages.read', scope: 'pageId', params: pageParams.extend({ field: z.string().min(1).max(100) }), answer: 'file' },
  retryPage: { method: 'POST', path: '/api/pages/:pageId/retry', summary: 'Reads a page again; what people corrected on it stays.', needs: 'tasks.change', scope: 'pageId', params: pageParams, status: 202, answer: z.strictObject({ taskId: z.string() }) },
  correctItem: {
    method: 'PUT', path: '/api/pages/:pageId/items/:field', summary: 'A person\'s word on what stands in a field (`candidate`, or a question number); the sheet is scored again.', needs: 'exceptions.settle', scope: 'pageId',
    params: pageParams.extend({ field: z.string().min(1).max(100) }), body: z.strictObject({ value: z.string().max(500).describe('Options in alphabetical order, digits with `_` for an empty column, a text, or a candidate number; empty for blank.') }), status: 204, answer: z.undefined(),
  },
} as const satisfies Record<string, RouteSpec>;
