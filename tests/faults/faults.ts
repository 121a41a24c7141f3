/** Every fault that the driver knows. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync, truncateSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startServerProcess } from '../../src/station/redis/process.ts';
import { openStore, recordName } from '../../src/station/store/store.ts';
import { openProxy } from '../integration/client/cuttable-proxy.ts';
import { redisCommand } from '../support/redis.ts';
import { freePort } from '../support/free-port.ts';
import { type RunningServer, startTestCluster, type TestCluster } from '../support/redis-servers.ts';
import type { Random } from '../../src/simulate/random.ts';
import type { Fault, Prepared, World } from './fault.ts';
import type { InjectedTrouble } from './messages.ts';
import { kill, poolHostOf, redisOf } from './processes.ts';

const hourMs = 3_600_000;
const backlog = 100_000;
const frozenMs = 20_000;

const killRedis = ({ dataFolder }: World): boolean => kill(redisOf(dataFolder));
const killStation = (world: World): boolean => kill(world.station());
const redisFolder = ({ dataFolder }: World): string => join(dataFolder, 'redis');

async function gone(find: () => number | null): Promise<void> {
  for (let tries = 0; tries < 400 && find() !== null; tries++) await wait(5);
}

/** In any order, a little apart. */
async function killBoth(world: World): Promise<void> {
  const redis = redisOf(world.dataFolder);
  const [first, second] = world.random.chance(0.5) ? [() => kill(redis), () => killStation(world)] : [() => killStation(world), () => kill(redis)];
  first();
  await wait(world.random.integer(0, 15));
  second();
  // The sidecar may have begun anew in between; its watchdog ends it with the station.
  await gone(() => redisOf(world.dataFolder));
}

export const faults: readonly Fault[] = [
  { name: 'none', about: 'nothing happens' },
  { name: 'redis-killed', about: 'SIGKILL of Redis', strike: async (world) => { killRedis(world); } },
  { name: 'station-killed', about: 'SIGKILL of the station', strike: async (world) => { killStation(world); } },
  { name: 'station-killed-again', about: 'SIGKILL of the station, and twice more while it goes on', strike: async (world) => { killStation(world); }, times: 3 },
  { name: 'worker-killed', about: 'SIGKILL of the process of the worker threads', strike: async (world) => { kill(poolHostOf(world.station() ?? 0)); } },
  { name: 'both-killed', about: 'SIGKILL of the station and of Redis', strike: killBoth },
  {
    name: 'redis-folder-deleted', about: 'the data folder of Redis is deleted: while it runs, before it is killed, or with everything killed',
    async strike(world) {
      const how = world.random.integer(1, 3);
      if (how === 3) await killBoth(world);
      await rm(redisFolder(world), { recursive: true, force: true });
      if (how === 2) killRedis(world);
    },
  },
  {
    name: 'aof-truncated', about: 'station and Redis are killed and the AOF is cut in the middle of an entry',
    async strike(world) {
      await killBoth(world);
      const folder = join(redisFolder(world), 'appendonlydir');
      for (const name of readdirSync(folder).filter((file) => file.endsWith('.incr.aof'))) {
        const { size } = statSync(join(folder, name));
        if (size > 1) truncateSync(join(folder, name), size - world.random.integer(1, Math.max(1, Math.floor(size * (world.random.chance(0.5) ? 0.01 : 0.7)))));
      }
    },
  },
  {
    name: 'record-locked', about: 'another process holds the write lock of the record, 0.5 to 8 s',
    async strike({ dataFolder, random }) {
      const script = `const { DatabaseSync } = require('node:sqlite'); const db = new DatabaseSync(process.argv[1], { timeout: 30000 }); db.exec('BEGIN IMMEDIATE'); setTimeout(() => { db.exec('ROLLBACK'); db.close(); }, Number(process.argv[2]));`;
      const holder = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '-e', script, join(dataFolder, recordName), String(random.integer(500, 8_000))], { stdio: 'ignore' });
      await once(holder, 'exit');
    },
  },
  {
    name: 'disk-full', about: 'a disk of its own (tmpfs) is filled to the last byte for 0.5 to 4 s',
    async prepare({ dataFolder, defer }) {
      const mounted = shell(`mount -t tmpfs -o size=256m tmpfs '${dataFolder}'`);
      if (mounted.status !== 0) throw new Error(`a small disk cannot be mounted here: ${mounted.stderr}`);
      defer(() => { shell(`umount -l '${dataFolder}'`); });
      return {};
    },
    async strike({ dataFolder, random }) {
      const ballast = join(dataFolder, 'ballast');
      shell(`dd if=/dev/zero bs=1M >'${ballast}'; dd if=/dev/zero bs=4k >>'${ballast}'`);
      await wait(random.integer(500, 4_000));
      await rm(ballast, { force: true });
    },
  },
  { name: 'clock-forward', about: 'the clock jumps an hour ahead', strike: async ({ tell }) => tell({ kind: 'clock', shiftMs: hourMs }) },
  { name: 'clock-back', about: 'the clock jumps an hour back', strike: async ({ tell }) => tell({ kind: 'clock', shiftMs: -hourMs }) },
  troubled('task-throws-always', 'reading some pages always fails', { where: 'tasks', how: 'always', often: 8 }, { givenUpAs: 'worker-crashed' }),
  troubled('task-throws-sometimes', 'some tasks fail twice', { where: 'tasks', how: 'sometimes', often: 40 }),
  troubled('task-never-returns', 'some tasks hang at their first attempt and hear no signal', { where: 'tasks', how: 'never-returns', often: 8 }, { taskTimeoutMs: 5_000 }),
  troubled('handler-throws-always', 'a handler always fails on some events', { where: 'handlers', how: 'always', often: 8 }, { deadLetters: true }),
  troubled('handler-throws-sometimes', 'a handler fails twice on some events', { where: 'handlers', how: 'sometimes', often: 40 }),
  troubled('handler-never-returns', 'a handler hangs once on some events', { where: 'handlers', how: 'never-returns', often: 3 }, { taskTimeoutMs: 5_000 }),
  {
    name: 'redis-frozen', about: 'Redis stands still (SIGSTOP) for 20 s',
    async strike(world) {
      const redis = redisOf(world.dataFolder);
      kill(redis, 'SIGSTOP');
      await wait(frozenMs);
      kill(redis, 'SIGCONT');
    },
  },
  connectionFault('connection-cut', 'the connection to a Redis of somebody else\'s is cut for 0.1 to 4 s', (proxy) => proxy.cut()),
  connectionFault('connection-mute', 'the connection to a Redis of somebody else\'s carries nothing for 0.1 to 4 s, then breaks', (proxy) => proxy.freeze()),
  clusterFault('cluster-master-killed', 'SIGKILL of one of three masters of a Redis Cluster, each of which has a replica', async (master) => master.kill()),
  clusterFault('cluster-master-frozen', 'one of three masters of a Redis Cluster stands still (SIGSTOP) for 0.5 to 8 s; past a second its replica takes over', async (master, random) => {
    master.send('SIGSTOP');
    await wait(random.integer(500, 8_000));
    master.send('SIGCONT');
  }),
  {
    name: 'backlog', about: `${backlog.toLocaleString('en')} events wait when the station starts, and it is killed on the way`,
    async prepare({ dataFolder }) {
      await using store = await openStore(dataFolder);
      for (let from = 0; from < backlog; from += 10_000) {
        await store.write((tx) => {
          for (let i = from; i < from + 10_000; i++) tx.append({ type: 'page.received', examId: 'gone', correlationId: 'gone', payload: { batch_id: 'gone', page_id: `p${i}`, source_id: `s${i}`, page_in_file: 1, duplicate_of: null } });
        });
      }
      return {};
    },
    strike: async (world) => { if (world.random.chance(0.5)) killStation(world); },
  },
];

