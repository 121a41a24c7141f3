/** Machines that read pages for a station: `zhiyue worker`, as processes of their own, in network namespaces of their own where the machine has them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Station } from '../../src/station/station-api.ts';
import { type GatewayStation, openGatewayStation } from '../support/gateway.ts';
import { openNetwork } from '../support/namespaces.ts';
import { temporaryFolder, until } from '../support/redis.ts';
import { startTestTls } from '../support/redis-servers.ts';
import { essence, eventCounts, exampleExam, exampleScans, openStation } from '../support/station.ts';

const launcher = resolve(import.meta.dirname, '../../src/cli/zhiyue.mjs');
const exam = exampleExam();
const files = exampleScans(20);
const different = new Set(files.map((file) => readFileSync(file.path, 'base64'))).size;
const codeSchema = z.object({ code: z.string() });
const lanSchema = z.object({ addresses: z.array(z.string()), fingerprint: z.string() });
/** As docs/operations.md says. */
const ofStation = '~zhiyue:* ~{zhiyue:* ~mutex:zhiyue:* resetchannels -@all +@read +@write +@connection +@scripting +@transaction +@blocking -@dangerous +info';
const ofWorker = '~zhiyue:watch:* ~{zhiyue:events:tasks}:* resetchannels -@all +@read +@write +@connection +@scripting +@transaction +@blocking -@dangerous +info';

async function gradeAll(station: Station): Promise<unknown> {
  await station.createOrUpdateExam(exam, null);
  const { batchId } = await station.putIn(exam.id, files, { batchKey: 'b' });
  expect(await station.settled(batchId)).toMatchObject({ pages: files.length, completed: true });
  return essence(station.results(exam.id));
}

interface Worker extends AsyncDisposable { readonly child: ChildProcess; readonly output: () => string }

function startWorker(prefix: readonly string[], args: readonly string[], redisUrl: string): Worker {
  const [command = '', ...rest] = [...prefix, process.execPath, launcher, 'worker', ...args];
  const child = spawn(command, rest, { env: { ...process.env, REDIS_URL: redisUrl, LANG: 'en_US.UTF-8' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { output += chunk.toString(); });
  const ended = once(child, 'close');
  return {
    child, output: () => output,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function paired(open: GatewayStation): Promise<string> {
  return codeSchema.parse((await open.request('/api/pairings', { body: { role: 'worker' } })).json).code;
}

test('two machines read with the station; one is killed in the middle: a page is tried again, and every score is right', async () => {
  await using alone = await temporaryFolder();
  let undisturbed: unknown;
  {
    await using station = await openStation(alone.path);
    undisturbed = await gradeAll(station);
  }
  using network = openNetwork(2);
  await using folder = await temporaryFolder();
  await using redis = await startTestTls([`station on >of-the-station ${ofStation}`, `worker on >of-the-worker ${ofWorker}`], network.address);
  const urlOf = (user: string): string => `rediss://${user}:of-the-${user}@${network.address}:${redis.port}?ca=${encodeURIComponent(redis.caFile)}`;
  const dataFolder = join(folder.path, 'station');
  const folders = [join(folder.path, 'worker-0'), join(folder.path, 'worker-1')] as const;
  const readBy = new Map<string, number>();
  {
    await using open = await openGatewayStation(dataFolder, { redisUrl: urlOf('station'), workers: 1 });
    const { addresses, fingerprint } = lanSchema.parse((await open.request('/api/lan/open', { body: {} })).json);
    const address = network.separate ? addresses.find((each) => each.includes(network.address)) ?? '' : open.base;
    const codes = [await paired(open), await paired(open)];
    const workers = folders.map((dataDir, index) => startWorker(network.machines[index] ?? [], ['--station', address, '--fingerprint', fingerprint, '--code', codes[index] ?? '', '--name', `machine-${index}`, '--threads', '1', '--data-dir', dataDir], urlOf('worker')));
    await using second = workers[1];
    await using first = workers[0];
    try {
      for (const worker of workers) {
        await until(`a worker is ready: ${worker.output()}`, () => {
          if (worker.child.exitCode !== null) throw new Error(worker.output());
          return worker.output().includes('Reads pages for');
        });
      }
    } catch (error) {
      throw new Error(workers.map((worker) => worker.output()).join('\n'), { cause: error });
    }
    const { devices } = z.object({ devices: z.array(z.object({ deviceId: z.string(), name: z.string() })) }).parse((await open.request('/api/devices')).json);
    const victim = `device:${devices.find(({ name }) => name === 'machine-0')?.deviceId ?? ''}`;
    let begun = 0;
    open.station.followEvents(({ type, actor }) => {
      if (type === 'ocr.started' && actor === victim && ++begun === 4) first?.child.kill('SIGKILL');
      if (type === 'ocr.completed') readBy.set(actor, (readBy.get(actor) ?? 0) + 1);
    });
    expect(await gradeAll(open.station)).toEqual(undisturbed);
    expect(first?.child.signalCode).toBe('SIGKILL');
    expect([...readBy.keys()].toSorted()).toEqual([...devices.map(({ deviceId }) => `device:${deviceId}`), 'station'].toSorted());
    await second?.[Symbol.asyncDispose]();
    expect(second?.output()).toContain(`Stopped. Pages read: ${readBy.get(`device:${devices.find(({ name }) => name === 'machine-1')?.deviceId ?? ''}`) ?? 0}`);
  }
  const { counts, gapless } = eventCounts(dataFolder);
  expect(gapless).toBe(true);
  expect(counts).toMatchObject({ 'page.received': files.length, 'ocr.completed': different, 'batch.completed': 1 });
  // Nothing of the pupils stays on a machine that only reads.
  expect(readdirSync(folders[1]).toSorted()).toEqual(expect.arrayContaining(['incoming', 'session.json']));
  expect(readdirSync(folders[1])).not.toContain('images');
});
