/** Answers `/metrics`. */
import { z } from 'zod';
import type { GatewayParts } from '../parts.ts';
import type { Status } from '../status.ts';
import { type Figures, openFigures } from './figures.ts';
import type { Handlers } from './handlers.ts';

export function figuresOf({ queue, store }: Pick<GatewayParts, 'queue' | 'store'>, status: () => Promise<Status>): Figures & Disposable {
  const row = z.object({ state: z.string(), n: z.int() });
  const figures = openFigures({
    status,
    pages: () => Object.fromEntries(store.db.all(row, 'SELECT state, count(*) AS n FROM pages GROUP BY state').map(({ state, n }) => [state, n])),
    openExceptions: () => store.db.get(z.object({ n: z.int() }), "SELECT count(*) AS n FROM exceptions WHERE state = 'open'")?.n ?? 0,
  });
  const stop = queue.onEnded(({ type, outcome, durationMs }) => figures.observeAttempt({ type, outcome, seconds: durationMs / 1000 }));
  return { ...figures, [Symbol.dispose]: stop };
}

export function metricsHandlers(figures: Pick<Figures, 'text'>): Pick<Handlers, 'getMetrics'> {
  return {
    async getMetrics() {
      const { mediaType, text } = await figures.text();
      return { content: Buffer.from(text), mediaType };
    },
  };
}
