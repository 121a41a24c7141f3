/** Machines that read pages for a station: `zhiyue worker`, as processes of their own, in network namespaces of their own where the machine has them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Exam } from '../../src/exam/exam.ts';
import { NotNow } from '../../src/station/queue/not-now.ts';
import type { ScanSource, Station } from '../../src/station/station-api.ts';
import { ocrProcessing } from '../../src/station/tasks/ocr-processing/definition.ts';
import { command } from '../e2e/zhiyue.ts';
import { faultExam } from '../faults/fault-exam.ts';
import { scansFor } from '../faults/pages.ts';
import { undisturbedRun } from '../faults/undisturbed.ts';
import { type GatewayStation, openGatewayStation } from '../support/gateway.ts';
import { openNetwork } from '../support/namespaces.ts';
import { pdfOfScans } from '../support/pdf-of-scans.ts';
import { socketOf, startTestRedis, temporaryFolder, until } from '../support/redis.ts';
import { startTestCluster, startTestTls } from '../support/redis-servers.ts';
import { essence, eventCounts, exampleExam, exampleScans, openStation } from '../support/station.ts';

const codeSchema = z.object({ code: z.string() });
const lanSchema = z.object({ addresses: z.array(z.string()), fingerprint: z.string() });
/** As docs/operations.md says. */
const ofStation = '~zhiyue:* ~{zhiyue:* ~mutex:zhiyue:* resetchannels -@all +@read +@write +@connection +@scripting +@transaction +@blocking -@dangerous +info';
const ofWorker = '~zhiyue:watch:* ~{zhiyue:events:tasks}:* resetchannels -@all +@read +@write +@connection +@scripting +@transaction +@blocking -@dangerous +info';

async function gradeAll(station: Station, exam: Exam, files: readonly ScanSource[], pages: number): Promise<unknown> {
  await station.createOrUpdateExam(exam, null);
  const { batchId } = await station.putIn(exam.id, files, { batchKey: 'b' });
  expect(await station.settled(batchId)).toMatchObject({ pages, completed: true });
  return essence(station.results(exam.id));
}

interface Worker extends AsyncDisposable { readonly child: ChildProcess; readonly output: () => string }

