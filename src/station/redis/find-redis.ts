import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { ZhiyueError } from '../../contract/errors.ts';
import { ownResources } from '../own-files.ts';

/** A redis-server that can be run: the program and what its environment needs on top of ours. */
export interface RedisCommand { readonly command: string; readonly env: Readonly<Record<string, string>> }

export interface FindRedisOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where `redis/<platform>-<arch>/` is; `resources/` of this package unless said otherwise. */
  readonly resourcesFolder?: string;
}

const suffix = process.platform === 'win32' ? '.exe' : '';
const programs = ['redis-server', 'valkey-server'].map((name) => name + suffix);
/** `bin` is how the set-up lays it out; `usr/bin` is what a Debian package looks like when it was only unpacked. */
const programFolders = ['bin', '.', join('usr', 'bin')];

/**
 * Looks for redis-server (or valkey-server): ZHIYUE_REDIS_SERVER, then `resources/redis/<platform>-<arch>/`, then PATH. Null when there is none.
 * Throws `redis-missing` when ZHIYUE_REDIS_SERVER names something that cannot be run: silently taking another server would hide the mistake.
 */
export function findRedisServer(options: FindRedisOptions): RedisCommand | null {
  const named = options.env['ZHIYUE_REDIS_SERVER'];
  if (named !== undefined && named !== '') {
    if (!runnable(named)) throw new ZhiyueError('redis-missing', `ZHIYUE_REDIS_SERVER is set to ${named}, which is not a program that can be run. Correct it or unset it.`, { about: named });
    return withLibraries(named, options.env);
  }
  const resources = options.resourcesFolder ?? ownResources();
  const bundled = join(resources, 'redis', `${process.platform}-${process.arch}`);
  for (const folder of programFolders) {
    const command = firstRunnable(join(bundled, folder));
    if (command !== null) return withLibraries(command, options.env);
  }
  for (const folder of (options.env['PATH'] ?? options.env['Path'] ?? '').split(delimiter)) {
    const command = folder === '' ? null : firstRunnable(folder);
    if (command !== null) return { command, env: {} };
  }
  return null;
}

function firstRunnable(folder: string): string | null {
  return programs.map((name) => join(folder, name)).find(runnable) ?? null;
}

function runnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** A server that was unpacked rather than installed has its libraries beside it, where the loader does not look by itself. */
function withLibraries(command: string, env: FindRedisOptions['env']): RedisCommand {
  if (process.platform !== 'linux' || /^\/(usr|opt|bin|sbin)\//.test(command)) return { command, env: {} };
  const lib = join(dirname(command), '..', 'lib');
  const folders = [lib, ...subfolders(lib)].filter(holdsLibraries);
  if (folders.length === 0) return { command, env: {} };
  const before = env['LD_LIBRARY_PATH'];
  return { command, env: { LD_LIBRARY_PATH: [...folders, ...(before === undefined || before === '' ? [] : [before])].join(delimiter) } };
}

function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
  } catch {
    return [];
  }
}

function holdsLibraries(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => /\.so(\.|$)/.test(name));
  } catch {
    return false;
  }
}
