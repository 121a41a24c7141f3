/** Answer sheets before anything is entered: is the exam sound, how will it look, does the printer keep the size. */
import { z } from 'zod';
import { saidFaultSchema } from '../fault-schema.ts';
import type { RouteSpec } from '../route.ts';
import { examFileSchema } from './exams.ts';

const count = z.int().min(0).nullable();

export const sheetRoutes = {
  checkExam: {
    method: 'POST', path: '/api/exams/check', summary: 'Says what is wrong with an exam file, or what its sheets would be; enters nothing.', needs: 'exams.change', scope: 'station',
    body: examFileSchema, answer: z.strictObject({
      ok: z.boolean(), faults: z.array(saidFaultSchema),
      questions: count.describe('Null, as what follows, while there are faults.'), full: z.number().nullable().describe('Full marks; bonus questions do not count.'),
      pagesPerSheet: z.strictObject({ blank: z.int(), personal: z.int() }).nullable(),
    }),
  },
  previewSheet: {
    method: 'POST', path: '/api/sheets/preview', summary: 'One page of the sheets that an exam file would give, as a PNG image; personal ones with an invented candidate.', needs: 'exams.change', scope: 'station',
    query: z.strictObject({ page: z.coerce.number().int().min(1).max(50).default(1), kind: z.enum(['blank', 'personal']).default('blank'), width: z.coerce.number().int().min(100).max(2000).default(1000) }), body: examFileSchema, answer: 'file',
  },
  getTestPage: {
    method: 'GET', path: '/api/test-page.pdf', summary: 'A page with rulers in millimetres, to check that the printer keeps the size.', needs: 'exams.read', scope: 'own',
    query: z.strictObject({ page: z.enum(['A4', 'A3', 'Letter']).default('A4') }), answer: 'file',
  },
} as const satisfies Record<string, RouteSpec>;
