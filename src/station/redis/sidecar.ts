import { Redis } from 'ioredis';
import { ZhiyueError } from '../../contract/errors.ts';
import { type Fault, type FaultCode, fault } from '../../contract/faults.ts';
import { parseRedisUrl, type RedisAddress, shownAddress } from './address.ts';
import { answersAnew, closeConnection, type ConnectionOptions, onDuplicate, openConnection, type RedisConnection, type RedisTarget, type ServerOptions, targetOf } from './connection.ts';
import type { RedisCommand } from './find-redis.ts';
import { startLooking } from './look.ts';
import { type OwnServer, startOwnServer } from './own-server.ts';
import { refusalOf } from './refusal.ts';
import type { RedisTrouble } from './trouble.ts';
import type { RedisRefusesWrites } from '../../contract/routes/work.ts';
import { startUnsticking } from './unstick.ts';

export type { RedisTrouble } from './trouble.ts';

export interface RedisServerOptions {
  /** The station's data folder; the sidecar keeps its files in `<dataFolder>/redis`. Needed where there is no `url`. */
  readonly dataFolder: string;
  /** Redis of somebody else's, as `parseRedisUrl` understands it: no sidecar is started. */
  readonly url?: string;
  /** What the URL was given by, for messages; `REDIS_URL` when left out. */
  readonly urlName?: string;
  /** The program to run, from `findRedisServer`; `null` or left out: there is none. */
  readonly server?: RedisCommand | null;
  readonly onTrouble?: (trouble: RedisTrouble) => void;
}

export interface RedisServer extends AsyncDisposable {
  /** A new connection that reconnects for ever; `role` names it in `CLIENT LIST`. Closed at the latest with the server. */
  connect(role: string, options?: ConnectionOptions): RedisConnection;
  /** Looks whether what lies under this hash tag stays there; see `onReconnect`. */
  guard(hashTag: string): void;
  healthy(): boolean;
  /** Why it takes no writes though it answers; null: it takes them, or does not answer at all. */
  refuses(): RedisRefusesWrites | null;
  /** Calls back each time Redis can be reached again after it could not, when it was emptied, and when a replica took over: anything in it may be gone. Returns the unsubscriber. */
  onReconnect(listener: () => void): () => void;
  /** Process id of the sidecar; null while it is down, and for a server of somebody else's. */
  readonly pid: number | null;
  /** Whether the server is our own sidecar, so that nobody else works on it. */
  readonly own: boolean;
  /** Whether keys are spread over several masters by their hash tags. */
  readonly clustered: boolean;
}

const reachWithinMs = 5_000;
/** XTRIM MINID, which keeps the stream short, is there since 6.2. */
const oldestVersion = [6, 2] as const;

/** Starts the station's own redis-server (or connects to `url`) and waits until it answers. Throws `redis-missing`, `redis-unreachable`, `disk-full`, `option-invalid` for a URL that makes no sense. */
export async function startRedis(options: RedisServerOptions): Promise<RedisServer> {
  const onTrouble = options.onTrouble ?? (() => {});
  const address = options.url === undefined ? null : parseRedisUrl(options.url, options.urlName);
  const sidecar = address === null ? await startOwn(options, onTrouble) : null;
  const target: RedisTarget = address === null ? { kind: 'server', options: ownTarget(sidecar) } : await targetOf(address, options.urlName);

  const connections = new Set<RedisConnection>();
  /** Others make them, wait on them, and begin them anew where they wait too long. */
  const duplicates = new Set<RedisConnection>();
  const connect = (role: string, how?: ConnectionOptions): RedisConnection => {
    const connection = openConnection(target, role, how);
    connections.add(connection);
    onDuplicate(connection, (duplicate) => {
      duplicates.add(duplicate);
      duplicate.once('end', () => duplicates.delete(duplicate));
    });
    const troubled = (error: Error): void => onTrouble({ kind: 'connection', detail: `${role}: ${error.message}` });
    connection.once('end', () => connections.delete(connection));
    connection.on('error', troubled);
    connection.on('node error', troubled);
    return connection;
  };

  const unsticking = startUnsticking(() => [...connections, ...duplicates]);
  const watch = connect('watch', { tellsReadOnly: true });
  const listeners = new Set<() => void>();
  try {
    await reach(watch, address === null ? null : shownAddress(address), silenceAt(address));
  } catch (error) {
    unsticking[Symbol.dispose]();
    closeConnection(watch);
    await sidecar?.[Symbol.asyncDispose]();
    throw error;
  }
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  watch.on('ready', tell);
  const renew = (): void => {
    for (const connection of connections) if (connection.status === 'ready') connection.disconnect(true);
  };
  let closing: Promise<void> | null = null;
  let probing = false;
  /** One server that is frozen is waited for, unless it is only our connections that get no answer. */
  const probe = async (): Promise<void> => {
    if (probing) return;
    probing = true;
    const answers = await answersAnew(target);
    probing = false;
    if (answers && closing === null && !looking.answered) renew();
  };
  const looking = await startLooking(watch, {
    onLoss: tell,
    onHung: () => {
      // Of several servers another may have taken over, which only a new connection finds out.
      if (address?.kind === 'sentinel' || address?.kind === 'cluster') renew();
      else if (address !== null) void probe();
    },
  });

  const close = async () => {
    listeners.clear();
    await looking[Symbol.asyncDispose]();
    unsticking[Symbol.dispose]();
    for (const connection of [...connections, ...duplicates]) closeConnection(connection);
    await sidecar?.[Symbol.asyncDispose]();
  };
  return {
    connect,
    guard: (hashTag) => {
      // One server is lost whole, or not at all.
      if (address?.kind === 'cluster') looking.guard(hashTag);
    },
    healthy: () => watch.status === 'ready' && looking.answered,
    refuses: () => looking.refuses,
    onReconnect: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get pid() { return sidecar?.pid() ?? null; },
    own: sidecar !== null,
    clustered: address?.kind === 'cluster',
    [Symbol.asyncDispose]: () => (closing ??= close()),
  };
}

