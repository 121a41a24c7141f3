import { Worker } from 'bullmq';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { startTestRedis, type TestRedis, until } from '../../../tests/support/redis.ts';
import { ZhiyueError } from '../../contract/errors.ts';
import { type Queue, startQueue } from './queue.ts';
import type { QueueOptions } from './queue-options.ts';
import type { TaskDefinition } from './task.ts';

const opened: AsyncDisposable[] = [];
let redis: TestRedis;
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one[Symbol.asyncDispose]();
});

const inputSchema = z.strictObject({ page: z.int() });

function task(run: TaskDefinition<z.infer<typeof inputSchema>>['run'], more: Partial<TaskDefinition<z.infer<typeof inputSchema>>> = {}): TaskDefinition<z.infer<typeof inputSchema>> {
  return { type: 'ocr_processing', input: inputSchema, priority: 'normal', concurrency: 2, timeoutMs: 60_000, run, ...more };
}

interface Exhausted { readonly key: string; readonly input: unknown; readonly error: unknown }

async function start(definition: TaskDefinition<z.infer<typeof inputSchema>>, more: Partial<QueueOptions> = {}): Promise<{ queue: Queue; exhausted: Exhausted[] }> {
  if (!opened.includes(redis)) opened.push((redis = await startTestRedis()));
  const exhausted: Exhausted[] = [];
  const queue = await startQueue({
    redis: redis.server, definitions: [definition], prefix: 'test', retryDelaysMs: [1, 2], maxRetries: 3,
    onExhausted: (_type, key, input, error) => void exhausted.push({ key, input, error }), ...more,
  });
  opened.push(queue);
  return { queue, exhausted };
}

