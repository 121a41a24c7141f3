import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { ZhiyueError } from '../../contract/errors.ts';
import type { RedisCommand } from './find-redis.ts';
import { forgetServer, noteServer, stopOrphan } from './orphan.ts';
import { type ServerProcess, type ServerSettings, startServerProcess } from './process.ts';
import type { RedisTrouble } from './trouble.ts';

/** Waits before the first, second, … restart of a server that died, in milliseconds; the last one repeats. */
const restartDelaysMs = [20, 100, 500, 1_000, 2_000, 5_000];
/** A server that ran this long starts the row of delays from the beginning. */
const steadyAfterMs = 30_000;
/** `sun_path` holds 104 bytes on macOS and 108 on Linux, with a zero at the end. */
const longestSocketPath = 103;

export interface OwnServer extends AsyncDisposable {
  readonly listen: ServerSettings['listen'];
  readonly password: string;
  /** Null while it is down. */
  pid(): number | null;
}

/**
 * The station's own redis-server. States: starting → running ⇄ down (restarted with backoff) → stopped.
 * When it will not start with the files it has, they are set aside and it starts empty: Redis only carries, the record is SQLite.
 */
export async function startOwnServer(server: RedisCommand, dataFolder: string, onTrouble: (trouble: RedisTrouble) => void): Promise<OwnServer> {
  const folder = resolve(dataFolder, 'redis');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const orphan = await stopOrphan(folder);
  if (orphan !== null) onTrouble({ kind: 'orphan-stopped', detail: `A redis-server of an earlier run (process ${orphan}) was still there and was stopped.` });

  const { listen, socketFolder } = await chooseListen(folder);
  const settings: ServerSettings = { folder, listen, password: randomBytes(32).toString('hex') };
  const title = 'path' in listen ? listen.path : basename(server.command);

  let current: ServerProcess | null = null;
  let startedAt = 0;
  let failures = 0;
  let retry: NodeJS.Timeout | null = null;
  let stopped = false;
  let starting: Promise<void> = Promise.resolve();

  const launch = async (): Promise<void> => {
    let process: ServerProcess;
    try {
      process = await startServerProcess(server, settings);
    } catch (error) {
      if (!(error instanceof ZhiyueError) || error.code !== 'redis-unreachable' || !(await setFilesAside(folder))) throw error;
      onTrouble({ kind: 'files-set-aside', detail: `Redis could not start with its files; they were set aside and it starts empty. ${error.message}` });
      process = await startServerProcess(server, settings);
    }
    current = process;
    startedAt = performance.now();
    if (stopped) return await process.stop();
    await noteServer(folder, process.pid, title);
    void process.ended.then((output) => died(output));
  };

  const died = (output: string): void => {
    current = null;
    if (stopped) return;
    if (performance.now() - startedAt > steadyAfterMs) failures = 0;
    onTrouble({ kind: 'died', detail: `Redis ended unexpectedly: ${output.trim().split('\n').at(-1) ?? ''}` });
    scheduleRestart();
  };

  const scheduleRestart = (): void => {
    const delayMs = restartDelaysMs[Math.min(failures, restartDelaysMs.length - 1)] ?? 5_000;
    failures += 1;
    retry = setTimeout(() => {
      retry = null;
      if (stopped) return;
      starting = launch().catch((error: unknown) => {
        onTrouble({ kind: 'restart-failed', detail: error instanceof Error ? error.message : String(error) });
        if (!stopped) scheduleRestart();
      });
    }, delayMs);
  };

  const removeSocketFolder = async () => {
    if (socketFolder !== null) await rm(socketFolder, { recursive: true, force: true });
  };

  try {
    await launch();
  } catch (error) {
    await removeSocketFolder();
    throw error;
  }
  return {
    listen,
    password: settings.password,
    pid: () => (current?.alive() === true ? current.pid : null),
    [Symbol.asyncDispose]: async () => {
      if (stopped) return;
      stopped = true;
      if (retry !== null) clearTimeout(retry);
      await starting;
      await current?.stop();
      await forgetServer(folder);
      await removeSocketFolder();
    },
  };
}

async function chooseListen(folder: string): Promise<{ listen: ServerSettings['listen']; socketFolder: string | null }> {
  if (process.platform === 'win32') return { listen: { port: await freePort() }, socketFolder: null };
  // A name of its own for each run: a server of an earlier run that is still going down takes its socket's name with it.
  for (const name of await readdir(folder)) if (name.endsWith('.sock')) await rm(join(folder, name), { force: true });
  const beside = join(folder, `redis-${randomBytes(3).toString('hex')}.sock`);
  if (Buffer.byteLength(beside) <= longestSocketPath) return { listen: { path: beside }, socketFolder: null };
  const short = Buffer.byteLength(tmpdir()) <= longestSocketPath - 'zhiyue-XXXXXX/redis.sock'.length - 1 ? tmpdir() : '/tmp';
  const socketFolder = await mkdtemp(join(short, 'zhiyue-')); // mkdtemp makes it 0700.
  return { listen: { path: join(socketFolder, 'redis.sock') }, socketFolder };
}

function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address !== null ? resolvePort(address.port) : reject(new Error('no port'))));
    });
  });
}

/** Renames the server's files, keeping only the newest set. Returns whether there were any. */
async function setFilesAside(folder: string): Promise<boolean> {
  const names = await readdir(folder);
  const files = names.filter((name) => name === 'appendonlydir' || name === 'appendonly.aof' || name === 'dump.rdb');
  if (files.length === 0) return false;
  await Promise.all(names.filter((name) => name.startsWith('set-aside-')).map((name) => rm(join(folder, name), { recursive: true, force: true })));
  const aside = join(folder, `set-aside-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`);
  await mkdir(aside);
  for (const name of files) await rename(join(folder, name), join(aside, name));
  return true;
}