function startWorker(prefix: readonly string[], args: readonly string[], redisUrl: string, environment: NodeJS.ProcessEnv = {}): Worker {
  const [program = '', ...rest] = [...prefix, process.execPath, command, 'worker', ...args];
  const child = spawn(program, rest, { env: { ...process.env, REDIS_URL: redisUrl, LANG: 'en_US.UTF-8', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
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

/** As one machine reads them, with its own Redis. */
async function undisturbedOf(exam: Exam, files: readonly ScanSource[], pages: number): Promise<unknown> {
  await using folder = await temporaryFolder();
  await using station = await openStation(folder.path);
  return await gradeAll(station, exam, files, pages);
}

async function ready(worker: Worker): Promise<void> {
  await until(`a worker is ready: ${worker.output()}`, () => {
    if (worker.child.exitCode !== null) throw new Error(worker.output());
    return worker.output().includes('Reads pages for');
  });
}

async function paired(open: GatewayStation): Promise<string> {
  return codeSchema.parse((await open.request('/api/pairings', { body: { role: 'worker' } })).json).code;
}

test('two machines read with the station; one is killed in the middle: a page is tried again, and every score is right', async () => {
  const exam = faultExam();
  const scans = await scansFor(24, () => undefined), { files, pages } = scans;
  const undisturbed: unknown = JSON.parse(await undisturbedRun(scans));
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
      for (const worker of workers) await ready(worker);
    } catch (error) {
      throw new Error(workers.map((worker) => worker.output()).join('\n'), { cause: error });
    }
    // It would take the other one's pages away.
    await using third = startWorker(network.machines[1] ?? [], ['--station', address, '--data-dir', folders[1]], urlOf('worker'));
    await once(third.child, 'close');
    expect(third.output()).toContain('uses this data folder');
    expect(third.child.exitCode).not.toBe(0);
    const { devices } = z.object({ devices: z.array(z.object({ deviceId: z.string(), name: z.string() })) }).parse((await open.request('/api/devices')).json);
    const victim = `device:${devices.find(({ name }) => name === 'machine-0')?.deviceId ?? ''}`;
    let begun = 0;
    open.station.followEvents(({ type, actor }) => {
      if (type === 'ocr.started' && actor === victim && ++begun === 3) first?.child.kill('SIGKILL');
      if (type === 'ocr.completed') readBy.set(actor, (readBy.get(actor) ?? 0) + 1);
    });
    expect(await gradeAll(open.station, exam, files, pages)).toEqual(undisturbed);
    expect(first?.child.signalCode).toBe('SIGKILL');
    expect([...readBy.keys()].toSorted()).toEqual([...devices.map(({ deviceId }) => `device:${deviceId}`), 'station'].toSorted());
    await second?.[Symbol.asyncDispose]();
    expect(second?.output()).toContain(`Stopped. Pages read: ${readBy.get(`device:${devices.find(({ name }) => name === 'machine-1')?.deviceId ?? ''}`) ?? 0}`);
  }
  const { counts, gapless } = eventCounts(dataFolder);
  expect(gapless).toBe(true);
  expect(counts).toMatchObject({ 'page.received': pages, 'batch.completed': 1 });
  // One is a copy, and one cannot be read.
  expect((counts['ocr.completed'] ?? 0) + (counts['ocr.failed'] ?? 0)).toBe(pages - 1);
  // Nothing of the pupils stays on a machine that only reads.
  expect(readdirSync(folders[1]).toSorted()).toEqual(expect.arrayContaining(['incoming', 'session.json']));
  expect(readdirSync(folders[1])).not.toContain('images');
});

test('on a cluster, a machine that reads alone reads pages of a PDF and text boxes as the station does', async () => {
  const exam = exampleExam();
  await using folder = await temporaryFolder();
  const pdf = join(folder.path, 'scans.pdf');
  const [first, ...others] = exampleScans(3);
  await writeFile(pdf, await pdfOfScans(others.map(({ path }) => path)));
  const files = [...(first === undefined ? [] : [first]), { path: pdf, name: 'scans.pdf' }];
  const undisturbed = await undisturbedOf(exam, files, 3);
  await using cluster = await startTestCluster();
  const dataFolder = join(folder.path, 'station');
  {
    // Its own threads leave every page to the other machine.
    await using open = await openGatewayStation(dataFolder, { redisUrl: cluster.url }, {
      task: (definition) => (definition.type === ocrProcessing ? { ...definition, concurrency: 1, run: () => Promise.reject(new NotNow(50, 'somebody else reads')) } : definition),
    });
    await using worker = startWorker([], ['--station', open.base, '--code', await paired(open), '--threads', '1', '--data-dir', join(folder.path, 'worker')], cluster.url);
    await ready(worker);
    expect(await gradeAll(open.station, exam, files, 3)).toEqual(undisturbed);
    const readBy = new Set(open.station.events({ type: 'ocr.completed' }).map(({ actor }) => actor));
    expect([...readBy]).toEqual([expect.stringMatching(/^device:/)]);
  }
  expect(eventCounts(dataFolder)).toMatchObject({ gapless: true, counts: { 'page.received': 3, 'ocr.completed': 3, 'batch.completed': 1 } });
});

test('a machine that cannot read says so and takes no more pages: none is given up for it', async () => {
  const exam = exampleExam();
  const files = exampleScans(8);
  await using folder = await temporaryFolder();
  await using redis = await startTestRedis();
  const redisUrl = socketOf(redis.server).url;
  let said = (): boolean => false;
  // Its own threads leave the pages to the others until one of them has found out.
  await using open = await openGatewayStation(join(folder.path, 'station'), { redisUrl, workers: 1 }, {
    task: (definition) => (definition.type === ocrProcessing ? { ...definition, run: (input, context) => (said() ? definition.run(input, context) : Promise.reject(new NotNow(50, 'somebody else reads'))) } : definition),
  });
  const sick = (how: string) => ({ SICK_READER: how, NODE_OPTIONS: `--import=${resolve(import.meta.dirname, '../support/sick-reader.mjs')}` });
  const start = async (how: string) => startWorker([], ['--station', open.base, '--code', await paired(open), '--threads', '1', '--data-dir', join(folder.path, how)], redisUrl, sick(how));
  await using unstarted = await start('start');
  await using crashing = await start('pages');
  await ready(crashing);
  said = () => crashing.output().includes('breaks down at page after page');
  const { batchId } = await open.station.createOrUpdateExam(exam, null).then(() => open.station.putIn(exam.id, files, { batchKey: 'b' }));
  expect(await open.station.settled(batchId)).toMatchObject({ pages: 8, read: 8, failed: 0, completed: true });
  if (unstarted.child.exitCode === null) await once(unstarted.child, 'close');
  expect(unstarted.output()).toContain('does not start on this machine');
  expect(unstarted.child.exitCode).not.toBe(0);
});
