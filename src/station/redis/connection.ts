/** How a connection is made, whatever Redis is: a socket, one server, what sentinels watch, or a cluster. */
import { readFile } from 'node:fs/promises';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { ZhiyueError } from '../../contract/errors.ts';
import { fault } from '../../contract/faults.ts';
import type { RedisAddress, RedisNode } from './address.ts';
import { GatheringRedis } from './gathering.ts';

/** Both take the same commands. In a cluster the keys of one command must share a hash tag (`{…}`). */
export type RedisConnection = Redis | Cluster;

/** What a connection may be asked to do differently. */
export interface ConnectionOptions {
  /** A command fails as soon as the server is away, instead of waiting for it to come back. */
  readonly impatient?: boolean;
  /** A command that a replica refuses fails, instead of being sent again until there is a master. */
  readonly tellsReadOnly?: boolean;
  /** Commands of one turn of the event loop leave in one write, for a connection of many small ones. A cluster's send each by itself. */
  readonly gathering?: boolean;
}

/** ioredis' options, without the one that changes the shape of replies. */
export type ServerOptions = Omit<RedisOptions, 'replyMapping'>;

/** How to reach Redis, with the secrets that its address only names. */
export type RedisTarget =
  | { readonly kind: 'server'; readonly options: ServerOptions }
  | { readonly kind: 'cluster'; readonly nodes: readonly RedisNode[]; readonly options: Pick<RedisOptions, 'username' | 'password' | 'tls'> };

/** Reads the files that the address names. Throws ZhiyueError option-invalid about `name` when one cannot be read. */
export async function targetOf(address: RedisAddress, name = 'REDIS_URL'): Promise<RedisTarget> {
  const password = address.passwordFile === null ? address.password : (await fileOf(address.passwordFile, 'password-file', name)).trim();
  const login = { ...(address.username === null ? {} : { username: address.username }), ...(password === null ? {} : { password }) };
  if (address.kind === 'socket') return { kind: 'server', options: { path: address.path, ...login } };
  const tls = address.tls === null ? {} : { tls: address.tls.caFile === null ? {} : { ca: await fileOf(address.tls.caFile, 'ca', name) } };
  switch (address.kind) {
    case 'single': return { kind: 'server', options: { ...address.node, db: address.db, ...tls, ...login } };
    case 'cluster': return { kind: 'cluster', nodes: address.nodes, options: { ...tls, ...login } };
    case 'sentinel': return {
      kind: 'server',
      options: {
        sentinels: [...address.sentinels], name: address.master, db: address.db, ...login, ...tls,
        ...('tls' in tls ? { enableTLSForSentinelMode: true, sentinelTLS: tls.tls } : {}),
        ...(address.sentinelUsername === null ? {} : { sentinelUsername: address.sentinelUsername }),
        ...(address.sentinelPassword === null ? {} : { sentinelPassword: address.sentinelPassword }),
        sentinelRetryStrategy: backoff,
        // A sentinel that is frozen takes a connection, and says nothing.
        sentinelCommandTimeout: sentinelAnswersWithinMs,
      },
    };
  }
}

async function fileOf(path: string, option: string, name: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw ZhiyueError.of('option-invalid', [fault('redis-url-file', { name, path, option })], { about: name, cause });
  }
}

/** Waits before the first, second … attempt to connect again, in milliseconds; without end. */
const backoff = (times: number): number => Math.min(20 * times, 1_000);
const reachWithinMs = 5_000;
const sentinelAnswersWithinMs = 2_000;
/** How often a cluster is asked again while one of its masters is away. Patient commands wait for the failover, however long it takes. */
const redirections = { impatient: 8, patient: Number.MAX_SAFE_INTEGER } as const;

