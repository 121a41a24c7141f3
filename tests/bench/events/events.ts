/** How many events get through, and how soon: ours (logged in SQLite and the stream, delivered to a handler group) beside a plain loop of XADD, XREADGROUP and XACK on the same Redis server. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startBus } from '../../../src/station/bus/bus.ts';
import { closeConnection } from '../../../src/station/redis/connection.ts';
import type { RedisServer } from '../../../src/station/redis/sidecar.ts';
import { startRedis } from '../../../src/station/redis/sidecar.ts';
import { openStore } from '../../../src/station/store/store.ts';
import { redisCommand } from '../../support/redis.ts';
import { processorSeconds } from '../window/processor.ts';
import { bareLog, diskMs } from './bare-log.ts';
import { eventOf } from './event-of.ts';
import { plainLoop } from './plain-loop.ts';

const promised = { timesPlain: 3, perSecond: 100_000, p95Ms: 5, p99Ms: 15 };
const offeredPerSecond = 10_000;

export interface EventsBench {
  /** Events through ours; the plain loop gets a quarter of them. */
  readonly events: number;
  readonly exams: number;
  /** How long events are offered one by one. */
  readonly steadySeconds: number;
}
export const eventsDefaults: EventsBench = { events: 400_000, exams: 8, steadySeconds: 5 };

