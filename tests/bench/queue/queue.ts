/**
 * Adding and processing tasks, beside bare BullMQ on the same Redis in the same run. Ours has everything switched on: ids by what a task is about, inputs checked at
 * both ends, three priorities with their turns, time limits, cancellation, retries and statistics, and its own way
 * to write to Redis (decision 0088). Theirs has three priorities, ids, retries and the same number at once.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Queue as BullQueue, Worker } from 'bullmq';
import { z } from 'zod';
import { startQueue } from '../../../src/station/queue/queue.ts';
import { closeConnection } from '../../../src/station/redis/connection.ts';
import { startTestRedis, type TestRedis } from '../../support/redis.ts';

/** Ours, as a share of bare BullMQ's rates, at least. */
const allowedShare = 0.9;
const atOnce = 50;
const bulk = 500;
const priorities = ['high', 'normal', 'low'] as const;
const bullPriorities = { high: 1, normal: 2, low: 3 } as const;
const attempts = 4;
const rounds = 9;

export interface QueueBench { readonly tasks: number }

/** One round: tasks a second by the clock, and microseconds of processor a task, of this process (all its threads) and of Redis. */
interface Spent { readonly perSecond: number; readonly ownMicros: number; readonly redisMicros: number }
interface Round { readonly adds: Spent; readonly tasks: Spent }

/**
 * Rounds of both in turn, as bare, ours, ours, bare …, each after a collection of garbage; prints rates, and processor time a task, of all of them. One round differs from
 * the next by half: all of them together count. Processor time is steadier than the rate, and so is the median of each round's share of its neighbour's.
 */
export async function benchQueue({ tasks }: QueueBench, print: (text: string) => void): Promise<boolean> {
  await using redis = await startTestRedis();
  await using inspect = await openInspection(redis);
  print(`\n== queue: ${tasks} tasks, ${atOnce} at once, ${rounds} rounds of each in turn, all of them together count`);
  // One of each to warm up, and as many as count.
  const bare: Round[] = [];
  const ours: Round[] = [];
  for (let round = 0; round <= rounds; round++) {
    const order = round % 2 === 0 ? [bareRound, ourRound] : [ourRound, bareRound];
    for (const one of order) {
      inspect.collectGarbage();
      const found = await one(redis, round, tasks, inspect.measure);
      if (round > 0) (one === bareRound ? bare : ours).push(found);
    }
  }
  const judged = (['adds', 'tasks'] as const).map((what) => {
    const theirs = bare.map((round) => round[what]);
    const own = ours.map((round) => round[what]);
    for (const [name, all] of [['bare BullMQ', theirs], ['ours', own]] as const) {
      const rates = all.map((one) => one.perSecond);
      print(`${name.padEnd(14)}${what.padEnd(6)} median ${median(rates).toFixed(0).padStart(7)}/s   best ${Math.max(...rates).toFixed(0).padStart(7)}/s   all rounds ${together(all).toFixed(0).padStart(7)}/s   `
        + `processor a task: ${mean(all, 'ownMicros').toFixed(1)} µs here, ${mean(all, 'redisMicros').toFixed(1)} µs Redis   (${rates.map((one) => one.toFixed(0)).join(', ')})`);
    }
    const share = together(own) / together(theirs);
    const neighbours = median(own.map((one, i) => one.perSecond / (theirs[i]?.perSecond ?? NaN)));
    const processor = (mean(theirs, 'ownMicros') + mean(theirs, 'redisMicros')) / (mean(own, 'ownMicros') + mean(own, 'redisMicros'));
    print(`${share >= allowedShare ? 'met   ' : 'MISSED'}  ${what} at least ${allowedShare} of bare BullMQ's: ${share.toFixed(2)} (median of neighbouring rounds: ${neighbours.toFixed(2)}, by processor time: ${processor.toFixed(2)})`);
    return share >= allowedShare;
  });
  return judged.every(Boolean);
}

