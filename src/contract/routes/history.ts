/** What has happened, followed from any id, and gone through once more. */
import { z } from 'zod';
import { eventEnvelopeSchema } from '../events.ts';
import type { RouteSpec } from '../route.ts';

export const historyRoutes = {
  traceEvents: {
    method: 'GET', path: '/api/trace/:id', needs: 'events.read', scope: 'own',
    summary: 'What happened around an id: of an event (what led to it and what came of it), of a page (from the scanner to the score), of whatever events belong to, such as a batch; also of an event by its number in the log, and of a candidate number: what happened to its pages.',
    params: z.object({ id: z.string().trim().min(1).max(300) }),
    answer: z.strictObject({ about: z.enum(['event', 'page', 'correlation', 'candidate']), events: z.array(eventEnvelopeSchema), pages: z.array(z.string()).describe('Pages of the candidate with this number, where it is one: also where it was followed as something else.') }),
  },
  replayEvents: {
    method: 'POST', path: '/api/events/replay', needs: 'tasks.change', scope: 'station',
    summary: 'Gives events of the log to a handler group once more, in their order; a handler finds done what it did before. What fails becomes a dead letter.',
    body: z.strictObject({
      group: z.string().min(1).describe('Such as `analytics`.'), exam: z.string().optional(), type: z.string().optional().describe('A type, or a family such as `ocr.*`.'),
      since: z.iso.datetime().optional(), until: z.iso.datetime().optional(), after: z.int().min(0).default(0).describe('A `seq`: events beyond it.'), limit: z.int().min(1).max(5000).default(1000),
    }),
    answer: z.strictObject({ handled: z.int(), failed: z.int(), next: z.int().nullable().describe('`after` of the next request; null at the end.') }),
  },
} as const satisfies Record<string, RouteSpec>;
