/** Scores that are given out. */
import { z } from 'zod';
import type { RouteSpec } from '../route.ts';
import { examParams, publicationSchema } from './exams.ts';

export const publicationRoutes = {
  publishExam: {
    method: 'POST', path: '/api/exams/:examId/publish', summary: 'Freezes scores, key and rules: what would alter scores is refused from then on. With open exceptions only when `force` says so.', needs: 'exams.change', scope: 'examId', params: examParams,
    body: z.strictObject({ note: z.string().trim().max(500).default(''), force: z.boolean().default(false), revision: z.int().min(1).optional().describe('Of the exam whose scores were looked at; refused as `revision-stale` when somebody else has changed it since.') }), status: 201, answer: publicationSchema,
  },
  unpublishExam: {
    method: 'POST', path: '/api/exams/:examId/unpublish', summary: 'Takes a publication back, with a reason; the record keeps both.', needs: 'exams.change', scope: 'examId', params: examParams,
    body: z.strictObject({ reason: z.string().trim().min(1).max(500) }), status: 204, answer: z.undefined(),
  },
  listPublications: { method: 'GET', path: '/api/exams/:examId/publications', summary: 'When the scores were published and taken back, by whom and why; newest first.', needs: 'scores.read', scope: 'examId', params: examParams, answer: z.strictObject({ publications: z.array(publicationSchema) }) },
} as const satisfies Record<string, RouteSpec>;
