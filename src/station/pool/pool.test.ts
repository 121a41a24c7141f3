import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { temporaryFolder, until } from '../../../tests/support/redis.ts';
import { ownModule } from '../own-files.ts';
import { niceness } from './low-priority.ts';
import { type Pool, type PoolCrash, type PoolOptions, startPool } from './pool.ts';

const jobsModule = ownModule('../../../tests/support/pool-jobs.ts', import.meta.url);
const opened: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one[Symbol.asyncDispose]();
});

async function start(more: Partial<PoolOptions> = {}): Promise<{ pool: Pool; crashes: PoolCrash[] }> {
  const crashes: PoolCrash[] = [];
  const pool = await startPool({ jobsModule, threads: 2, folders: { read: [], write: [] }, onCrash: (crash) => crashes.push(crash), ...more });
  opened.push(pool);
  return { pool, crashes };
}

// Beside other tests a pool that gives way takes its time.
vi.setConfig({ testTimeout: 120_000 });

const patient = { timeoutMs: 60_000 };
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('the pool', () => {
  it('runs jobs in another process and hands back what they return', async () => {
    const { pool } = await start();
    expect(await pool.run('echo', { text: '智阅', bytes: Buffer.from([1, 2]) }, patient)).toEqual({ text: '智阅', bytes: new Uint8Array([1, 2]) });
    expect(await pool.run('pid', null, patient)).not.toBe(process.pid);
    expect(await Promise.all(Array.from({ length: 100 }, (_, index) => pool.run('echo', index, patient)))).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  it('starts where Node has been told to load something else before the station', async () => {
    await using folder = await temporaryFolder();
    const sdk = join(folder.path, 'sdk.mjs');
    await writeFile(sdk, 'globalThis.traced = true;');
    vi.stubEnv('NODE_OPTIONS', `--import ${sdk}`);
    const { pool, crashes } = await start();
    vi.unstubAllEnvs();
    expect(await pool.run('echo', 1, patient)).toBe(1);
    expect(crashes).toEqual([]);
  });

  it('keeps the code of an error, and says what it is about', async () => {
    const { pool } = await start();
    await expect(pool.run('refuse', null, patient)).rejects.toMatchObject({ name: 'ZhiyueError', code: 'file-damaged', about: 'scan.jpg', message: 'The file is cut off.' });
    await expect(pool.run('stumble', null, patient)).rejects.toMatchObject({ code: 'internal', message: 'x is not a function' });
    await expect(pool.run('no such', null, patient)).rejects.toMatchObject({ code: 'internal' });
    await expect(pool.run('uncloneable', null, patient)).rejects.toMatchObject({ name: 'ZhiyueError' });
    expect(await pool.run('echo', 1, patient)).toBe(1);
  });

  it.each(['sleep', 'spin', 'tidy'])('ends a job that is over its time: %s', async (job) => {
    const { pool, crashes } = await start({ threads: 1 });
    await expect(pool.run(job, null, { timeoutMs: 400 })).rejects.toMatchObject({ code: 'task-timeout', passing: true });
    expect(await pool.run('echo', 1, patient)).toBe(1);
    expect(crashes).toEqual([]);
  });

  it('ends a job that nobody wants any more, waiting or running', async () => {
    const { pool } = await start({ threads: 1 });
    const first = new AbortController();
    const second = new AbortController();
    const running = pool.run('sleep', null, { ...patient, signal: first.signal });
    const waiting = pool.run('sleep', null, { ...patient, signal: second.signal });
    second.abort(new Error('second'));
    await expect(waiting).rejects.toThrow('second');
    first.abort(new Error('first'));
    await expect(running).rejects.toThrow('first');
    await until('the thread is free', () => pool.load.running === 0);
    await expect(pool.run('echo', 1, { ...patient, signal: AbortSignal.abort(new Error('third')) })).rejects.toThrow('third');
  });

  it('does not count the time in line, lets the work of the station pass what people ask for, and prints beside both', async () => {
    const { pool } = await start({ threads: 1 });
    // Both threads have begun: on a busy machine that takes longer than the jobs' limit.
    await Promise.all((['work', 'print'] as const).map((line) => pool.run('echo', line, { ...patient, line })));
    const held = new AbortController();
    const holding = pool.run('sleep', null, { ...patient, signal: held.signal });
    const order: string[] = [];
    const job = (name: string, line: 'work' | 'asked' | 'print') => pool.run('echo', name, { timeoutMs: 2_000, line, onStarted: () => order.push(name) });
    const jobs = [job('print', 'print'), job('asked', 'asked'), job('work', 'work')];
    await new Promise((resolve) => setTimeout(resolve, 2_200)); // Longer than their limit.
    expect(order).toEqual(['print']);
    held.abort(new Error('enough'));
    await expect(holding).rejects.toThrow('enough');
    expect(await Promise.all(jobs)).toEqual(['print', 'asked', 'work']);
    expect(order).toEqual(['print', 'work', 'asked']);
  });

  it.each(['crash', 'exit'])('survives what kills a thread or the whole host: %s', async (job) => {
    const { pool } = await start({ heapMb: 32 });
    await expect(pool.run(job, null, patient)).rejects.toMatchObject({ code: 'worker-crashed', passing: true });
    expect(await pool.run('echo', 1, patient)).toBe(1);
  });

  it.each([['fillHeap', { heapMb: 32 }], ['eatMemory', { maxRssMb: 500 }]])('ends a job that eats memory, says so, and goes on: %s', async (job, limits) => {
    const { pool } = await start(limits);
    await expect(pool.run(job, null, patient)).rejects.toMatchObject({ code: 'task-memory', passing: true, about: job });
    expect(await pool.run('echo', 1, patient)).toBe(1);
  }, 90_000);

  it('lets jobs read and write where they are told to, and nowhere else, and start no programs', async () => {
    await using inside = await temporaryFolder();
    await using outside = await temporaryFolder();
    await using shown = await temporaryFolder();
    const { pool, crashes } = await start({ folders: { read: [shown.path], write: [inside.path] } });
    for (const folder of [inside, outside, shown]) await writeFile(join(folder.path, 'a'), 'text');
    const read = (folder: { readonly path: string }) => pool.run('readFile', join(folder.path, 'a'), patient);
    const write = (folder: { readonly path: string }) => pool.run('writeFile', join(folder.path, 'b'), patient);
    expect(await Promise.all([read(inside), read(shown), write(inside)])).toEqual(['text', 'text', null]);
    await Promise.all([read(outside), write(outside), write(shown), pool.run('adopt', null, patient)].map((refused) => expect(refused).rejects.toMatchObject({ code: 'task-denied', passing: false })));
    await expect(read(outside)).rejects.toThrow(`FileSystemRead ${join(outside.path, 'a')}`);
    expect(await readdir(outside.path)).toEqual(['a']);
    expect(await pool.run('echo', 1, patient)).toBe(1);
    expect(crashes).toEqual([]);
  });

  it('says what ran when the host crashed, and keeps what waited', async () => {
    const { pool, crashes } = await start({ threads: 1 });
    const crash = pool.run('crash', null, patient);
    const waited = pool.run('echo', 'still here', patient);
    await expect(crash).rejects.toMatchObject({ code: 'worker-crashed' });
    expect(pool.state).toBe('waiting');
    expect(await waited).toBe('still here');
    expect(pool.state).toBe('up');
    expect(crashes).toMatchObject([{ jobs: ['crash'] }]);
    expect(crashes[0]?.reason).toContain('SIGABRT');
  });

  it('gives way to everybody else on the machine, with all its threads', async () => {
    const { pool } = await start();
    const host = z.int().parse(await pool.run('pid', null, patient));
    expect(getPriority(host)).toBe(niceness);
    if (process.platform !== 'linux') return;
    // Field 19 of stat (proc(5)); the name in field 2 may hold blanks.
    const nicenesses = readdirSync(`/proc/${host}/task`).map((thread) => readFileSync(`/proc/${host}/task/${thread}/stat`, 'utf8').split(') ')[1]?.split(' ')[16]);
    expect(new Set(nicenesses)).toEqual(new Set([String(niceness)]));
  });

  it('replaces a host that has grown too large, between jobs', async () => {
    const { pool, crashes } = await start({ threads: 1, recycleRssMb: 250 });
    const before = await pool.run('pid', null, patient);
    await pool.run('growNative', null, patient);
    const after = await pool.run('pid', null, patient);
    expect(after).not.toBe(before);
    expect(crashes).toEqual([]);
  });

  it('closes with jobs running, takes their child processes along, and refuses what comes later', async () => {
    const { pool } = await start({ folders: 'any' });
    const child = z.int().parse(await pool.run('adopt', null, patient));
    const outcome = expect(pool.run('spin', null, patient)).rejects.toMatchObject({ code: 'worker-crashed' });
    const host = z.int().parse(await pool.run('pid', null, patient));
    await pool[Symbol.asyncDispose]();
    await outcome;
    await until('the host is gone', () => !alive(host));
    await until('the child is gone', () => !alive(child));
    await expect(pool.run('echo', 1, patient)).rejects.toMatchObject({ code: 'worker-crashed' });
  });

  it('run from its source holds jobs to the same limits, and ends with a station that is killed', async () => {
    await using outside = await temporaryFolder();
    const station = spawn(process.execPath, ['--input-type=module-typescript', '-e', `
      import { startPool } from ${JSON.stringify(new URL('./pool.ts', import.meta.url).href)};
      const pool = await startPool({ jobsModule: new URL(${JSON.stringify(new URL('../../../tests/support/pool-jobs.ts', import.meta.url).href)}), threads: 1, folders: { read: [], write: [] } });
      const patient = { timeoutMs: 60000 };
      const denied = await pool.run('writeFile', ${JSON.stringify(join(outside.path, 'b'))}, patient).then(() => null, (error) => error.code);
      console.log(JSON.stringify([await pool.run('pid', null, patient), denied]));
    `], { stdio: ['ignore', 'pipe', 'inherit'], cwd: fileURLToPath(new URL('.', import.meta.url)) });
    const [chunk] = await once(station.stdout, 'data');
    const [host, denied] = z.tuple([z.int(), z.string()]).parse(JSON.parse(String(chunk)));
    expect(denied).toBe('task-denied');
    expect(alive(host)).toBe(true);
    station.kill('SIGKILL');
    await until('the host is gone', () => !alive(host));
  });
});
