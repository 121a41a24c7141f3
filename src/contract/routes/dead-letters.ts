/** Events that a handler gave up, and what somebody does about them. */
import { z } from 'zod';
import { eventEnvelopeSchema } from '../events.ts';
import type { RouteSpec } from '../route.ts';

const deadLetterStates = ['waiting', 'handled', 'discarded'] as const;
/** Characters of why one is discarded. */
export const longestReason = 500;

export type DeadLetterState = (typeof deadLetterStates)[number];

export const deadLetterSchema = z.strictObject({
  id: z.int().min(1), group: z.string().describe('The handler group that gave up.'), type: z.string(), seq: z.int(), attempts: z.int(), code: z.string(), error: z.string(), at: z.string(), event: eventEnvelopeSchema,
  state: z.enum(deadLetterStates).describe('`handled`: tried again with success; `discarded`: somebody put it away.'),
  settledAt: z.string().nullable(), settledBy: z.string().nullable(), reason: z.string().nullable().describe('Why it was discarded.'),
}).meta({ id: 'DeadLetter' });
export type KeptLetter = z.infer<typeof deadLetterSchema>;

const afterwards = deadLetterSchema.extend({ acted: z.boolean().describe('False: it had been dealt with before, as `state` says, and nothing was done now.') }).meta({ id: 'DeadLetterAfterwards' });
export type LetterAfterwards = z.infer<typeof afterwards>;

/** How far all of them were gone through. */
const retryPlace = z.strictObject({ after: z.int().min(0).describe('The letter that was last.'), failedBy: z.string().describe('Letters that failed later than this are left alone.') });
export type RetryPlace = z.infer<typeof retryPlace>;

const letterParams = z.object({ letterId: z.coerce.number().int().min(1) });

export const deadLetterRoutes = {
  listDeadLetters: {
    method: 'GET', path: '/api/dead-letters', summary: 'Events that a handler could not deal with, newest first; those that wait for somebody, unless `state` says otherwise.', needs: 'system.read', scope: 'station',
    query: z.strictObject({
      state: z.enum([...deadLetterStates, 'all']).default('waiting'), group: z.string().optional(), before: z.coerce.number().int().min(1).optional().describe('An id: letters older than it.'),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
    answer: z.strictObject({ letters: z.array(deadLetterSchema), next: z.int().nullable().describe('`before` of the next page.'), waiting: z.int().describe('How many wait for somebody.') }),
  },
  getDeadLetter: { method: 'GET', path: '/api/dead-letters/:letterId', summary: 'One dead letter.', needs: 'system.read', scope: 'station', params: letterParams, answer: deadLetterSchema },
  retryDeadLetter: { method: 'POST', path: '/api/dead-letters/:letterId/retry', summary: 'Gives the event to its handler once more; the answer says what came of it, and whether anything was done.', needs: 'tasks.change', scope: 'station', params: letterParams, answer: afterwards },
  retryDeadLetters: {
    method: 'POST', path: '/api/dead-letters/retry', summary: 'Gives all events that wait (of one group) to their handlers once more, the oldest first, a part of them in each request: as long as the answer has `next`, that goes into the next request.', needs: 'tasks.change', scope: 'station',
    body: z.strictObject({ group: z.string().optional(), from: retryPlace.optional().describe('`next` of the request before.') }),
    answer: z.strictObject({ handled: z.int(), failed: z.int(), taken: z.int().describe('Left alone, for somebody else has them tried now or did a moment ago.'), next: retryPlace.nullable() }),
  },
  discardDeadLetter: {
    method: 'POST', path: '/api/dead-letters/:letterId/discard', summary: 'Puts a dead letter away; who did it and why is kept. One that was dealt with before stays as it is, and the answer says so.', needs: 'tasks.change', scope: 'station',
    params: letterParams, body: z.strictObject({ reason: z.string().trim().min(1).max(longestReason) }), answer: afterwards,
  },
} as const satisfies Record<string, RouteSpec>;
