/** Answers `/metrics`. */
import { z } from 'zod';
import { countOpenExceptions } from '../../store/exceptions.ts';
import type { GatewayParts } from '../parts.ts';
import type { Status } from '../status.ts';
import { type Figures, openFigures } from './figures.ts';
import type { Handlers } from './handlers.ts';

export function figuresOf({ queue, store }: Pick<GatewayParts, 'queue' | 'store'>, status: () => Promise<Status>): Figures & Disposable {
  const row = z.object({ state: z.string(), n: z.int() });
  const figures = openFigures({
    status,
    pages: () => Object.fromEntries(store.db.all(row, 'SELECT state, count(*) AS n FROM pages GROUP BY state').map(({ state, n }) => [state, n])),
    // As the screens count them: what only says that something did not come is not shown while scans may come.
    openExceptions: () => store.db.all(z.object({ examId: z.string() }), "SELECT DISTINCT exam_id AS examId FROM exceptions WHERE state = 'open'").reduce((sum, { examId }) => sum + countOpenExceptions(store.db, examId), 0),
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
