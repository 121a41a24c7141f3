/** Where a Redis server of our own lies, and whether it runs. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

export const executable = process.platform === 'win32' ? 'redis-server.exe' : 'redis-server';

/** The folder with `bin/` and `lib/` for this machine. */
export function redisFolder(root) {
  return path.join(root, 'resources', 'redis', `${process.platform}-${process.arch}`);
}

/** The server's own version line, or null when it does not run. `folder` holds `bin/` and `lib/`. */
export function versionOf(folder) {
  const run = spawnSync(path.join(folder, 'bin', executable), ['--version'], {
    encoding: 'utf8',
    env: { ...process.env, LD_LIBRARY_PATH: path.join(folder, 'lib') },
  });
  return run.status === 0 ? run.stdout.trim() : null;
}

/** Whether a program of this name can be run by name alone. */
export function onPath(name) {
  return (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => {
    if (folder === '') return false;
    try {
      accessSync(path.join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
