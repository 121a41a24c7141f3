import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { troubleWithServer } from './dist-redis.ts';

const root = path.resolve(import.meta.dirname, '..');
let folder = '';
beforeEach(async () => { folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-setup-')); });
afterEach(() => rm(folder, { recursive: true, force: true }));

function run(command: string, args: readonly string[], cwd: string): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(command, [...args], { cwd }, (_error, stdout, stderr) => resolve({ code: child.exitCode ?? 1, stdout, stderr }));
  });
}

test('the set-up finds everything in place and hands its arguments on', async () => {
  const echo = path.join(folder, 'echo.mjs');
  await writeFile(echo, 'console.log(process.version.split(".")[0], process.argv.slice(2).join(" "))');
  const ended = await run(process.execPath, ['scripts/setup.mjs', echo, 'one', '--two'], root);
  expect(ended).toEqual({ code: 0, stdout: 'v24 one --two\n', stderr: '' });
});

describe('the screens', () => {
  const stamp = async () => (await run(process.execPath, ['--input-type=module', '-e', `import { stampOf } from ${JSON.stringify(path.join(root, 'scripts/setup/screens.mjs'))}; console.log(stampOf(process.argv[1]))`, folder], root)).stdout;

  test('are built again when something that goes into them has changed, and only then', async () => {
    for (const name of ['src/renderer/app', 'src/client', 'src/contract', 'src/station']) await mkdir(path.join(folder, name), { recursive: true });
    await writeFile(path.join(folder, 'src/renderer/app/App.tsx'), 'one');
    const first = await stamp();
    expect(first).toMatch(/^[0-9a-f]{64}\n$/);
    await writeFile(path.join(folder, 'src/station/station.ts'), 'not theirs');
    await writeFile(path.join(folder, 'src/client/client.test.ts'), 'a test');
    expect(await stamp()).toBe(first);
    await writeFile(path.join(folder, 'src/renderer/app/App.tsx'), 'two');
    const second = await stamp();
    expect(second).not.toBe(first);
    await writeFile(path.join(folder, 'src/contract/live.ts'), 'new');
    expect(await stamp()).not.toBe(second);
  });
});

test('without a browser the tests of the screens are skipped, and it says why', async () => {
  const ended = await run(process.execPath, ['scripts/setup/chromium.mjs', '--dry-run'], root);
  expect(ended.code).toBe(1);
  expect(ended.stdout).toBe('');
  expect(ended.stderr).toContain('tests in a browser are skipped: ');
});

describe('npm run vendor:redis', () => {
  const place = () => path.join(folder, 'resources/redis', `${process.platform}-${process.arch}`, 'bin/redis-server');
  const vendor = (...args: readonly string[]) => run(process.execPath, ['scripts/vendor-redis.mjs', ...args], folder);
  const sum = async (file: string) => createHash('sha256').update(await readFile(file)).digest('hex');
  /** A valkey build in a tar.gz whose server only knows its version. */
  const build = async (program: string) => {
    const bin = path.join(folder, 'valkey-9/bin');
    await mkdir(bin, { recursive: true });
    await writeFile(path.join(bin, 'valkey-server'), program, { mode: 0o755 });
    await writeFile(path.join(bin, '../COPYING'), 'BSD 3-Clause');
    const archive = path.join(folder, 'valkey.tar.gz');
    await run('tar', ['-czf', archive, '-C', folder, 'valkey-9'], folder);
    return archive;
  };
  beforeEach(() => cp(path.join(root, 'scripts'), path.join(folder, 'scripts'), { recursive: true }));

  test('puts a build in place and says its version', async () => {
    const archive = await build('#!/bin/sh\necho Valkey server v=9.0.0\n');
    const ended = await vendor('--from', archive, '--sha256', await sum(archive));
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toContain('Valkey server v=9.0.0');
    expect(await readFile(place(), 'utf8')).toContain('Valkey');
  });

  test('keeps its licence, and writes down what was taken, so that an installer holds that and nothing else', async () => {
    const archive = await build('#!/bin/sh\necho Valkey server v=9.0.0\n');
    await vendor('--from', archive, '--sha256', await sum(archive));
    const server = path.resolve(place(), '../..');
    expect(await readFile(path.join(server, 'licences/valkey-9-COPYING'), 'utf8')).toBe('BSD 3-Clause');
    expect(JSON.parse(await readFile(path.join(server, 'vendored.json'), 'utf8'))).toMatchObject({ from: 'valkey.tar.gz', sha256: await sum(archive), files: { 'bin/redis-server': await sum(place()) } });
    expect(troubleWithServer(server)).toBe(null);
    await writeFile(place(), 'another');
    expect(troubleWithServer(server)).toContain('bin/redis-server is not the file that was put there');
    await rm(path.join(server, 'vendored.json'));
    expect(troubleWithServer(server)).toContain('npm run vendor:redis');
    expect(troubleWithServer(path.join(folder, 'nothing'))).toContain('There is no Redis server for');
  });

  test('takes nothing whose checksum is wrong', async () => {
    const archive = await build('#!/bin/sh\necho v\n');
    const ended = await vendor('--from', archive, '--sha256', '0'.repeat(64));
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('checksum');
    await expect(readFile(place())).rejects.toThrow();
  });

  test('takes nothing that does not run here', async () => {
    const archive = await build('#!/bin/sh\nexit 1\n');
    const ended = await vendor('--from', archive, '--sha256', await sum(archive));
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('does not run');
    await expect(readFile(place())).rejects.toThrow();
  });

  test('insists on a checksum', async () => {
    expect((await vendor('--from', 'x.tar.gz')).stderr).toContain('--sha256');
  });
});
