/** A real redis-server for tests, in a folder of its own that goes away with it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findRedisServer, type RedisCommand } from '../../src/station/redis/find-redis.ts';
import { type RedisServer, type RedisTrouble, startRedis } from '../../src/station/redis/sidecar.ts';

export interface TestRedis extends AsyncDisposable {
  readonly server: RedisServer;
  readonly dataFolder: string;
  readonly troubles: RedisTrouble[];
  /** Kills the server as `kill -9` does and returns; the sidecar brings it back. */
  kill(): void;
}

/** Where the sidecar of a server listens, and its password: for who looks at it from outside. */
export function socketOf(server: RedisServer): { readonly path: string; readonly password: string; readonly url: string } {
  const { options } = server.connect('look');
  if (!('path' in options) || options.path === undefined || typeof options.password !== 'string') throw new Error('It is no sidecar with a socket.');
  const { path, password } = options;
  return { path, password, url: `unix://:${password}@localhost${path}` };
}

/** The redis-server of this machine; a test without one fails, for the station cannot run without one either. */
export function redisCommand(): RedisCommand {
  const command = findRedisServer({ env: process.env });
  if (command === null) throw new Error('no redis-server: run `npm run setup` or set ZHIYUE_REDIS_SERVER');
  return command;
}

export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'zhiyue-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

export async function startTestRedis(): Promise<TestRedis> {
  const folder = await temporaryFolder();
  const troubles: RedisTrouble[] = [];
  const server = await startRedis({ dataFolder: folder.path, server: redisCommand(), onTrouble: (trouble) => troubles.push(trouble) });
  return {
    server,
    dataFolder: folder.path,
    troubles,
    kill: () => {
      if (server.pid !== null) process.kill(server.pid, 'SIGKILL');
    },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Waits until the condition holds; fails with `what` after a minute, so that a test says what did not come. Reading gives way to all else on a busy machine, and takes its time there. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await wait(5);
  }
}
