import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../../tests/support/free-port.ts';
import { openProxy } from '../../../tests/integration/client/cuttable-proxy.ts';
import { redisCommand, socketOf, startTestRedis, temporaryFolder, until } from '../../../tests/support/redis.ts';
import { startServerProcess } from './process.ts';
import { startRedis } from './sidecar.ts';

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('the redis sidecar', () => {
  it('answers, keeps what it holds over a restart, and is gone after the closing', async () => {
    await using folder = await temporaryFolder();
    let pid: number | null;
    {
      await using server = await startRedis({ dataFolder: folder.path, server: redisCommand() });
      pid = server.pid;
      expect(server).toMatchObject({ own: true });
      await server.connect('a').set('key', 'value');
      expect(server.healthy()).toBe(true);
      expect((await stat(join(folder.path, 'redis'))).mode & 0o777).toBe(0o700);
    }
    expect(pid !== null && alive(pid)).toBe(false);
    await using again = await startRedis({ dataFolder: folder.path, server: redisCommand() });
    expect(await again.connect('b').get('key')).toBe('value');
  });

  it('refuses who does not know the password, and shows it nowhere', async () => {
    await using redis = await startTestRedis();
    const { path, password } = socketOf(redis.server);
    expect(password).toHaveLength(64);
    const stranger = new Redis({ path, password: 'wrong', retryStrategy: () => null });
    await expect(stranger.get('key')).rejects.toThrow(/WRONGPASS|NOAUTH/);
    if (process.platform === 'linux') {
      for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) expect(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''), pid).not.toContain(password);
    }
    // What goes wrong goes to station.log as it is.
    redis.kill();
    await until('it says that it died', () => redis.troubles.some(({ kind }) => kind === 'died'));
    expect(JSON.stringify(redis.troubles)).not.toContain(password);
    for (const name of await readdir(join(redis.dataFolder, 'redis'), { recursive: true, withFileTypes: true })) {
      if (name.isFile()) expect(await readFile(join(name.parentPath, name.name), 'latin1')).not.toContain(password);
    }
  });

  it('comes back after kill -9, again and again, with what it had, and says so', async () => {
    await using redis = await startTestRedis();
    let back = 0;
    redis.server.onReconnect(() => { back += 1; });
    const connection = redis.server.connect('a');
    await connection.set('key', 'value');
    // Where the disk is busy with an earlier write Redis answers first, and keeps this one in memory for up to two seconds.
    await until('it is written', async () => (await connection.info('persistence')).includes('aof_buffer_length:0'));
    for (let round = 1; round <= 3; round += 1) {
      const before = redis.server.pid;
      redis.kill();
      await until('it is back', () => back >= round && redis.server.pid !== before && redis.server.healthy());
      expect(await connection.get('key')).toBe('value');
    }
    expect(redis.troubles.filter(({ kind }) => kind === 'died')).toHaveLength(3);
  });

  it('says so when it was emptied, though no connection broke', async () => {
    await using redis = await startTestRedis();
    let told = 0;
    redis.server.onReconnect(() => { told += 1; });
    await redis.server.connect('a').flushall();
    await until('it was told', () => told === 1);
  });

  it('sets files aside with which it cannot start, and starts empty', async () => {
    await using folder = await temporaryFolder();
    const files = join(folder.path, 'redis', 'appendonlydir');
    await mkdir(files, { recursive: true });
    await writeFile(join(files, 'appendonly.aof.manifest'), 'this is no manifest\n');
    const troubles: string[] = [];
    await using server = await startRedis({ dataFolder: folder.path, server: redisCommand(), onTrouble: ({ kind }) => troubles.push(kind) });
    expect(await server.connect('a').keys('[^z]*')).toEqual([]);
    expect(troubles).toContain('files-set-aside');
    expect((await readdir(join(folder.path, 'redis'))).some((name) => name.startsWith('set-aside-'))).toBe(true);
  });

  it('works in a folder whose path is too long for a socket, and with signs that need quoting', async () => {
    await using folder = await temporaryFolder();
    const dataFolder = join(folder.path, 'a "quoted" \\ folder 数据', 'x'.repeat(100));
    await using server = await startRedis({ dataFolder, server: redisCommand() });
    expect(await server.connect('a').ping()).toBe('PONG');
    expect(await readdir(join(dataFolder, 'redis'))).toContain('appendonlydir');
  });

  it('ends with a station that is killed, or is stopped by the next one', async () => {
    await using folder = await temporaryFolder();
    const command = redisCommand();
    const station = spawn(process.execPath, ['--input-type=module-typescript', '-e', `
      import { startRedis } from ${JSON.stringify(new URL('./sidecar.ts', import.meta.url).href)};
      const server = await startRedis({ dataFolder: ${JSON.stringify(folder.path)}, server: ${JSON.stringify(command)} });
      console.log(server.pid);
    `], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [chunk] = await once(station.stdout, 'data');
    const orphan = Number(String(chunk));
    expect(alive(orphan)).toBe(true);
    station.kill('SIGKILL');
    await using server = await startRedis({ dataFolder: folder.path, server: command });
    expect(await server.connect('a').ping()).toBe('PONG');
    await until('the old one is gone', () => !alive(orphan));
  });

  it('does not stop a process that only has the number of the old one', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, 'redis'));
    await writeFile(join(folder.path, 'redis', 'redis.pid.json'), JSON.stringify({ pid: process.pid, listen: join(folder.path, 'redis', 'redis.sock') }));
    await using server = await startRedis({ dataFolder: folder.path, server: redisCommand() });
    expect(server.pid).not.toBe(process.pid);
  });

  it('works on a server of somebody else, without one of its own', async () => {
    await using redis = await startTestRedis();
    await using folder = await temporaryFolder();
    await using server = await startRedis({ dataFolder: folder.path, url: socketOf(redis.server).url });
    expect(server).toMatchObject({ own: false, pid: null });
    expect(await server.connect('b').ping()).toBe('PONG');
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('notices that its connections get no answer any more though the server answers others, and makes new ones', async () => {
    await using folder = await temporaryFolder();
    const port = await freePort();
    const process = await startServerProcess(redisCommand(), { folder: folder.path, listen: { port }, password: 'p' });
    await using line = await openProxy(port);
    await using server = await startRedis({ dataFolder: folder.path, url: line.base.replace('http://', 'redis://:p@') });
    const connection = server.connect('b');
    await connection.set('kept', 'yes');
    let again = 0;
    server.onReconnect(() => { again++; });
    line.forget();
    expect(await connection.get('kept')).toBe('yes');
    await until('it says so', () => again > 0 && server.healthy());
    await process.stop();
  }, 30_000);

  it('says what to do when there is no server, when it does not run, and when nobody answers', async () => {
    await using folder = await temporaryFolder();
    const dataFolder = folder.path;
    await expect(startRedis({ dataFolder, server: null })).rejects.toMatchObject({ code: 'redis-missing', message: expect.stringContaining('npm run setup') });
    await expect(startRedis({ dataFolder, server: { command: '/nowhere/redis-server', env: {} } })).rejects.toMatchObject({ code: 'redis-missing' });
    const broken = join(import.meta.dirname, '../../../tests/fixtures/broken-server.sh');
    await expect(startRedis({ dataFolder, server: { command: broken, env: {} } })).rejects.toMatchObject({ code: 'redis-unreachable', message: expect.stringContaining('cannot map memory') });
    await expect(startRedis({ dataFolder, url: 'redis://:secret@127.0.0.1:1' })).rejects.toMatchObject({ code: 'redis-unreachable', about: '127.0.0.1:1', message: expect.not.stringContaining('secret') });
  }, 20_000);
});