/** Opens a connection that comes back by itself; `role` names it in `CLIENT LIST`. */
export function openConnection(target: RedisTarget, role: string, { impatient = false, gathering = false, tellsReadOnly = false }: ConnectionOptions = {}): RedisConnection {
  const each = {
    connectionName: `zhiyue:${role}`.replaceAll(/\s/g, '-'),
    // A command waits for the server to come back; who must not wait says so.
    maxRetriesPerRequest: impatient ? 0 : null,
    // What is left of ioredis' waiting for a server that still loads its files; by default it may sleep for seconds.
    maxLoadingRetryTime: 200,
    // How long a closed connection may linger; by default its timer keeps the process alive for 2 s.
    disconnectTimeout: 100,
    keepAlive: 10_000,
    connectTimeout: reachWithinMs,
    disableClientInfo: true,
    // After a failover the old master is a replica: its connection is of no use any more.
    reconnectOnError: (error: Error) => (error.message.includes('READONLY') ? tellsReadOnly ? 1 as const : 2 as const : false),
  };
  if (target.kind === 'server') {
    const connection = new (gathering ? GatheringRedis : Redis)({ ...target.options, ...each, retryStrategy: backoff });
    // ioredis listens to the end of its socket once for each reply by which a read-only server has it reconnect: as many as are under way, and they go with the socket.
    return connection.on('connect', () => void connection.stream.setMaxListeners(0));
  }
  return new Cluster([...target.nodes], {
    redisOptions: { ...target.options, ...each },
    clusterRetryStrategy: backoff,
    maxRedirections: impatient ? redirections.impatient : redirections.patient,
    retryDelayOnFailover: 100,
    retryDelayOnClusterDown: 100,
    // Two nodes that do not agree yet who is the master would send a command to and fro.
    retryDelayOnMoved: 20,
    slotsRefreshTimeout: 2_000,
    slotsRefreshInterval: 2_000,
    // With TLS a node must be asked by the name that its certificate has.
    ...(target.options.tls === undefined ? {} : { dnsLookup: (host, done) => done(null, host) }),
  });
}

/**
 * Ends a connection whatever its state, and rejects what still waits on it. ioredis' own `disconnect()` forgets the commands of a connection that is
 * between two attempts to reconnect: who awaits one of them would wait for ever. One more attempt, known to be the last, lets ioredis settle them.
 */
export function closeConnection(connection: RedisConnection): void {
  if (connection.status === 'end') return;
  if (connection instanceof Cluster && connection.nodes().length === 0) {
    // A cluster ends when the last connection to a node does. Where there is none, only one that was never opened ends at once.
    connection.status = 'wait';
    connection.disconnect();
    return;
  }
  const between = connection.status === 'reconnecting';
  connection.disconnect();
  if (!between) return;
  connection.once('ready', () => connection.disconnect());
  connection.connect().catch(() => {});
  // A server that is frozen takes the connection and never makes it ready.
  setTimeout(() => connection.disconnect(), reachWithinMs).unref();
}

/** Calls back with each duplicate that is made of a connection: BullMQ makes one for each worker, to wait on. */
export function onDuplicate(connection: RedisConnection, listener: (duplicate: RedisConnection) => void): void {
  const told = <C extends RedisConnection>(duplicate: C): C => {
    listener(duplicate);
    return duplicate;
  };
  if (connection instanceof Cluster) {
    const duplicate = connection.duplicate.bind(connection);
    connection.duplicate = (...options) => told(duplicate(...options));
  } else {
    const duplicate = connection.duplicate.bind(connection);
    connection.duplicate = (...options) => told(duplicate(...options));
  }
}

const probeWithinMs = 3_000;

/** Whether a connection that is made now gets an answer. Where it does and older ones get none, those lead nowhere any more: something between here and there has forgotten them. */
export async function answersAnew(target: RedisTarget): Promise<boolean> {
  const probe = openConnection(target, 'probe', { impatient: true });
  probe.on('error', () => {});
  const late = AbortSignal.timeout(probeWithinMs);
  try {
    return await Promise.race([
      probe.ping().then(() => true, () => false),
      new Promise<boolean>((resolve) => late.addEventListener('abort', () => resolve(false), { once: true })),
    ]);
  } finally {
    closeConnection(probe);
  }
}
