import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';
import { ZhiyueError } from '../../contract/errors.ts';
import { closeConnection } from './close-connection.ts';
import type { RedisCommand } from './find-redis.ts';
import { type OwnServer, startOwnServer } from './own-server.ts';
import type { RedisTrouble } from './trouble.ts';

export type { RedisTrouble } from './trouble.ts';

/** ioredis' options, without the one that changes the shape of replies. */
export type ConnectionOptions = Omit<RedisOptions, 'replyMapping'>;

export interface RedisServerOptions {
  /** The station's data folder; the sidecar keeps its files in `<dataFolder>/redis`. */
  readonly dataFolder: string;
  /** A server of somebody else's (`redis://…`, `rediss://…`, `unix:///path/to.sock`): no sidecar is started. */
  readonly url?: string;
  /** The program to run, from `findRedisServer`; `null` or left out: there is none. */
  readonly server?: RedisCommand | null;
  readonly onTrouble?: (trouble: RedisTrouble) => void;
}

export interface RedisServer extends AsyncDisposable {
  /** A new connection that reconnects for ever; `role` names it in `CLIENT LIST`. Closed at the latest with the server. */
  connect(role: string, options?: ConnectionOptions): Redis;
  healthy(): boolean;
  /** Calls back each time the server can be reached again after it could not, and when it was emptied: anything in it may be gone. Returns the unsubscriber. */
  onReconnect(listener: () => void): () => void;
  /** Process id of the sidecar; null while it is down, and for a server of somebody else's. */
  readonly pid: number | null;
  /** Whether the server is our own sidecar, so that nobody else works on it. */
  readonly own: boolean;
}

const reachWithinMs = 5_000;
const lookEveryMs = 1_000;
/** The key of a station that was killed goes by itself. */
const watchKeySeconds = 600;
/** XTRIM MINID, which keeps the stream short, is there since 6.2. */
const oldestVersion = [6, 2] as const;

/** Starts the station's own redis-server (or connects to `url`) and waits until it answers. Throws `redis-missing`, `redis-unreachable`, `disk-full`. */
export async function startRedis(options: RedisServerOptions): Promise<RedisServer> {
  const onTrouble = options.onTrouble ?? (() => {});
  const sidecar = options.url === undefined ? await startOwn(options, onTrouble) : null;
  const target: ConnectionOptions = sidecar === null ? targetOf(options.url ?? '') : { ...sidecar.listen, password: sidecar.password };

  const connections = new Set<Redis>();
  const connect = (role: string, own: ConnectionOptions = {}): Redis => {
    const settings: ConnectionOptions = {
      ...target,
      connectionName: `zhiyue:${role}`.replaceAll(/\s/g, '-'),
      // A command waits for the server to come back; who must not wait says so in `own`.
      maxRetriesPerRequest: null,
      retryStrategy: (times) => Math.min(20 * times, 1_000),
      // What is left of ioredis' waiting for a server that still loads its files; by default it may sleep for seconds.
      maxLoadingRetryTime: 200,
      // How long a closed connection may linger; by default its timer keeps the process alive for 2 s.
      disconnectTimeout: 100,
      keepAlive: 10_000,
      connectTimeout: reachWithinMs,
      disableClientInfo: true,
      ...own,
    };
    const connection = new Redis(settings);
    connections.add(connection);
    connection.once('end', () => connections.delete(connection));
    connection.on('error', (error: Error) => onTrouble({ kind: 'connection', detail: `${role}: ${error.message}` }));
    return connection;
  };

  const watch = connect('watch');
  const listeners = new Set<() => void>();
  try {
    await reach(watch, options.url);
  } catch (error) {
    closeConnection(watch);
    await sidecar?.[Symbol.asyncDispose]();
    throw error;
  }
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  watch.on('ready', tell);
  const stopLooking = await watchForEmptying(watch, tell);

  let closing: Promise<void> | null = null;
  const close = async () => {
    listeners.clear();
    await stopLooking();
    for (const connection of connections) closeConnection(connection);
    await sidecar?.[Symbol.asyncDispose]();
  };
  return {
    connect,
    healthy: () => watch.status === 'ready',
    onReconnect: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get pid() { return sidecar?.pid() ?? null; },
    own: sidecar !== null,
    [Symbol.asyncDispose]: () => (closing ??= close()),
  };
}

