/** What handlers gave up, and what somebody does about it. */
import type { Handlers } from '../http/handlers.ts';
import type { GatewayParts } from '../parts.ts';

type DeadLetterRoutes = 'listDeadLetters' | 'getDeadLetter' | 'retryDeadLetter' | 'retryDeadLetters' | 'discardDeadLetter';

export function deadLetterHandlers({ bus: { deadLetters } }: Pick<GatewayParts, 'bus'>): Pick<Handlers, DeadLetterRoutes> {
  return {
    async listDeadLetters({ query: { state, group, before, limit } }) {
      const found = deadLetters.list({ state, limit: limit + 1, ...(group === undefined ? {} : { group }), ...(before === undefined ? {} : { before }) });
      const letters = found.slice(0, limit);
      return { letters, next: found.length > limit ? letters.at(-1)?.id ?? null : null, waiting: deadLetters.waiting() };
    },
    getDeadLetter: async ({ params: { letterId } }) => deadLetters.find(letterId),
    retryDeadLetter: ({ params: { letterId }, principal }) => deadLetters.retry(letterId, principal.id),
    retryDeadLetters: ({ body: { group, from }, principal, signal }) => deadLetters.retryAll({ ...(group === undefined ? {} : { group }), ...(from === undefined ? {} : { from }) }, principal.id, signal),
    discardDeadLetter: ({ params: { letterId }, body: { reason }, principal }) => deadLetters.discard(letterId, principal.id, reason),
  };
}
