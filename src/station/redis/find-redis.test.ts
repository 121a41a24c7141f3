import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../tests/support/redis.ts';
import { findRedisServer } from './find-redis.ts';

async function program(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, '#!/bin/sh\n');
  await chmod(path, 0o755);
  return path;
}

describe.skipIf(process.platform === 'win32')('the search for redis-server', () => {
  it('takes the named one before the bundled one before the one on PATH', async () => {
    await using folder = await temporaryFolder();
    const nothing = { env: { PATH: folder.path }, resourcesFolder: join(folder.path, 'resources') };
    expect(findRedisServer(nothing)).toBeNull();
    const onPath = await program(join(folder.path, 'tools', 'valkey-server'));
    const env = { PATH: ['', folder.path, dirname(onPath)].join(delimiter) };
    expect(findRedisServer({ ...nothing, env })).toEqual({ command: onPath, env: {} });
    const bundled = await program(join(folder.path, 'resources', 'redis', `${process.platform}-${process.arch}`, 'bin', 'redis-server'));
    expect(findRedisServer({ ...nothing, env })?.command).toBe(bundled);
    const named = await program(join(folder.path, 'named', 'redis-server'));
    expect(findRedisServer({ ...nothing, env: { ...env, ZHIYUE_REDIS_SERVER: named } })?.command).toBe(named);
  });

  it('does not quietly take another one when the named one is not there', async () => {
    expect(() => findRedisServer({ env: { ...process.env, ZHIYUE_REDIS_SERVER: '/nowhere/redis-server' } })).toThrow(expect.objectContaining({ code: 'redis-missing', about: '/nowhere/redis-server' }));
  });

  it.runIf(process.platform === 'linux')('lets an unpacked server find the libraries beside it', async () => {
    await using folder = await temporaryFolder();
    const named = await program(join(folder.path, 'bin', 'redis-server'));
    const libraries = join(folder.path, 'lib', 'x86_64-linux-gnu');
    await mkdir(libraries, { recursive: true });
    await writeFile(join(libraries, 'libjemalloc.so.2'), '');
    expect(findRedisServer({ env: { ZHIYUE_REDIS_SERVER: named, LD_LIBRARY_PATH: '/before' } })).toEqual({ command: named, env: { LD_LIBRARY_PATH: `${join(folder.path, 'bin', '..', 'lib', 'x86_64-linux-gnu')}:/before` } });
  });
});