/** Leaves a key in Redis and looks every second whether it is still there: FLUSHALL closes no connection, and nobody who waits for a task would ever hear of it. */
async function watchForEmptying(watch: Redis, onEmptied: () => void): Promise<() => Promise<void>> {
  const key = `zhiyue:watch:${randomUUID()}`;
  const leave = () => watch.set(key, '1', 'EX', watchKeySeconds);
  // A server that takes no writes now (a full disk) may take them later: then the first look says that it was empty, which harms nobody.
  await leave().catch(() => {});
  const timer = setInterval(async () => {
    if (watch.status !== 'ready') return;
    try {
      if ((await watch.expire(key, watchKeySeconds)) === 1) return;
      await leave();
      onEmptied();
    } catch {
      // The connection broke: it tells when it is back.
    }
  }, lookEveryMs).unref();
  return async () => {
    clearInterval(timer);
    if (watch.status === 'ready') await Promise.race([watch.del(key).catch(() => {}), wait(200, undefined, { ref: false })]);
  };
}

async function startOwn(options: RedisServerOptions, onTrouble: (trouble: RedisTrouble) => void): Promise<OwnServer> {
  if (options.server === undefined || options.server === null) {
    throw new ZhiyueError('redis-missing', 'There is no redis-server: run `npm run setup`, install Redis or Valkey, or set ZHIYUE_REDIS_SERVER to the program or REDIS_URL to a running server.');
  }
  return await startOwnServer(options.server, options.dataFolder, onTrouble);
}

function targetOf(url: string): ConnectionOptions {
  const parsed = new URL(url);
  if (parsed.protocol === 'unix:') {
    return { path: decodeURIComponent(parsed.pathname), ...credentials(parsed) };
  }
  const db = Number(parsed.pathname.slice(1));
  return {
    host: parsed.hostname.replaceAll(/^\[|\]$/g, ''),
    port: parsed.port === '' ? 6379 : Number(parsed.port),
    ...(Number.isInteger(db) && db > 0 ? { db } : {}),
    ...(parsed.protocol === 'rediss:' ? { tls: {} } : {}),
    ...credentials(parsed),
  };
}

function credentials({ username, password }: URL): ConnectionOptions {
  return {
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  };
}

/** Waits for the first answer, and looks whether the server is one that we can use. The URL's password never gets into a message. */
async function reach(watch: Redis, url: string | undefined): Promise<void> {
  const about = url === undefined ? {} : { about: new URL(url).host || new URL(url).pathname };
  const late = Promise.withResolvers<never>();
  let last: Error | null = null;
  const remember = (error: Error) => { last = error; };
  watch.on('error', remember);
  const timer = setTimeout(() => {
    late.reject(new ZhiyueError('redis-unreachable', `Redis does not answer${last === null ? '' : `: ${String(last)}`}.`, { ...about, cause: last }));
  }, reachWithinMs);
  try {
    const facts = await Promise.race([watch.info('server'), late.promise]);
    const version = /redis_version:(\d+)\.(\d+)/.exec(facts);
    const [major, minor] = [Number(version?.[1]), Number(version?.[2])];
    if (major < oldestVersion[0] || (major === oldestVersion[0] && minor < oldestVersion[1])) {
      throw new ZhiyueError('redis-unreachable', `Redis ${major}.${minor} is too old; ${oldestVersion.join('.')} or newer is needed.`, about);
    }
  } catch (error) {
    if (error instanceof ZhiyueError) throw error;
    throw new ZhiyueError('redis-unreachable', `Redis refuses us: ${error instanceof Error ? error.message : String(error)}.`, { ...about, cause: error });
  } finally {
    clearTimeout(timer);
    watch.off('error', remember);
  }
}
