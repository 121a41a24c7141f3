/** What handlers gave up, and what somebody does about it. */
import type { Handlers } from '../http/handlers.ts';
import type { GatewayParts } from '../parts.ts';

type DeadLetterRoutes = 'listDeadLetters' | 'getDeadLetter' | 'retryDeadLetter' | 'retryDeadLetters' | 'discardDeadLetter';

const mostAtOnce = 1_000;

export function deadLetterHandlers({ bus: { deadLetters } }: Pick<GatewayParts, 'bus'>): Pick<Handlers, DeadLetterRoutes> {
  return {
    async listDeadLetters({ query: { state, group, before, limit } }) {
      const found = deadLetters.list({ state, limit: limit + 1, ...(group === undefined ? {} : { group }), ...(before === undefined ? {} : { before }) });
      const letters = found.slice(0, limit);
      return { letters, next: found.length > limit ? letters.at(-1)?.id ?? null : null, waiting: deadLetters.waiting() };
    },
    getDeadLetter: async ({ params: { letterId } }) => deadLetters.find(letterId),
    retryDeadLetter: ({ params: { letterId }, principal }) => deadLetters.retry(letterId, principal.id),
    async retryDeadLetters({ body: { group }, principal, signal }) {
      const waiting = deadLetters.list({ limit: mostAtOnce, ...(group === undefined ? {} : { group }) }).toReversed();
      const outcome = { handled: 0, failed: 0 };
      for (const { id } of waiting) {
        if (signal.aborted) break;
        const { state } = await deadLetters.retry(id, principal.id);
        outcome[state === 'handled' ? 'handled' : 'failed'] += 1;
      }
      return outcome;
    },
    discardDeadLetter: ({ params: { letterId }, body: { reason }, principal }) => deadLetters.discard(letterId, principal.id, reason),
  };
}
