/**
 * Adding and processing tasks, beside bare BullMQ on the same Redis in the same run. Ours has everything switched on: ids by what a task is about, inputs checked at
 * both ends, three priorities with their turns, time limits, cancellation, retries and statistics. Theirs has three priorities, ids, retries and the same number at once.
 */
import { Queue as BullQueue, Worker } from 'bullmq';
import { z } from 'zod';
import { startQueue } from '../../../src/station/queue/queue.ts';
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

interface Rates { readonly addPerSecond: number; readonly processPerSecond: number }

/** Prints median, best and rate of both over all rounds, which alternate. One round differs from the next by half: all of them together count, for adds and tasks. */
export async function benchQueue({ tasks }: QueueBench, print: (text: string) => void): Promise<boolean> {
  await using redis = await startTestRedis();
  print(`\n== queue: ${tasks} tasks, ${atOnce} at once, ${rounds} rounds of each in turn, all of them together count`);
  // One of each to warm up, and as many as count.
  const bare: Rates[] = [];
  const ours: Rates[] = [];
  for (let round = 0; round <= rounds; round++) {
    const [b, o] = round % 2 === 0 ? [await bareRound(redis, round, tasks), await ourRound(redis, round, tasks)] : [...[await ourRound(redis, round, tasks), await bareRound(redis, round, tasks)].toReversed()];
    if (round === 0 || b === undefined || o === undefined) continue;
    bare.push(b);
    ours.push(o);
  }
  const judged = ([['adds', ({ addPerSecond }) => addPerSecond], ['tasks', ({ processPerSecond }) => processPerSecond]] satisfies [string, (rates: Rates) => number][]).map(([what, of]) => {
    const theirs = bare.map(of);
    const own = ours.map(of);
    for (const [name, all] of [['bare BullMQ', theirs], ['ours', own]] as const) {
      print(`${name.padEnd(14)}${what.padEnd(6)} median ${median(all).toFixed(0).padStart(7)}/s   best ${best(all).toFixed(0).padStart(7)}/s   all rounds ${together(all).toFixed(0).padStart(7)}/s   (${all.map((one) => one.toFixed(0)).join(', ')})`);
    }
    const share = together(own) / together(theirs);
    print(`${share >= allowedShare ? 'met   ' : 'MISSED'}  ${what} at least ${allowedShare} of bare BullMQ's: ${share.toFixed(2)} (by the median: ${(median(own) / median(theirs)).toFixed(2)}, by the best: ${(best(own) / best(theirs)).toFixed(2)})`);
    return share >= allowedShare;
  });
  return judged.every(Boolean);
}

/** Rate of the same number in each round, over the time of all. */
const together = (rates: readonly number[]): number => rates.length / rates.reduce((sum, rate) => sum + 1 / rate, 0);
const best = (values: readonly number[]): number => Math.max(...values);
/** Of an odd number of values. */
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
const perSecond = (count: number, sinceMs: number): number => (count * 1000) / (performance.now() - sinceMs);
const keyOf = (n: number): string => `page-${n}/1`;

async function bareRound({ server }: TestRedis, round: number, tasks: number): Promise<Rates> {
  const connection = server.connect('bench');
  const name = `bare${round}`;
  const queue = new BullQueue(name, { connection, prefix: '{bench}' });
  await queue.waitUntilReady();
  const addedFrom = performance.now();
  for (let from = 0; from < tasks; from += bulk) {
    await queue.addBulk(Array.from({ length: Math.min(bulk, tasks - from) }, (_, i) => ({
      name, data: { page: from + i }, opts: { jobId: `k${encodeURIComponent(keyOf(from + i))}`, priority: bullPriorities[priorities[(from + i) % 3] ?? 'low'], attempts, backoff: { type: 'exponential', delay: 1000 }, removeOnComplete: true, removeOnFail: true },
    })));
  }
  const addPerSecond = perSecond(tasks, addedFrom);
  let done = 0;
  const finished = Promise.withResolvers<void>();
  const worker = new Worker(name, async () => { if (++done === tasks) finished.resolve(); }, { connection, prefix: '{bench}', concurrency: atOnce, autorun: false });
  await worker.waitUntilReady();
  const workedFrom = performance.now();
  worker.run().catch(finished.reject);
  await finished.promise;
  const processPerSecond = perSecond(tasks, workedFrom);
  await worker.close();
  await queue.close();
  return { addPerSecond, processPerSecond };
}

async function ourRound({ server }: TestRedis, round: number, tasks: number): Promise<Rates> {
  let done = 0;
  const finished = Promise.withResolvers<void>();
  const type = `ours${round}`;
  await using queue = await startQueue({
    redis: server, prefix: 'bench-ours', retryDelaysMs: [1000, 2000, 5000], maxRetries: attempts - 1, onExhausted: () => undefined, paused: true,
    definitions: [{ type, input: z.strictObject({ page: z.int() }), priority: 'normal', concurrency: atOnce, timeoutMs: 300_000, run: async () => { if (++done === tasks) finished.resolve(); } }],
  });
  const addedFrom = performance.now();
  await queue.addMany(type, Array.from({ length: tasks }, (_, n) => ({ key: keyOf(n), input: { page: n }, priority: priorities[n % 3] ?? 'low' })));
  const addPerSecond = perSecond(tasks, addedFrom);
  const workedFrom = performance.now();
  await queue.resume();
  await finished.promise;
  return { addPerSecond, processPerSecond: perSecond(tasks, workedFrom) };
}
