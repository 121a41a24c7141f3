import type { Redis, RedisOptions } from 'ioredis';
import type { RedisCommand } from './find-redis.ts';

/** What went wrong with Redis while the station ran, for the log and the health screen; the server deals with it itself. */
export interface RedisTrouble {
  readonly kind: 'died' | 'restart-failed' | 'files-set-aside' | 'orphan-stopped' | 'connection';
  readonly detail: string;
}

export interface RedisServerOptions {
  /** The station's data folder; the sidecar keeps its files in `<dataFolder>/redis`. */
  readonly dataFolder: string;
  /** A server of somebody else's (`redis://…`): no sidecar is started. */
  readonly url?: string;
  /** The program to run, from `findRedisServer`; `null` or left out: there is none. */
  readonly server?: RedisCommand | null;
  readonly onTrouble?: (trouble: RedisTrouble) => void;
}

export interface RedisServer extends AsyncDisposable {
  /** A new connection that reconnects for ever; `role` names it in `CLIENT LIST`. Closed at the latest with the server. */
  connect(role: string, options?: RedisOptions): Redis;
  healthy(): boolean;
  /** Calls back each time the server can be reached again after it could not: anything in it may be gone. Returns the unsubscriber. */
  onReconnect(listener: () => void): () => void;
  /** Process id of the sidecar; null while it is down, and for a server of somebody else's. */
  readonly pid: number | null;
  /** Whether the server is our own sidecar, so that nobody else works on it. */
  readonly own: boolean;
}

/** Starts the station's own redis-server (or connects to `url`) and waits until it answers. Throws `redis-missing`, `redis-unreachable`, `disk-full`. */
export async function startRedis(_options: RedisServerOptions): Promise<RedisServer> {
  throw new Error('not yet');
}
