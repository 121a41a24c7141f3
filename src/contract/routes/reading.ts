/** For machines that only read pages (`zhiyue worker`): what to read, with what, and what came of it. */
import { z } from 'zod';
import { cropSchema, imageSizeSchema, pageReadingSchema, rawTextSchema, writtenTextSchema } from '../reading.ts';
import { type ErrorCode, errorCodes } from '../errors.ts';
import type { RouteSpec } from '../route.ts';

const pageParams = z.object({ pageId: z.string().min(1).max(100) });
const asked = z.int().min(0).describe('As the order to read said: an answer to an earlier order does nothing.');

export const readingOrderSchema = z.discriminatedUnion('next', [
  z.strictObject({
    next: z.literal('read'), asked, startedEvent: z.string(),
    image: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), ending: z.string().regex(/^[a-z]{2,5}$/) }), pageInFile: z.int().min(1),
    layouts: z.string().regex(/^[0-9a-f]{64}$/).describe('Names their content: fetched once.'),
    texts: z.array(z.strictObject({ field: z.string(), language: z.enum(['digits', 'en', 'zh', 'mixed']) })).describe('Text boxes, and which characters to expect; never what is right.'),
  }),
  z.strictObject({ next: z.literal('nothing') }).describe('It was read, failed or deleted in the meantime.'),
  z.strictObject({ next: z.literal('later') }).describe('The work is paused.'),
]).meta({ id: 'ReadingOrder' });

export const readingRoutes = {
  getReadingTerms: {
    method: 'GET', path: '/api/reading', summary: 'Where the pages to be read are queued, and how often and how long each is tried.', needs: 'pages.process', scope: 'station',
    answer: z.strictObject({ version: z.string(), queue: z.string(), maxRetries: z.int(), retryDelaysMs: z.array(z.number()), taskTimeoutMs: z.number(), readTimeoutMs: z.number() }),
  },
  startReading: {
    method: 'POST', path: '/api/reading/:pageId', summary: 'Begins to read a page: says with what, or that there is nothing to do.', needs: 'pages.process', scope: 'pageId', params: pageParams,
    body: z.strictObject({ attempt: z.int().min(1).max(1000) }), answer: readingOrderSchema,
  },
  getReadingImage: { method: 'GET', path: '/api/reading/:pageId/image', summary: 'The file that a waiting page is in, as it was put in.', needs: 'pages.process', scope: 'pageId', params: pageParams, answer: 'file' },
  getReadingLayouts: { method: 'GET', path: '/api/reading/:pageId/layouts', summary: 'The layouts that a waiting page may have.', needs: 'pages.process', scope: 'pageId', params: pageParams, answer: 'file' },
  finishReading: {
    method: 'PUT', path: '/api/reading/:pageId', summary: 'What was read off the page; written as a reading of the station\'s own, once.', needs: 'pages.process', scope: 'pageId', params: pageParams, maxBytes: 48 * 1024 * 1024,
    body: z.strictObject({
      asked, startedEvent: z.string().max(100), reading: pageReadingSchema, size: imageSizeSchema, crops: z.array(cropSchema).max(2000), texts: z.array(rawTextSchema).max(500), writtenName: writtenTextSchema.nullable(), durationMs: z.number().min(0).max(86_400_000),
    }),
    answer: z.strictObject({ recorded: z.boolean().describe('False: it was read, failed or asked for anew in the meantime.') }),
  },
  failReading: {
    method: 'POST', path: '/api/reading/:pageId/failure', summary: 'The page cannot be read, or was tried often enough; it waits for a person.', needs: 'pages.process', scope: 'pageId', params: pageParams,
    body: z.strictObject({ asked, code: z.custom<ErrorCode>((code) => typeof code === 'string' && code in errorCodes).meta({ type: 'string', description: 'An error code.' }), attempts: z.int().min(1).max(1000) }),
    answer: z.strictObject({ recorded: z.boolean() }),
  },
} as const satisfies Record<string, RouteSpec>;
