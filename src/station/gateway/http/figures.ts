/** `/metrics`: figures of this station for Prometheus; docs/operations.md says what each means. The library comes when it is first asked for; until then observations wait. */
import type { Gauge } from 'prom-client';
import type { Status } from '../status.ts';

export interface Observation { readonly route: string; readonly status: number; readonly seconds: number }
export interface AttemptObservation { readonly type: string; readonly outcome: string; readonly seconds: number }

/** What is looked up when somebody asks. */
export interface Sources {
  readonly status: () => Promise<Status>;
  /** Pages in the record by state. */
  readonly pages: () => Readonly<Record<string, number>>;
  readonly openExceptions: () => number;
}

export interface Figures {
  observe(observation: Observation): void;
  observeAttempt(observation: AttemptObservation): void;
  /** In the text format of Prometheus. */
  text(): Promise<{ readonly mediaType: string; readonly text: string }>;
}

/** Waiting observations; with so many the library is loaded. */
const mostWaiting = 1000;

export function openFigures(sources: Sources): Figures {
  let waiting: ((registry: OpenRegistry) => void)[] = [];
  let opening: Promise<OpenRegistry> | null = null;
  let opened: OpenRegistry | null = null;
  const registry = (): Promise<OpenRegistry> => {
    opening ??= openRegistry(sources).then((it) => {
      for (const each of waiting) each(it);
      waiting = [];
      opened = it;
      return it;
    });
    return opening;
  };
  const note = (take: (it: OpenRegistry) => void): void => {
    if (opened !== null) return take(opened);
    waiting.push(take);
    if (waiting.length === mostWaiting) void registry();
  };
  return {
    observe: (observation) => note((it) => it.observe(observation)),
    observeAttempt: (observation) => note((it) => it.observeAttempt(observation)),
    text: async () => (await registry()).text(),
  };
}

type OpenRegistry = Figures;

async function openRegistry(sources: Sources): Promise<OpenRegistry> {
  const { collectDefaultMetrics, Counter, Gauge: GaugeOf, Histogram, Registry } = await import('prom-client');
  // One for each station: several may run in one process, as in tests.
  const register = new Registry();
  collectDefaultMetrics({ register });
  const registers = [register];
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]): Gauge<L> => new GaugeOf({ name, help, labelNames, registers });
  /** Of what somebody else has counted since the start. */
  const total = (name: string, help: string) => {
    const counter = new Counter({ name, help, registers });
    return { set(count: number): void { counter.reset(); counter.inc(count); } };
  };

  const requests = new Counter({ name: 'zhiyue_http_requests_total', help: 'Requests answered.', labelNames: ['route', 'status'], registers });
  const seconds = new Histogram({ name: 'zhiyue_http_request_seconds', help: 'Time to the answer.', labelNames: ['route'], buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60], registers });
  const attempts = new Counter({ name: 'zhiyue_task_attempts_total', help: 'Attempts at tasks that ended, by how.', labelNames: ['type', 'outcome'], registers });
  const taskSeconds = new Histogram({ name: 'zhiyue_task_seconds', help: 'Time of an attempt at a task.', labelNames: ['type'], buckets: [0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15, 60, 300], registers });
  const info = gauge('zhiyue_info', 'Always 1; the version stands in the label.', 'version');
  const part = gauge('zhiyue_part_up', '1 when a part of the station is up.', 'part');
  const tasks = gauge('zhiyue_tasks', 'Tasks in the queue by type and state.', 'type', 'state');
  const busy = gauge('zhiyue_tasks_busy', 'Tasks that run on this machine now.', 'type');
  const paused = gauge('zhiyue_work_paused', '1 while a person holds the work back.');
  const threads = gauge('zhiyue_pool_threads', 'Threads that read pages.');
  const jobs = gauge('zhiyue_pool_jobs', 'Jobs of the threads by state.', 'state');
  const poolMemory = gauge('zhiyue_pool_memory_bytes', 'Resident memory of the process of the threads, as it last said.');
  const crashes = total('zhiyue_pool_crashes_total', 'Ends of that process that nobody wanted.');
  const pages = gauge('zhiyue_pages', 'Pages in the record by state.', 'state');
  const exceptions = gauge('zhiyue_exceptions_open', 'What waits for a person.');
  const events = total('zhiyue_events_total', 'Events in the log.');
  const deadLetters = gauge('zhiyue_dead_letters', 'Events that a handler gave up.');
  const disk = gauge('zhiyue_disk_free_bytes', 'Free space on the disk of the record.');
  const connections = gauge('zhiyue_live_connections', 'Open live connections by type.', 'type');
  const queued = gauge('zhiyue_live_queued_messages', 'Messages that wait for slow readers.');
  const lag = gauge('zhiyue_live_lag_events', 'Events that the slowest connection is behind the log.');
  const sent = total('zhiyue_live_sent_messages_total', 'Messages sent on live connections.');
  const sentBytes = total('zhiyue_live_sent_bytes_total', 'Bytes sent on live connections.');
  const receivedBytes = total('zhiyue_live_received_bytes_total', 'Bytes received on live connections.');
  const dropped = total('zhiyue_live_dropped_messages_total', 'Passing messages that a newer one took the place of.');
  const overflows = total('zhiyue_live_overflows_total', 'Connections that were closed because they read too slowly.');
  const refused = total('zhiyue_live_refused_total', 'Connections that were refused.');

  const look = async (): Promise<void> => {
    const { version, parts, queues, tasks: types, workers: pool, paused: held, lastSeq, deadLetters: letters, disk: space, live } = await sources.status();
    for (const each of [info, tasks, busy, pages, connections]) each.reset();
    info.set({ version }, 1);
    for (const [name, state] of Object.entries(parts)) part.set({ part: name }, state === 'up' ? 1 : 0);
    for (const [type, states] of Object.entries(queues)) for (const [state, n] of Object.entries(states)) tasks.set({ type, state }, n);
    for (const [type, its] of Object.entries(types)) busy.set({ type }, its.busy);
    paused.set(held ? 1 : 0);
    threads.set(pool.threads);
    jobs.set({ state: 'running' }, pool.running);
    jobs.set({ state: 'waiting' }, pool.waiting);
    if (pool.rssBytes !== null) poolMemory.set(pool.rssBytes);
    crashes.set(pool.crashes);
    for (const [state, n] of Object.entries(sources.pages())) pages.set({ state }, n);
    exceptions.set(sources.openExceptions());
    events.set(lastSeq);
    deadLetters.set(letters);
    if (space !== null) disk.set(space.freeBytes);
    for (const [type, n] of Object.entries(live.connections)) connections.set({ type }, n);
    queued.set(live.queued);
    lag.set(live.lag);
    sent.set(live.sentMessages);
    sentBytes.set(live.sentBytes);
    receivedBytes.set(live.receivedBytes);
    dropped.set(live.dropped);
    overflows.set(live.overflows);
    refused.set(live.refused);
  };
  return {
    observe({ route, status, seconds: took }) {
      requests.inc({ route, status });
      seconds.observe({ route }, took);
    },
    observeAttempt({ type, outcome, seconds: took }) {
      attempts.inc({ type, outcome });
      taskSeconds.observe({ type }, took);
    },
    async text() {
      await look();
      return { mediaType: register.contentType, text: await register.metrics() };
    },
  };
}
