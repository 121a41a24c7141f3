/** Answers `/metrics`. */
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { TaskCounts } from '../../queue/queue.ts';
import type { LiveHub } from '../live/hub.ts';
import type { GatewayParts } from '../parts.ts';
import { type Figures, openFigures } from './figures.ts';
import type { Handlers } from './handlers.ts';

const answerWithinMs = 1_000;

export function figuresOf({ queue, redis, station, store }: Pick<GatewayParts, 'queue' | 'redis' | 'station' | 'store'>, hub: Pick<LiveHub, 'statistics'>): Figures {
  const row = z.object({ state: z.string(), n: z.int() });
  return openFigures({
    queues: async () => {
      // A question to a Redis that is down would wait until it is back, and a Redis that has just died is still taken for well.
      const counts = redis.healthy() ? await Promise.race([queue.counts(), wait(answerWithinMs, {}, { ref: false })]) : {};
      return Object.fromEntries(Object.entries<TaskCounts>(counts).map(([type, { waiting, active, delayed }]) => [type, { waiting, active, delayed }]));
    },
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
