/** Answers `/metrics`. */
import { z } from 'zod';
import type { LiveHub } from '../live/hub.ts';
import type { GatewayParts } from '../parts.ts';
import { type Figures, openFigures } from './figures.ts';
import type { Handlers } from './handlers.ts';

export function figuresOf({ queue, station, store }: Pick<GatewayParts, 'queue' | 'station' | 'store'>, hub: Pick<LiveHub, 'statistics'>): Figures {
  const row = z.object({ state: z.string(), n: z.int() });
  return openFigures({
    queues: async () => Object.fromEntries(Object.entries(await queue.counts()).map(([type, { waiting, active, delayed }]) => [type, { waiting, active, delayed }])),
    live: () => hub.statistics(),
    pages: () => Object.fromEntries(store.db.all(row, 'SELECT state, count(*) AS n FROM pages GROUP BY state').map(({ state, n }) => [state, n])),
    parts: () => station.health(),
  });
}

export function metricsHandlers(figures: Pick<Figures, 'text'>): Pick<Handlers, 'getMetrics'> {
  return {
    async getMetrics() {
      const { mediaType, text } = await figures.text();
      return { content: Buffer.from(text), mediaType };
    },
  };
}
