import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { freePort, freePorts } from '../../../tests/support/free-port.ts';
import { startSentinel, startServer } from '../../../tests/support/redis-servers.ts';
import { redisCommand, temporaryFolder, until } from '../../../tests/support/redis.ts';
import { startRedis } from './sidecar.ts';

const codeOf = async (url: string): Promise<unknown> => {
  await using folder = await temporaryFolder();
  try {
    await using _ = await startRedis({ dataFolder: folder.path, url });
    return 'usable';
  } catch (error) {
    return error instanceof Error && 'faults' in error && Array.isArray(error.faults) ? error.faults[0].code : error;
  }
};

test('a wrong address of a Redis is told by what is there', async () => {
  const port = await freePort();
  const server = spawn(redisCommand().command, ['--port', String(port), '--save', '', '--requirepass', 'right', '--bind', '127.0.0.1'], { env: { ...process.env, ...redisCommand().env }, stdio: 'ignore' });
  try {
    const asking = new Redis({ port, password: 'right', maxRetriesPerRequest: null });
    asking.on('error', () => undefined);
    await asking.ping();
    asking.disconnect();
    const at = `127.0.0.1:${port}`;
    expect(await codeOf(`redis://:wrong@${at}`)).toBe('redis-password-wrong');
    expect(await codeOf(`redis://${at}`)).toBe('redis-password-needed');
    expect(await codeOf(`rediss://:right@${at}`)).toBe('redis-silent-tls');
    expect(await codeOf(`redis+cluster://:right@${at}`)).toBe('redis-single');
    expect(await codeOf(`redis://:right@${at}`)).toBe('usable');
  } finally {
    server.kill('SIGKILL');
    await once(server, 'exit');
  }
}, 30_000);

test('a socket where nobody listens is told as a socket', async () => {
  await using folder = await temporaryFolder();
  expect(await codeOf(`unix://${join(folder.path, 'nosuch.sock')}`)).toBe('redis-socket-none');
}, 20_000);

test('a server that answers and takes no writes is told, with why, until it takes them again', async () => {
  await using folder = await temporaryFolder();
  const port = await freePort();
  const server = spawn(redisCommand().command, ['--port', String(port), '--save', '', '--bind', '127.0.0.1'], { env: { ...process.env, ...redisCommand().env }, stdio: 'ignore' });
  const asking = new Redis({ port, maxRetriesPerRequest: null });
  asking.on('error', () => undefined);
  try {
    await asking.ping();
    await using redis = await startRedis({ dataFolder: folder.path, url: `redis://127.0.0.1:${port}` });
    expect([redis.healthy(), redis.refuses()]).toEqual([true, null]);
    await asking.config('SET', 'maxmemory', '1');
    await until('it is seen to be full', () => redis.refuses() === 'memory');
    await asking.config('SET', 'maxmemory', '0');
    await until('it is seen to have room', () => redis.refuses() === null);
    await asking.replicaof('127.0.0.1', 1);
    await until('it is seen to be a replica', () => redis.refuses() === 'read-only');
    await asking.replicaof('NO', 'ONE');
    await until('it is seen to be a master', () => redis.refuses() === null && redis.healthy());
  } finally {
    asking.disconnect();
    server.kill('SIGKILL');
    await once(server, 'exit');
  }
}, 60_000);

test('a web server in its place is no Redis', async () => {
  const web = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  }).listen(0, '127.0.0.1');
  await once(web, 'listening');
  const address = web.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    expect(await codeOf(`redis://127.0.0.1:${port}`)).toBe('redis-foreign');
    expect(await codeOf(`rediss://127.0.0.1:${port}`)).toBe('redis-plain');
  } finally {
    web.close();
  }
}, 20_000);

test('sentinels tell why they cannot be asked by themselves: what the address has before the @ is for the master', async () => {
  await using folder = await temporaryFolder();
  const [port = 0, sentinelPort = 0] = await freePorts(2);
  await using servers = new AsyncDisposableStack();
  servers.use(await startServer(join(folder.path, 'master'), port, ['requirepass right']));
  servers.use(await startSentinel(join(folder.path, 'sentinel'), sentinelPort, ['requirepass own', `sentinel monitor school 127.0.0.1 ${port} 1`, 'sentinel auth-pass school right']));
  const at = `redis+sentinel://:right@127.0.0.1:${sentinelPort}`;
  expect(await codeOf(`${at}/school`)).toBe('redis-sentinel-password-needed');
  expect(await codeOf(`${at}/school?sentinel-password=right`)).toBe('redis-sentinel-password-wrong');
  expect(await codeOf(`${at.replace('right', 'wrong')}/school?sentinel-password=own`)).toBe('redis-password-wrong');
  expect(await codeOf(`${at.replace(':right@', '')}/school?sentinel-password=own`)).toBe('redis-password-needed');
  expect(await codeOf(`redis+sentinel://:right@127.0.0.1:${port}/school?sentinel-password=right`)).toBe('redis-sentinel-none');
  expect(await codeOf(`${at}/school?sentinel-password=own`)).toBe('usable');
  expect(await codeOf(`${at}/scholl?sentinel-password=own`)).toBe('redis-sentinel-name');
}, 30_000);