/** Prints rates and times; true when what is promised is met. */
export async function benchEvents({ events, exams, steadySeconds }: EventsBench, print: (text: string) => void): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'zhiyue-bench-events-'));
  try {
    await using redis = await startRedis({ dataFolder: folder, server: redisCommand() });
    print(`\n== events: ${events} of ${JSON.stringify(eventOf(1, exams).payload).length}-byte payloads, ${exams} exams, one handler group, Redis with appendfsync everysec but where said`);
    const one = await plainLoop(redis, { events: Math.round(events / 40), inOneGo: 1, payload: (index) => eventOf(index, exams) });
    print(`plain loop, one after the other               ${rate(one)}   may lose the last second`);
    const lax = await plainLoop(redis, { events: Math.round(events / 4), inOneGo: 256, payload: (index) => eventOf(index, exams) });
    print(`plain loop, 256 in a pipeline                 ${rate(lax)}   may lose the last second`);
    // Ours tells nobody of an event before the disk has it: here, too, then.
    await fsync(redis, 'always');
    const plain = await plainLoop(redis, { events: Math.round(events / 4), inOneGo: 256, payload: (index) => eventOf(index, exams) });
    await fsync(redis, 'everysec');
    print(`the same, each on disk before it is told      ${rate(plain)}   appendfsync always: as durable as ours`);
    const log = bareLog(folder, Math.round(events / 4), (index) => eventOf(index, exams));
    print(`the log alone, row by row                     ${rate(log)}   by a thread that does nothing else`);
    // The plain loop has run twice by now: ours, too, is measured when its code is compiled. A station works for hours.
    await burst(redis, join(folder, 'warm'), Math.round(events / 4), exams);
    const { perSecond: ours, own, others, server } = await burst(redis, join(folder, 'burst'), events, exams);
    print(`ours, in batches as they come                 ${rate(ours)}   ${(ours / plain).toFixed(1)} times the plain loop that is as durable, ${(ours / lax).toFixed(1)} times the other`);
    print(`  processor time of an event: the station's thread ${own.toFixed(1)} µs, its other threads ${others.toFixed(1)} µs, Redis ${server.toFixed(1)} µs`);
    const disk = diskMs(folder);
    const { p50, p95, p99, most } = await steady(redis, join(folder, 'steady'), steadySeconds, exams);
    print(`ours, ${offeredPerSecond} a second one by one             p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, longest ${most.toFixed(1)} ms; the disk makes 64 KB safe within ${disk.p50.toFixed(1)}, ${disk.p95.toFixed(1)}, ${disk.p99.toFixed(1)} ms (p50, p95, p99)`);
    const kept = [
      [`at least ${promised.timesPlain} times the plain loop that is as durable: ${(ours / plain).toFixed(1)}`, ours >= promised.timesPlain * plain],
      [`at least ${promised.perSecond.toLocaleString('en')} events a second: ${Math.round(ours).toLocaleString('en')}`, ours >= promised.perSecond],
      [`p95 under ${promised.p95Ms} ms and p99 under ${promised.p99Ms} ms at ${offeredPerSecond.toLocaleString('en')} a second: ${p95.toFixed(1)} and ${p99.toFixed(1)}`, p95 < promised.p95Ms && p99 < promised.p99Ms],
    ] as const;
    for (const [what, met] of kept) print(`${met ? 'met   ' : 'MISSED'}  ${what}`);
    return kept.every(([, met]) => met);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fsync(server: RedisServer, when: 'always' | 'everysec'): Promise<void> {
  const connection = server.connect('fsync');
  await connection.config('SET', 'appendfsync', when);
  closeConnection(connection);
}

const rate = (perSecond: number): string => `${Math.round(perSecond).toLocaleString('en').padStart(9)} events/s`;

async function onBus<T>(redis: RedisServer, dataFolder: string, work: (bus: Awaited<ReturnType<typeof startBus>>) => Promise<T>): Promise<T> {
  await using store = await openStore(dataFolder);
  await using bus = await startBus({ redis, log: store.log, positions: store.positions, letters: store.letters, streamPrefix: dataFolder, groupPrefix: 'bench', retryDelaysMs: [1000], maxRetries: 3, onTrouble: (error) => { throw error; } });
  return await work(bus);
}

interface Burst {
  readonly perSecond: number;
  /** Processor time in µs an event: of the thread, of the process' others, of Redis. */
  readonly own: number;
  readonly others: number;
  readonly server: number;
}

/** Publishers as quick as they can, each waiting for its own batch to be on disk. */
async function burst(redis: RedisServer, dataFolder: string, count: number, exams: number): Promise<Burst> {
  const publishers = 16;
  const inBatch = 256;
  return onBus(redis, dataFolder, async (bus) => {
    let handled = 0;
    const all = Promise.withResolvers<void>();
    await bus.subscribe('bench', ['ocr.completed'], async () => {
      handled += 1;
      if (handled === count) all.resolve();
    });
    let published = 0;
    const before = processorTimes();
    const begun = performance.now();
    await Promise.all(Array.from({ length: publishers }, async () => {
      while (published < count) {
        const from = published;
        const upTo = Math.min(count, from + inBatch);
        published = upTo;
        await bus.room();
        await bus.publish(...Array.from({ length: upTo - from }, (_, index) => eventOf(from + index, exams)));
      }
    }));
    await all.promise;
    const perSecond = count / ((performance.now() - begun) / 1000);
    const after = processorTimes();
    const spent = (which: keyof typeof after): number => (after[which] - before[which]) / count;
    return { perSecond, own: spent('thread'), others: spent('process') - spent('thread'), server: spent('server') };
  });
}

/** In µs, since each began; of Redis only where there is a /proc, and in steps of 10 ms. */
function processorTimes(): { readonly thread: number; readonly process: number; readonly server: number } {
  const [own, all] = [process.threadCpuUsage(), process.cpuUsage()];
  return { thread: own.user + own.system, process: all.user + all.system, server: (processorSeconds().get('redis') ?? NaN) * 1e6 };
}

interface Times { readonly p50: number; readonly p95: number; readonly p99: number; readonly most: number }

/** From the moment at which an event was due until its handler has it. */
async function steady(redis: RedisServer, dataFolder: string, seconds: number, exams: number): Promise<Times> {
  const count = seconds * offeredPerSecond;
  const warm = offeredPerSecond;
  return onBus(redis, dataFolder, async (bus) => {
    const due = new Float64Array(count + warm);
    const tookMs: number[] = [];
    const all = Promise.withResolvers<void>();
    let handled = 0;
    await bus.subscribe('bench', ['ocr.completed'], async ({ payload }) => {
      const index = Number(/\d+/.exec(payload.page_id)?.[0]);
      if (index >= warm) tookMs.push(performance.now() - (due[index] ?? 0));
      handled += 1;
      if (handled === count + warm) all.resolve();
    });
    const begun = performance.now();
    for (let next = 0; next < count + warm;) {
      const upTo = Math.min(count + warm, Math.floor(((performance.now() - begun) / 1000) * offeredPerSecond));
      for (; next < upTo; next += 1) {
        due[next] = begun + (next / offeredPerSecond) * 1000;
        bus.publish(eventOf(next, exams)).catch((error: unknown) => all.reject(error));
      }
      await wait(1);
    }
    await all.promise;
    tookMs.sort((a, b) => a - b);
    const at = (share: number): number => tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * share))] ?? 0;
    return { p50: at(0.5), p95: at(0.95), p99: at(0.99), most: at(1) };
  });
}
