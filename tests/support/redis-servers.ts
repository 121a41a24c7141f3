/** redis-servers on loopback for tests: one, a cluster, or a master with replica and sentinels; each in a folder of its own, all of it gone at the end. */
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { keptCertificate } from '../../src/station/gateway/access/certificate.ts';
import { freePort, freePorts } from './free-port.ts';
import { redisCommand, temporaryFolder, until } from './redis.ts';

export interface RunningServer {
  readonly port: number;
  readonly folder: string;
  /** As `kill -9` does. */
  kill(): Promise<void>;
  /** SIGSTOP, SIGCONT. */
  send(signal: NodeJS.Signals): void;
}

interface Running extends RunningServer, AsyncDisposable {}

/** One server with this configuration on top of what every test needs; resolves when it listens. */
export async function startServer(folder: string, port: number, configuration: readonly string[]): Promise<Running> {
  await mkdir(folder, { recursive: true });
  const child = spawnServer(folder, ['-']);
  child.stdin.end(`${['bind 127.0.0.1', `port ${port}`, `dir "${folder}"`, 'save ""', ...configuration].join('\n')}\n`);
  return await running(child, folder, port, /ready to accept connections/i);
}

/** The same for a sentinel. */
export async function startSentinel(folder: string, port: number, configuration: readonly string[]): Promise<Running> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'sentinel.conf');
  await writeFile(file, `${['bind 127.0.0.1', `port ${port}`, `dir "${folder}"`, ...configuration].join('\n')}\n`);
  const child = spawnServer(folder, [file, '--sentinel']);
  return await running(child, folder, port, /Sentinel ID is/);
}

/**
 * Shell text that becomes the server (the same process, so that signals reach it) and leaves behind a loop that kills it once it has another parent: nobody disposes of anything when
 * the runner is killed. A parent that is dead but not reaped still answers `kill -0`, hence /proc.
 */
const watched = 'parent=$PPID; (while read -r _ _ _ now _ < /proc/$$/stat && [ "$now" = "$parent" ]; do sleep 1; done; [ -e /proc/$$ ] && kill -9 $$) < /dev/null > /dev/null 2>&1 & exec "$0" "$@"';

/** On Linux it ends within a second of its parent, however that ends. */
function spawnServer(folder: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  const { command, env } = redisCommand();
  const options = { cwd: folder, env: { ...process.env, ...env } };
  return process.platform === 'linux' ? spawn('sh', ['-c', watched, command, ...args], options) : spawn(command, args, options);
}

async function running(child: ChildProcess, folder: string, port: number, ready: RegExp): Promise<Running> {
  let output = '';
  const keep = (chunk: Buffer): void => { output = (output + chunk.toString()).slice(-8_000); };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await until('the server is ready', () => {
    if (child.exitCode !== null) throw new Error(`redis-server ended: ${output}`);
    return ready.test(output);
  });
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  return { port, folder, kill, send: (signal) => void child.kill(signal), [Symbol.asyncDispose]: kill };
}

export interface TestTlsServer extends AsyncDisposable {
  /** Its certificate, which no system trusts. */
  readonly caFile: string;
  readonly port: number;
}