/** `often`: about so many pages of a run meet with it, whatever their number, for the waiting that each of them costs is the same. */
function troubled(name: string, about: string, { often, ...trouble }: Omit<InjectedTrouble, 'seed' | 'oneIn'> & { readonly often: number }, more: Omit<Prepared, 'trouble'> = {}): Fault {
  return { name, about, prepare: async ({ pages }) => ({ ...more, trouble: { ...trouble, oneIn: Math.max(2, Math.round(pages / often)) } }) };
}

function connectionFault(name: string, about: string, break_: (proxy: { cut(): void; freeze(): void }) => void): Fault {
  const proxies = new WeakMap<World, Awaited<ReturnType<typeof openProxy>>>();
  return {
    name, about,
    async prepare(world) {
      const folder = join(world.folder, 'somebodys-redis');
      await mkdir(folder);
      const port = await freePort();
      const server = await startServerProcess(redisCommand(), { folder, listen: { port }, password: 'somebodys' });
      world.defer(() => server.stop());
      const proxy = await openProxy(port);
      world.defer(async () => proxy[Symbol.asyncDispose]());
      proxies.set(world, proxy);
      return { redisUrl: proxy.base.replace('http://', 'redis://:somebodys@') };
    },
    async strike(world) {
      const proxy = proxies.get(world);
      if (proxy === undefined) return;
      break_(proxy);
      await wait(world.random.integer(100, 4_000));
      proxy.mend();
    },
  };
}

/** Any master: one has the tasks, and events of some exams, or nothing of ours. */
function clusterFault(name: string, about: string, break_: (master: RunningServer, random: Random) => Promise<void>): Fault {
  const clusters = new WeakMap<World, TestCluster>();
  return {
    name, about,
    async prepare(world) {
      const cluster = await startTestCluster();
      world.defer(async () => cluster[Symbol.asyncDispose]());
      clusters.set(world, cluster);
      return { redisUrl: cluster.url };
    },
    async strike(world) {
      const cluster = clusters.get(world);
      // Mostly the one that has the tasks.
      const place = world.random.chance(0.6) ? await cluster?.placeOf('{zhiyue:events:tasks}') : world.random.integer(0, 2);
      const master = cluster?.masters[place ?? 0];
      if (master !== undefined) await break_(master, world.random);
    },
  };
}

export function shell(command: string) {
  return spawnSync('/bin/sh', ['-c', command], { encoding: 'utf8' });
}
