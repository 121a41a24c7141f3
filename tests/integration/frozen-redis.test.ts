/** A Redis that is frozen takes connections and answers nothing: whoever waits for it finds its successor, and whoever closes is not held up. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { closeConnection, openConnection } from '../../src/station/redis/connection.ts';
import { startRedis } from '../../src/station/redis/sidecar.ts';
import { type Queue, startQueue } from '../../src/station/queue/queue.ts';
import type { RedisServer } from '../../src/station/redis/sidecar.ts';
import { freePort } from '../support/free-port.ts';
import { temporaryFolder, until } from '../support/redis.ts';
import { startServer, startTestSentinels } from '../support/redis-servers.ts';

const openRedis = (url: string): Promise<RedisServer> => startRedis({ dataFolder: '/nowhere', url, onTrouble: () => undefined });

/** One task at a time, each of which runs until it is told to stop or `ends`. */
function openQueue(redis: RedisServer, ends: Promise<void>, begun: string[]): Promise<Queue> {
  return startQueue({
    redis, prefix: 'zhiyue:tasks', retryDelaysMs: [10], maxRetries: 3, onExhausted: () => undefined,
    definitions: [{
      type: 't', input: z.string(), priority: 'normal', concurrency: 1, timeoutMs: 60_000,
      run: async (input, { signal }) => {
        begun.push(z.string().parse(input));
        await Promise.race([ends, new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('told to stop')), { once: true }))]);
      },
    }],
  });
}

test('sentinels: the master and a sentinel freeze while connections are being made; they find the replica that took over, tasks go on, and nothing holds the closing up', async () => {
  await using sentinels = await startTestSentinels();
  const begun: string[] = [];
  {
    await using redis = await openRedis(sentinels.url);
    await using queue = await openQueue(redis, Promise.resolve(), begun);
    await redis.connect('before').set('a', '1');
    sentinels.sentinels[0]?.send('SIGSTOP');
    sentinels.master.send('SIGSTOP');
    // The kernel takes the connection, and the server never says a word: without anybody's doing these would wait until it is thawed.
    const made = redis.connect('made');
    expect(await made.set('a', '2')).toBe('OK');
    expect(await sentinels.tookOver()).toBe(true);
    await until('tasks can be added', () => queue.add('t', 'x', 'x').then(() => true, () => false));
    await until('tasks are taken', () => begun.includes('x'));
  }
  sentinels.master.send('SIGCONT');
});

test('a server freezes while a task runs: closing rejects what was asked and ends', async () => {
  await using folder = await temporaryFolder();
  const port = await freePort();
  await using server = await startServer(join(folder.path, 'redis'), port, []);
  const begun: string[] = [];
  const redis = await openRedis(`redis://127.0.0.1:${port}`);
  const queue = await openQueue(redis, new Promise(() => undefined), begun);
  await queue.add('t', 'x', 'x');
  await until('it runs', () => begun.length === 1);
  server.send('SIGSTOP');
  const asked = queue.add('t', 'y', 'y');
  asked.catch(() => undefined);
  await queue[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
  await expect(asked).rejects.toThrow('Connection is closed');
  server.send('SIGCONT');
});

test('a connection to a cluster of which no node is there ends when it is closed, and rejects what waits on it', async () => {
  const connection = openConnection({ kind: 'cluster', nodes: [{ host: '127.0.0.1', port: await freePort() }], options: {} }, 'lost');
  connection.on('error', () => undefined);
  const asked = connection.set('a', '1');
  asked.catch(() => undefined);
  await until('it tries again', () => connection.status === 'reconnecting');
  closeConnection(connection);
  await expect(asked).rejects.toThrow();
  expect(connection.status).toBe('end');
});