describe('the task queue', () => {
  it('runs what was added, once, though it was asked for twice', async () => {
    const ran: number[] = [];
    const { queue } = await start(task(async ({ page }) => void ran.push(page), { concurrency: 1 }));
    await queue.pause();
    await queue.add('ocr_processing', 'read-page:a:1', { page: 1 });
    await queue.add('ocr_processing', 'read-page:a:1', { page: 1 });
    await queue.addMany('ocr_processing', [{ key: 'read-page:a:1', input: { page: 1 } }, { key: '2', input: { page: 2 } }]);
    expect(await queue.counts()).toEqual({ ocr_processing: { waiting: 2, active: 0, delayed: 0 } });
    await queue.resume();
    await queue.idle();
    expect(ran).toEqual([1, 2]);
  });

  it('does nothing when asked for what is running, and runs it again when asked after it is done', async () => {
    let runs = 0;
    const gate = Promise.withResolvers<void>();
    const { queue } = await start(task(async () => {
      runs += 1;
      await gate.promise;
    }));
    await queue.add('ocr_processing', 'a', { page: 1 });
    await until('it runs', () => runs === 1);
    await queue.add('ocr_processing', 'a', { page: 1 });
    gate.resolve();
    await queue.idle();
    expect(runs).toBe(1);
    await queue.add('ocr_processing', 'a', { page: 1 });
    await queue.idle();
    expect(runs).toBe(2);
  });

  it('tells of tasks that wait, run and will be tried again, and tries one of those at once', async () => {
    const gate = Promise.withResolvers<void>();
    let fails = true;
    const { queue } = await start(task(async ({ page }, context) => {
      if (page === 1 && fails) throw new ZhiyueError('worker-crashed', 'not yet');
      if (page !== 2) return;
      context.progress(0.5);
      await gate.promise;
    }, { concurrency: 1 }), { retryDelaysMs: [600_000] });
    await queue.add('ocr_processing', 'again', { page: 1 });
    await until('the first attempt failed', async () => (await queue.find('ocr_processing', 'again'))?.state === 'delayed');
    await queue.add('ocr_processing', 'runs', { page: 2 });
    await until('it runs', async () => (await queue.find('ocr_processing', 'runs'))?.progress === 0.5);
    await queue.addMany('ocr_processing', [{ key: 'waits/1', input: { page: 3 } }, { key: 'first', input: { page: 3 }, priority: 'high' }]);
    expect(await queue.list(10)).toEqual([
      { type: 'ocr_processing', key: 'runs', state: 'active', attempt: 1, progress: 0.5, error: null },
      { type: 'ocr_processing', key: 'first', state: 'waiting', attempt: 0, progress: null, error: null },
      { type: 'ocr_processing', key: 'waits/1', state: 'waiting', attempt: 0, progress: null, error: null },
      { type: 'ocr_processing', key: 'again', state: 'delayed', attempt: 1, progress: null, error: 'not yet' },
    ]);
    expect((await queue.list(2, 'ocr_processing')).map((one) => one.key)).toEqual(['runs', 'first']);
    expect(await queue.find('ocr_processing', 'unheard of')).toBeNull();
    expect(await queue.hurry('ocr_processing', 'waits/1')).toBe(false);
    fails = false;
    expect(await queue.hurry('ocr_processing', 'again')).toBe(true);
    gate.resolve();
    await queue.idle();
    expect(await queue.list(10)).toEqual([]);
  });

  it('begins nothing when it is started paused, and takes nothing more once it was paused', async () => {
    const ran: number[] = [];
    const { queue } = await start(task(async ({ page }) => void ran.push(page)), { paused: true });
    expect(queue.paused).toBe(true);
    await queue.add('ocr_processing', 'a', { page: 1 });
    await queue.resume();
    await until('it ran', () => ran.length === 1);
    await queue.pause();
    for (const page of [2, 3, 4]) await queue.add('ocr_processing', `p${page}`, { page });
    // Whatever was on its way when the pause came goes back in line.
    await until('all of them wait', async () => (await queue.counts())['ocr_processing']?.waiting === 3);
    expect(ran).toEqual([1]);
    await queue.resume();
    await queue.idle();
    expect(ran.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
  });

  it('takes high before normal before low', async () => {
    const ran: number[] = [];
    const { queue } = await start(task(async ({ page }) => void ran.push(page), { concurrency: 1 }));
    await queue.pause();
    await queue.addMany('ocr_processing', [
      { key: 'l', input: { page: 3 }, priority: 'low' }, { key: 'n', input: { page: 2 } }, { key: 'h', input: { page: 1 }, priority: 'high' },
    ]);
    await queue.resume();
    await queue.idle();
    expect(ran).toEqual([1, 2, 3]);
  });

  it('lets no low task starve while higher ones keep coming', async () => {
    const ran: string[] = [];
    const { queue } = await start(task(async (_input, { taskId }) => void ran.push(taskId), { concurrency: 1 }));
    await queue.pause();
    const some = (name: string, count: number, priority: 'high' | 'normal' | 'low') => Array.from({ length: count }, (_, n) => ({ key: `${name}${n}`, input: { page: n }, priority }));
    await queue.addMany('ocr_processing', [...some('l', 2, 'low'), ...some('n', 2, 'normal'), ...some('h', 90, 'high')]);
    await queue.resume();
    await queue.idle();
    const places = ['n0', 'n1', 'l0', 'l1'].map((key) => ran.indexOf(key));
    // One turn in 17 for normal and in 33 for low ones, and a few for the turn to reach Redis.
    expect(places.map((place, i) => place < ([30, 50, 50, 85][i] ?? 0))).toEqual([true, true, true, true]);
    expect(ran.slice(0, 8).every((key) => key.startsWith('h'))).toBe(true);
    expect(ran).toHaveLength(94);
  });

  it('begins no more of a type than its rate allows', async () => {
    const begun: number[] = [];
    const { queue } = await start(task(async () => void begun.push(performance.now()), { rate: { max: 3, perMs: 150 } }));
    await queue.addMany('ocr_processing', Array.from({ length: 10 }, (_, page) => ({ key: `p${page}`, input: { page } })));
    await queue.idle();
    expect(begun).toHaveLength(10);
    // Four windows for ten tasks of three each: three waits between the first and the last. (A window is measured in Redis, so a little may be missing here.)
    expect((begun.at(-1) ?? 0) - (begun[0] ?? 0)).toBeGreaterThan(300);
  });

  it('says how it has been going: how much, how long, what failed', async () => {
    const { queue } = await start(task(async ({ page }, { attempt }) => {
      if (page === 1 && attempt === 1) throw new ZhiyueError('worker-crashed', 'gone');
      if (page === 2) throw new ZhiyueError('file-damaged', 'cut off');
    }));
    const ended: string[] = [];
    queue.onEnded(({ type, outcome }) => ended.push(`${type} ${outcome}`));
    await queue.addMany('ocr_processing', [0, 1, 2].map((page) => ({ key: `p${page}`, input: { page } })));
    await queue.idle();
    const { ocr_processing: tally } = queue.statistics();
    expect(tally).toMatchObject({ busy: 0, concurrency: 2, perMinute: 4, done: 2, failed: 1, retried: 1, cancelled: 0 });
    expect(tally?.p95Ms).toBeGreaterThanOrEqual(tally?.p50Ms ?? Infinity);
    expect(ended.toSorted()).toEqual(['ocr_processing done', 'ocr_processing done', 'ocr_processing failed', 'ocr_processing retried']);
  });

  it('drains: what runs ends, nothing else begins, and then it says so', async () => {
    const gate = Promise.withResolvers<void>();
    let ended = 0;
    let begun = 0;
    const { queue } = await start(task(async () => {
      begun += 1;
      await gate.promise;
      ended += 1;
    }));
    await queue.addMany('ocr_processing', Array.from({ length: 6 }, (_, page) => ({ key: `p${page}`, input: { page } })));
    await until('two run', () => begun === 2);
    const drained = queue.pause({ drain: true }).then(() => ended);
    gate.resolve();
    expect(await drained).toBe(2);
    expect(begun).toBe(2);
    await queue.resume();
    await queue.idle();
    expect(ended).toBe(6);
  });

  it('tries a passing trouble again, then says that it is exhausted', async () => {
    const attempts: string[] = [];
    const { queue, exhausted } = await start(task(async ({ page }, { attempt, maxAttempts }) => {
      attempts.push(`${page}: ${attempt} of ${maxAttempts}`);
      if (page === 2 || attempt < 3) throw new ZhiyueError('worker-crashed', 'gone');
    }, { concurrency: 1 }));
    await queue.add('ocr_processing', 'gets-well', { page: 1 });
    await queue.idle();
    await queue.add('ocr_processing', 'stays-ill', { page: 2 });
    await queue.idle();
    expect(attempts).toEqual(['1: 1 of 4', '1: 2 of 4', '1: 3 of 4', '2: 1 of 4', '2: 2 of 4', '2: 3 of 4', '2: 4 of 4']);
    expect(exhausted).toMatchObject([{ key: 'stays-ill', input: { page: 2 }, error: { code: 'worker-crashed' } }]);
  });

  it('does not try again what cannot get better', async () => {
    let runs = 0;
    const { queue, exhausted } = await start(task(async () => {
      runs += 1;
      throw new ZhiyueError('file-damaged', 'cut off');
    }));
    await queue.add('ocr_processing', 'a', { page: 1 });
    await queue.idle();
    expect(runs).toBe(1);
    expect(exhausted).toMatchObject([{ key: 'a', error: { code: 'file-damaged' } }]);
  });

  it('aborts a task that is over its time, even one that does not listen', async () => {
    let heard = 0;
    const { queue, exhausted } = await start(task(({ page }, { signal }) => new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        heard += 1;
        if (page === 1) reject(new Error('stopped'));
      });
    }), { timeoutMs: 30 }), { maxRetries: 0 });
    await queue.addMany('ocr_processing', [{ key: 'listens', input: { page: 1 } }, { key: 'does not', input: { page: 2 } }]);
    await queue.idle();
    expect(heard).toBe(2);
    expect(exhausted.map(({ key, error }) => [key, error instanceof ZhiyueError ? error.code : null])).toEqual(expect.arrayContaining([['listens', 'task-timeout'], ['does not', 'task-timeout']]));
  });

  it('cancels what waits and what runs, and calls neither exhausted', async () => {
    const ran: number[] = [];
    const { queue, exhausted } = await start(task(({ page }, { signal }) => new Promise((_resolve, reject) => {
      ran.push(page);
      signal.addEventListener('abort', () => reject(new Error('stopped')));
    }), { concurrency: 1 }));
    await queue.addMany('ocr_processing', [{ key: 'a', input: { page: 1 } }, { key: 'b', input: { page: 2 } }]);
    await until('the first runs', () => ran.length === 1);
    await queue.cancel('ocr_processing', 'b');
    await queue.cancel('ocr_processing', 'a');
    await queue.idle();
    expect(ran).toEqual([1]);
    expect(exhausted).toEqual([]);
  });

  it('refuses an input that the task does not take, and a type that there is not', async () => {
    const { queue } = await start(task(async () => {}));
    await expect(queue.add('ocr_processing', 'a', { page: 'one' })).rejects.toThrow(ZhiyueError);
    await expect(queue.add('no_such', 'a', {})).rejects.toThrow(ZhiyueError);
  });

  it('puts what runs back in line when it closes, and the next one goes on with it, its attempts not counted', async () => {
    let running = false;
    const { queue } = await start(task((_input, { signal }) => new Promise((_resolve, reject) => {
      running = true;
      signal.addEventListener('abort', () => reject(new Error('stopped')));
    })));
    await queue.add('ocr_processing', 'a', { page: 1 });
    await until('it runs', () => running);
    await queue[Symbol.asyncDispose]();
    const attempts: number[] = [];
    const next = await start(task(async (_input, { attempt }) => void attempts.push(attempt)));
    await next.queue.idle();
    expect(attempts).toEqual([1]);
  });

  it('runs at once what a killed station had under way', async () => {
    let running = 0;
    const stuck = task(() => {
      running += 1;
      return new Promise<never>(() => {});
    });
    const { queue: first } = await start(stuck);
    await first.add('ocr_processing', 'a', { page: 1 });
    await until('it runs', () => running === 1);
    const ran: number[] = [];
    // The first is still there and holds its lock, as the locks of a killed station stand in Redis.
    const { queue: second } = await start(task(async ({ page }) => void ran.push(page)));
    await until('the second has done it', () => ran.length === 1);
    await second.idle();
  });

  it.each(['killed', 'emptied'])('goes on, with a reconciler, when Redis was %s in the middle, and never runs a task twice at once', async (how) => {
    const done = new Set<number>();
    const running = new Set<number>();
    let twice = 0;
    const { queue } = await start(task(async ({ page }) => {
      if (running.has(page)) twice += 1;
      running.add(page);
      await new Promise((resolve) => setTimeout(resolve, page === 60 ? 1_500 : 2));
      running.delete(page);
      done.add(page);
    }));
    let back = 0;
    const tasks = Array.from({ length: 300 }, (_, page) => ({ key: `p:${page}`, input: { page } }));
    queue.onReconnect(() => {
      back += 1;
      // As the station's reconciler does: everything that the record does not know as done.
      void queue.addMany('ocr_processing', tasks.filter(({ input }) => !done.has(input.page)));
    });
    await queue.addMany('ocr_processing', tasks);
    await until('some are done', () => done.size > 50);
    if (how === 'killed') redis.kill();
    else await redis.server.connect('look').flushall();
    await until('Redis is back', () => back === 1);
    await until('all are done', () => done.size === 300);
    await queue.idle();
    expect(twice).toBe(0);
  });

  it('runs the task again when its end could not be recorded', async () => {
    let recorded = 0;
    const { queue } = await start(task(async () => {
      throw new ZhiyueError('file-damaged', 'cut off');
    }), { onExhausted: () => {
      recorded += 1;
      if (recorded === 1) throw new Error('disk full');
    } });
    await queue.add('ocr_processing', 'a', { page: 1 });
    await until('it was recorded', () => recorded === 2);
    await queue.idle();
  }, 20_000);

  it('puts another worker in the place of one that takes nothing any more, once, and leaves alone one that only has nothing to do', async () => {
    // As when BullMQ waits for its connection to a cluster, which broke while it was being opened again.
    const run = vi.spyOn(Worker.prototype, 'run').mockImplementationOnce(() => new Promise(() => {}));
    const troubles: string[] = [];
    const ran: number[] = [];
    const { queue } = await start(task(async ({ page }) => void ran.push(page)), { attentionEveryMs: 20, onTrouble: ({ message }) => void troubles.push(message) });
    await queue.add('ocr_processing', 'a', { page: 1 });
    await until('it ran', () => ran.length === 1);
    await queue.add('ocr_processing', 'b', { page: 2 });
    await queue.idle();
    expect(ran).toEqual([1, 2]);
    expect(troubles).toEqual([expect.stringContaining('the worker is replaced')]);
    expect(run).toHaveBeenCalledTimes(2);
    run.mockRestore();
  });
});
