/** `/metrics`: figures of this station for Prometheus. The library comes when it is first asked for; until then observations wait. */
import type { LiveStatistics } from '../../../contract/routes/work.ts';

export interface Observation { readonly route: string; readonly status: number; readonly seconds: number }

/** What is looked up when somebody asks. */
export interface Sources {
  readonly queues: () => Promise<Readonly<Record<string, Readonly<Record<string, number>>>>>;
  readonly live: () => LiveStatistics;
  readonly pages: () => Readonly<Record<string, number>>;
  readonly parts: () => Promise<Readonly<Record<string, string>>>;
}

export interface Figures {
  observe(observation: Observation): void;
  /** In the text format of Prometheus. */
  text(): Promise<{ readonly mediaType: string; readonly text: string }>;
}

/** Waiting observations; beyond that the oldest half goes in and the library is loaded. */
const mostWaiting = 1000;

export function openFigures(sources: Sources): Figures {
  let waiting: Observation[] = [];
  let opening: ReturnType<typeof openRegistry> | null = null;
  let take: ((observation: Observation) => void) | null = null;
  const registry = (): ReturnType<typeof openRegistry> => {
    opening ??= openRegistry(sources).then((opened) => {
      for (const each of waiting) opened.observe(each);
      waiting = [];
      take = opened.observe;
      return opened;
    });
    return opening;
  };
  return {
    observe(observation) {
      if (take) {
        take(observation);
        return;
      }
      waiting.push(observation);
      if (waiting.length === mostWaiting) void registry();
    },
    text: async () => (await registry()).text(),
  };
}

async function openRegistry(sources: Sources): Promise<{ readonly observe: (observation: Observation) => void; readonly text: Figures['text'] }> {
  const { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } = await import('prom-client');
  // One for each station: several may run in one process, as in tests.
  const register = new Registry();
  collectDefaultMetrics({ register });
  const registers = [register];
  const requests = new Counter({ name: 'zhiyue_http_requests_total', help: 'Requests answered.', labelNames: ['route', 'status'], registers });
  const seconds = new Histogram({ name: 'zhiyue_http_request_seconds', help: 'Time to the answer.', labelNames: ['route'], buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60], registers });
  const queue = new Gauge({ name: 'zhiyue_tasks', help: 'Tasks by type and state.', labelNames: ['type', 'state'], registers });
  const pages = new Gauge({ name: 'zhiyue_pages', help: 'Pages in the record by state.', labelNames: ['state'], registers });
  const part = new Gauge({ name: 'zhiyue_part_up', help: '1 when a part of the station is up.', labelNames: ['part'], registers });
  const connections = new Gauge({ name: 'zhiyue_live_connections', help: 'Open live connections by type.', labelNames: ['type'], registers });
  const live = new Gauge({ name: 'zhiyue_live', help: 'Figures of the live hub; those of what was sent, received, dropped and refused only grow.', labelNames: ['figure'], registers });
  return {
    observe({ route, status, seconds: took }) {
      requests.inc({ route, status });
      seconds.observe({ route }, took);
    },
    async text() {
      const [lengths, parts] = await Promise.all([sources.queues(), sources.parts()]);
      queue.reset();
      for (const [type, states] of Object.entries(lengths)) for (const [state, n] of Object.entries(states)) queue.set({ type, state }, n);
      pages.reset();
      for (const [state, n] of Object.entries(sources.pages())) pages.set({ state }, n);
      for (const [name, state] of Object.entries(parts)) part.set({ part: name }, state === 'up' ? 1 : 0);
      const { connections: open, ...figures } = sources.live();
      connections.reset();
      for (const [type, n] of Object.entries(open)) connections.set({ type }, n);
      for (const [figure, n] of Object.entries(figures)) live.set({ figure }, n);
      return { mediaType: register.contentType, text: await register.metrics() };
    },
  };
}
