/** Looks at the machine: each part the station needs, and what was found of it. */
import { execFile } from 'node:child_process';
import { access, readdir, stat, statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { ownResources } from '../station/own-files.ts';
import { findRedisServer } from '../station/redis/find-redis.ts';
import { tryFile } from './output-folder.ts';
import { gigabytes } from './sizes.ts';

export interface Check {
  readonly name: 'node' | 'redis' | 'tessdata' | 'fonts' | 'sharp' | 'sqlite' | 'data' | 'disk';
  readonly fine: boolean;
  /** A version, a place, or why not. */
  readonly found: string;
}

export interface Machine {
  readonly dataFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Below this a batch of scans may not fit. */
const leastFreeBytes = 1e9;
const languages = ['chi_sim', 'eng'];

/** Every check is made, whatever becomes of the others. */
export async function checkMachine(machine: Machine): Promise<readonly Check[]> {
  const looks: Readonly<Record<Check['name'], () => Promise<string>>> = {
    node: async () => {
      if (Number(process.versions.node.split('.')[0]) < 24) throw new Error(process.version);
      return process.version;
    },
    redis: () => redis(machine.environment),
    tessdata,
    fonts: async () => {
      const font = createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf');
      await access(font);
      return path.basename(font);
    },
    sharp: async () => {
      const { default: sharp } = await import('sharp');
      const { data } = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'white' } }).jpeg().toBuffer({ resolveWithObject: true });
      await sharp(data).raw().toBuffer();
      return `libvips ${sharp.versions.vips}`;
    },
    sqlite: async () => {
      const { DatabaseSync } = await import('node:sqlite');
      using database = new DatabaseSync(':memory:');
      return String(database.prepare('SELECT sqlite_version() AS version').get()?.['version']);
    },
    data: async () => {
      await tryFile(await existingFolder(machine.dataFolder));
      return machine.dataFolder;
    },
    disk: () => disk(machine.dataFolder),
  };
  const names: readonly Check['name'][] = ['node', 'redis', 'tessdata', 'fonts', 'sharp', 'sqlite', 'data', 'disk'];
  const checks: Check[] = [];
  for (const name of names) {
    checks.push(await looks[name]().then(
      (found) => ({ name, fine: true, found }),
      (error: unknown) => ({ name, fine: false, found: error instanceof Error ? error.message : String(error) }),
    ));
  }
  return checks;
}

async function redis(environment: Machine['environment']): Promise<string> {
  const url = environment['REDIS_URL'];
  if (url !== undefined && url !== '') return `REDIS_URL (${url.replace(/\/\/[^@/]*@/, '//…@')})`;
  const found = findRedisServer({ env: environment });
  if (found === null) throw new Error('—');
  const { stdout } = await promisify(execFile)(found.command, ['--version'], { env: { ...process.env, ...found.env } });
  return `${/v=(\S+)/.exec(stdout)?.[1] ?? ''} ${found.command}`.trim();
}

async function tessdata(): Promise<string> {
  const folder = path.join(ownResources(), 'tessdata');
  const files = await readdir(folder);
  const missing = languages.filter((language) => !files.some((file) => file.startsWith(`${language}.traineddata`)));
  if (missing.length > 0) throw new Error(missing.join(', '));
  return languages.join(', ');
}

async function disk(dataFolder: string): Promise<string> {
  const status = await statfs(await existingFolder(dataFolder));
  const free = status.bavail * status.bsize;
  const shown = gigabytes(free);
  if (free < leastFreeBytes) throw new Error(shown);
  return shown;
}

/** A folder that is still to be made will lie in the next one above it that is there. */
async function existingFolder(folder: string): Promise<string> {
  for (let place = folder; ; place = path.dirname(place)) {
    const status = await stat(place).catch(() => null);
    if (status?.isDirectory()) return place;
    if (status !== null) throw new Error(`${place}: ENOTDIR`);
    if (path.dirname(place) === place) return place;
  }
}
