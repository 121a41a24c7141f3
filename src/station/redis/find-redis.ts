/** A redis-server that can be run: the program and what its environment needs on top of ours. */
export interface RedisCommand { readonly command: string; readonly env: Readonly<Record<string, string>> }

export interface FindRedisOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where `redis/<platform>-<arch>/` is; `resources/` of this package unless said otherwise. */
  readonly resourcesFolder?: string;
}

/** Looks for redis-server (or valkey-server): ZHIYUE_REDIS_SERVER, then `resources/redis/<platform>-<arch>/`, then PATH. Null when there is none. */
export function findRedisServer(_options: FindRedisOptions): RedisCommand | null {
  throw new Error('not yet');
}
