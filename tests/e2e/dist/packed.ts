/** The app as electron-builder packs it, in a folder of its own, with a stand-in where Electron's files would be. */
import { copyFile, link, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pack } from '../../../scripts/dist-pack.ts';
import { stageApp, type Stage } from '../../../scripts/dist-stage.ts';
import { makeStandIn } from '../../../scripts/dist-stand-in.ts';
import { findRedisServer } from '../../../src/station/redis/find-redis.ts';
import { readArchive } from './archive.ts';

const root = path.resolve(import.meta.dirname, '../../..');

export interface Packed extends AsyncDisposable {
  readonly stage: Stage;
  /** What an installer would lay down. */
  readonly app: string;
  readonly resources: string;
}

export async function packApp(): Promise<Packed> {
  const folder = await mkdtemp(path.join(tmpdir(), 'zhiyue-dist-'));
  const standIn = path.join(folder, 'electron');
  makeStandIn(standIn);
  const stage = stageApp(path.join(folder, 'stage', 'app'));
  await pack({ stage, output: path.join(folder, 'dist'), redisFolder: await sidecar(folder), standIn });
  const app = path.join(folder, 'dist', 'linux-unpacked');
  return { stage, app, resources: path.join(app, 'resources'), [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** What the set-up put in place; else the machine's own server, laid out alike. */
async function sidecar(folder: string): Promise<string> {
  const ours = path.join(root, 'resources/redis', `${process.platform}-${process.arch}`);
  if (existsSync(path.join(ours, 'bin'))) return ours;
  const found = findRedisServer({ env: process.env });
  if (found === null) throw new Error('There is no Redis server on this machine.');
  await mkdir(path.join(folder, 'redis/bin'), { recursive: true });
  await copyFile(found.command, path.join(folder, 'redis/bin/redis-server'));
  return path.join(folder, 'redis');
}

/**
 * Turns `app.asar` into a folder of that name, which is what Electron's own file functions make of it for the main process. What lies beside the archive stays there,
 * and is seen in the folder as well. Threads and child processes get no such view, here as there.
 */
export async function openArchive(resources: string): Promise<void> {
  const archive = path.join(resources, 'app.asar');
  const files = readArchive(archive);
  const folder = path.join(resources, 'opened');
  for (const { name, unpacked, content } of files) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    if (unpacked) await link(path.join(resources, 'app.asar.unpacked', name), file);
    else await writeFile(file, content());
  }
  await rm(archive);
  await rename(folder, archive);
}

/** Every file in a folder, as paths relative to it. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))).sort();
}