async function startOwn(options: RedisServerOptions, onTrouble: (trouble: RedisTrouble) => void): Promise<OwnServer> {
  if (options.server === undefined || options.server === null) {
    throw new ZhiyueError('redis-missing', 'There is no redis-server: run `npm run setup`, install Redis or Valkey, or set ZHIYUE_REDIS_SERVER to the program or REDIS_URL to a running server.');
  }
  return await startOwnServer(options.server, options.dataFolder, onTrouble);
}

function ownTarget(sidecar: OwnServer | null): ServerOptions {
  return sidecar === null ? {} : { ...sidecar.listen, password: sidecar.password };
}

/** What to say where nothing is heard. */
function silenceAt(address: RedisAddress | null): FaultCode {
  if (address?.kind === 'socket') return 'redis-socket-silent';
  return address !== null && address.tls !== null ? 'redis-silent-tls' : 'redis-silent';
}

/** Waits for the first answer, and looks whether the server is one that we can use. `about` is its address without the password, which never gets into a message. */
async function reach(watch: RedisConnection, about: string | null, silence: FaultCode): Promise<void> {
  const unusable = (why: Fault, cause?: unknown): ZhiyueError => ZhiyueError.of('redis-unreachable', [why], { ...(about === null ? {} : { about }), cause });
  const late = Promise.withResolvers<never>();
  let last: Error | null = null;
  const remember = (error: Error): void => {
    last = error;
    const refusal = refusalOf(error);
    if (refusal?.final === true) late.reject(unusable(refusal.fault, error));
  };
  watch.on('error', remember);
  watch.on('node error', remember);
  const timer = setTimeout(() => {
    late.reject(unusable(refusalOf(last)?.fault ?? fault(silence, { seconds: reachWithinMs / 1000 }), last));
  }, reachWithinMs);
  try {
    const facts = await Promise.race([watch.info('server'), late.promise]);
    const version = /redis_version:(\d+)\.(\d+)/.exec(facts);
    const [major, minor] = [Number(version?.[1]), Number(version?.[2])];
    if (major < oldestVersion[0] || (major === oldestVersion[0] && minor < oldestVersion[1])) {
      throw unusable(fault('redis-old', { version: `${major}.${minor}`, needed: oldestVersion.join('.') }));
    }
    // ioredis would go on in database 0, beside somebody else's keys.
    if (watch instanceof Redis && watch.options.db) await watch.select(watch.options.db);
  } catch (error) {
    if (error instanceof ZhiyueError) throw error;
    throw unusable(refusalOf(error)?.fault ?? fault('redis-refuses', { reason: error instanceof Error ? error.message : String(error) }), error);
  } finally {
    clearTimeout(timer);
    watch.off('error', remember);
    watch.off('node error', remember);
  }
}