/** Rate of the same number in each round, over the time of all. */
const together = (all: readonly Spent[]): number => all.length / all.reduce((sum, { perSecond }) => sum + 1 / perSecond, 0);
const mean = (all: readonly Spent[], of: 'ownMicros' | 'redisMicros'): number => all.reduce((sum, one) => sum + one[of], 0) / all.length;
/** Of an odd number of values. */
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
const keyOf = (n: number): string => `page-${n}/1`;

/** Runs `work` on so many tasks and tells what it cost. */
type Measure = (tasks: number, work: () => Promise<void>) => Promise<Spent>;

async function openInspection({ server }: TestRedis): Promise<AsyncDisposable & { readonly measure: Measure; collectGarbage(): void }> {
  const connection = server.connect('inspection');
  const redisMicros = async (): Promise<number> => {
    const info = await connection.info('cpu');
    const seconds = (field: string): number => Number(new RegExp(`^${field}:([0-9.]+)`, 'm').exec(info)?.[1]);
    return (seconds('used_cpu_user') + seconds('used_cpu_sys')) * 1_000_000;
  };
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  return {
    collectGarbage() { if (typeof collect === 'function') Reflect.apply(collect, undefined, []); },
    async measure(tasks, work) {
      const redisBefore = await redisMicros();
      const before = process.cpuUsage();
      const from = performance.now();
      await work();
      const ms = performance.now() - from;
      const { user, system } = process.cpuUsage(before);
      return { perSecond: (tasks * 1000) / ms, ownMicros: (user + system) / tasks, redisMicros: ((await redisMicros()) - redisBefore) / tasks };
    },
    async [Symbol.asyncDispose]() { closeConnection(connection); },
  };
}

async function bareRound({ server }: TestRedis, round: number, tasks: number, measure: Measure): Promise<Round> {
  const connection = server.connect('bench');
  const name = `bare${round}`;
  const queue = new BullQueue(name, { connection, prefix: '{bench}' });
  await queue.waitUntilReady();
  const adds = await measure(tasks, async () => {
    for (let from = 0; from < tasks; from += bulk) {
      await queue.addBulk(Array.from({ length: Math.min(bulk, tasks - from) }, (_, i) => ({
        name, data: { page: from + i }, opts: { jobId: `k${encodeURIComponent(keyOf(from + i))}`, priority: bullPriorities[priorities[(from + i) % 3] ?? 'low'], attempts, backoff: { type: 'exponential', delay: 1000 }, removeOnComplete: true, removeOnFail: true },
      })));
    }
  });
  let done = 0;
  const finished = Promise.withResolvers<void>();
  const worker = new Worker(name, async () => { if (++done === tasks) finished.resolve(); }, { connection, prefix: '{bench}', concurrency: atOnce, autorun: false });
  await worker.waitUntilReady();
  const worked = await measure(tasks, async () => {
    worker.run().catch(finished.reject);
    await finished.promise;
  });
  await worker.close();
  await queue.close();
  closeConnection(connection);
  return { adds, tasks: worked };
}

async function ourRound({ server }: TestRedis, round: number, tasks: number, measure: Measure): Promise<Round> {
  let done = 0;
  const finished = Promise.withResolvers<void>();
  const type = `ours${round}`;
  await using queue = await startQueue({
    redis: server, prefix: 'bench-ours', retryDelaysMs: [1000, 2000, 5000], maxRetries: attempts - 1, onExhausted: () => undefined, paused: true,
    definitions: [{ type, input: z.strictObject({ page: z.int() }), priority: 'normal', concurrency: atOnce, timeoutMs: 300_000, run: async () => { if (++done === tasks) finished.resolve(); } }],
  });
  const adds = await measure(tasks, async () => {
    await queue.addMany(type, Array.from({ length: tasks }, (_, n) => ({ key: keyOf(n), input: { page: n }, priority: priorities[n % 3] ?? 'low' })));
  });
  const worked = await measure(tasks, async () => {
    await queue.resume();
    await finished.promise;
  });
  return { adds, tasks: worked };
}
