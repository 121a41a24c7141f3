import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../tests/support/redis.ts';
import { commandPrefix, dataDirOption, withCommands } from './shown-command.ts';

async function checkout(folder: string): Promise<string> {
  const launcher = path.join(folder, 'station/src/cli/zhiyue.mjs');
  await mkdir(path.dirname(launcher), { recursive: true });
  await writeFile(launcher, '#!/usr/bin/env node\n', { mode: 0o755 });
  await writeFile(path.join(folder, 'station/package.json'), '{"name":"zhiyue-station"}');
  return launcher;
}

test('in the checkout a command is given to npx, which must not ask the registry', async () => {
  await using folder = await temporaryFolder();
  const launcher = await checkout(folder.path);
  for (const cwd of ['station', 'station/src']) expect(commandPrefix({ cwd: path.join(folder.path, cwd), environment: {}, launcher })).toBe('npx --no -- zhiyue');
});

test('elsewhere it is the installed command, or else the whole path', async () => {
  await using folder = await temporaryFolder();
  const launcher = await checkout(folder.path);
  const bin = path.join(folder.path, 'bin');
  await mkdir(bin);
  expect(commandPrefix({ cwd: folder.path, environment: { PATH: bin }, launcher })).toMatch(/^node .*station\/src\/cli\/zhiyue\.mjs$/);
  await symlink(launcher, path.join(bin, 'zhiyue'));
  expect(commandPrefix({ cwd: folder.path, environment: { PATH: bin }, launcher: path.join(bin, 'zhiyue') })).toBe('zhiyue');
});

test.each([
  ['/home/li/.zhiyue', {}, ''],
  ['/home/li/results/.zhiyue', {}, ' --data-dir results/.zhiyue'],
  ['/srv/my school', {}, ' --data-dir "/srv/my school"'],
  ['/srv/school', { ZHIYUE_DATA_DIR: '/srv/school' }, ''],
  ['/home/li/.zhiyue', { ZHIYUE_DATA_DIR: '/srv/school' }, ' --data-dir .zhiyue'],
])('a station on %s with %o', (dataFolder, environment, option) => {
  expect(dataDirOption(dataFolder, { cwd: '/home/li', environment })).toBe(option);
});

test('only commands in backticks are rewritten', () => {
  expect(withCommands('Run `zhiyue lan open`, or `zhiyue`; zhiyue-station and `zhiyued` stay.', 'npx --no -- zhiyue')).toBe('Run `npx --no -- zhiyue lan open`, or `npx --no -- zhiyue`; zhiyue-station and `zhiyued` stay.');
});