/** One server at `address` that speaks TLS only and lets in nobody but these users (as in `ACL SETUSER`). */
export async function startTestTls(users: readonly string[], address = '127.0.0.1'): Promise<TestTlsServer> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await temporaryFolder());
  const port = await freePort();
  await keptCertificate(folder.path, [address], new Date());
  const caFile = join(folder.path, 'tls', 'certificate.pem');
  opened.use(await startServer(join(folder.path, 'redis'), 0, [
    `bind ${address}`, `tls-port ${port}`, `tls-cert-file "${caFile}"`, `tls-key-file "${join(folder.path, 'tls', 'key.pem')}"`, 'tls-auth-clients no', 'user default off', ...users.map((user) => `user ${user}`),
  ]));
  const owned = opened.move();
  return { caFile, port, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

export interface TestCluster extends AsyncDisposable {
  /** `redis+cluster://…` */
  readonly url: string;
  readonly masters: readonly RunningServer[];
  /** The replica of the master at the same place. */
  readonly replicas: readonly RunningServer[];
  /** Which master has this key, as the cluster was made: its place in `masters`. */
  placeOf(key: string): Promise<number>;
  /** Whether the replica at this place took over. */
  tookOver(place: number): Promise<boolean>;
}

const slots = 16_384;
const password = 'of-the-tests';

/** Masters that share the slots, and a replica of each: they fail over within about two seconds. */
export async function startTestCluster(masterCount = 3): Promise<TestCluster> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await temporaryFolder());
  const ports = await freePorts(masterCount * 4);
  const start = async (index: number): Promise<Running> => opened.use(await startServer(join(folder.path, `node-${index}`), ports[index * 2] ?? 0, [
    'cluster-enabled yes', `cluster-port ${ports[index * 2 + 1] ?? 0}`, 'cluster-node-timeout 1000', 'cluster-replica-validity-factor 0', 'repl-diskless-sync-delay 0',
    'appendonly yes', 'appendfsync everysec', `requirepass ${password}`, `masterauth ${password}`,
  ]));
  const nodes = await Promise.all(Array.from({ length: masterCount * 2 }, (_, index) => start(index)));
  const clients = nodes.map(({ port }) => opened.adopt(new Redis({ host: '127.0.0.1', port, password, lazyConnect: true, maxRetriesPerRequest: 0 }), (client) => client.disconnect()));
  for (const client of clients) client.on('error', () => {});
  const ask = async (server: RunningServer, ...[command = 'PING', ...args]: readonly string[]): Promise<unknown> => clients[nodes.findIndex((node) => node === server)]?.call(command, ...args);

  const masters = nodes.slice(0, masterCount);
  const replicas = nodes.slice(masterCount);
  await Promise.all(masters.map((node, index) => ask(node, 'CLUSTER', 'ADDSLOTSRANGE', String(Math.floor((index * slots) / masterCount)), String(Math.floor(((index + 1) * slots) / masterCount) - 1))));
  const [first] = masters;
  if (!first) throw new Error('no masters');
  await Promise.all(nodes.map((node, index) => ask(node, 'CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1))));
  for (const [index, node] of nodes.entries()) if (node !== first) await ask(first, 'CLUSTER', 'MEET', '127.0.0.1', String(node.port), String(ports[index * 2 + 1]));
  const ids = await Promise.all(masters.map(async (node) => String(await ask(node, 'CLUSTER', 'MYID'))));
  const everywhere = async (text: string): Promise<boolean> => (await Promise.all(nodes.map((node) => ask(node, 'CLUSTER', 'INFO')))).every((facts) => String(facts).includes(text));
  await until('all nodes know each other', () => everywhere(`cluster_known_nodes:${nodes.length}`));
  for (const [index, replica] of replicas.entries()) {
    await until('the replica knows its master', async () => String(await ask(replica, 'CLUSTER', 'NODES')).includes(ids[index] ?? '?'));
    await ask(replica, 'CLUSTER', 'REPLICATE', ids[index] ?? '');
  }
  await until('the cluster is whole', () => everywhere('cluster_state:ok'));
  await until('every replica follows', async () => (await Promise.all(replicas.map((replica) => ask(replica, 'INFO', 'replication')))).every((facts) => String(facts).includes('master_link_status:up')));
  const owned = opened.move();
  return {
    url: `redis+cluster://:${password}@${masters.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    masters, replicas,
    async placeOf(key) {
      const slot = Number(await ask(first, 'CLUSTER', 'KEYSLOT', key));
      return masters.findLastIndex((_, index) => slot >= Math.floor((index * slots) / masterCount));
    },
    async tookOver(place) {
      const replica = replicas[place];
      return replica !== undefined && String(await ask(replica, 'INFO', 'replication')).includes('role:master');
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

export interface TestSentinels extends AsyncDisposable {
  /** `redis+sentinel://…` */
  readonly url: string;
  readonly master: RunningServer;
  readonly sentinels: readonly RunningServer[];
  /** Whether the replica took over. */
  tookOver(): Promise<boolean>;
}

/** A master, its replica, and three sentinels that watch them; they fail over within about two seconds. */
export async function startTestSentinels(): Promise<TestSentinels> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await temporaryFolder());
  const [masterPort = 0, replicaPort = 0, ...sentinelPorts] = await freePorts(5);
  const own = ['appendonly yes', 'repl-diskless-sync-delay 0', `requirepass ${password}`, `masterauth ${password}`];
  const master = opened.use(await startServer(join(folder.path, 'master'), masterPort, own));
  const replica = opened.use(await startServer(join(folder.path, 'replica'), replicaPort, [...own, `replicaof 127.0.0.1 ${masterPort}`]));
  const sentinels = await Promise.all(sentinelPorts.map(async (port, index) => opened.use(await startSentinel(join(folder.path, `sentinel-${index}`), port, [
    `sentinel monitor school 127.0.0.1 ${masterPort} 2`, `sentinel auth-pass school ${password}`, 'sentinel down-after-milliseconds school 1000', 'sentinel failover-timeout school 5000',
  ]))));
  for (const { port } of sentinels) {
    const client = new Redis({ host: '127.0.0.1', port });
    try {
      await until('the sentinel knows the replica and the others', async () => {
        const facts = await client.info('sentinel');
        return facts.includes('slaves=1,sentinels=3');
      });
    } finally {
      client.disconnect();
    }
  }
  const owned = opened.move();
  return {
    url: `redis+sentinel://:${password}@${sentinelPorts.map((port) => `127.0.0.1:${port}`).join(',')}/school`,
    master, sentinels,
    async tookOver() {
      const client = new Redis({ host: '127.0.0.1', port: replica.port, password });
      try {
        return (await client.info('replication')).includes('role:master');
      } finally {
        client.disconnect();
      }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
