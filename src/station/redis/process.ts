import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { ZhiyueError } from '../../contract/errors.ts';
import type { RedisCommand } from './find-redis.ts';

/** What the server is told over its standard input, so that the password never stands on a command line or in a file. */
export interface ServerSettings {
  /** Absolute path of the folder for its files. */
  readonly folder: string;
  /** Where it listens: a unix socket, or a port on the loopback address (Windows). */
  readonly listen: { readonly path: string } | { readonly port: number };
  readonly password: string;
}

export interface ServerProcess {
  readonly pid: number;
  /** Resolves with its last lines of output when it has ended, for whatever reason. */
  readonly ended: Promise<string>;
  alive(): boolean;
  /** Lets it write its files and end; kills it after 3 s. */
  stop(): Promise<void>;
}

const startWithinMs = 60_000;
const keptOutput = 4_000;

/** Starts redis-server and waits until it has loaded its files and listens. Throws `redis-unreachable` with the server's own last words, `redis-missing` when it cannot be run, `disk-full`. */
export async function startServerProcess(server: RedisCommand, settings: ServerSettings): Promise<ServerProcess> {
  const child = spawn(server.command, ['-'], {
    cwd: settings.folder,
    env: { ...process.env, ...server.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C in a terminal reaches the whole foreground group: the server must outlive the station's own closing.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  let output = '';
  const keep = (chunk: Buffer) => { output = (output + chunk.toString()).slice(-keptOutput); };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.stdin.on('error', () => {}); // It ended before it had read everything: `close` below says so.

  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(output)));
  const spawnError = new Promise<Error>((resolve) => child.once('error', resolve));
  child.stdin.end(configuration(settings));

  const outcome = await firstOf(readyLine(child.stdout), ended, spawnError);
  if (outcome instanceof Error) throw new ZhiyueError('redis-missing', `Redis could not be run: ${outcome.message}.`, { about: server.command, cause: outcome });
  if (outcome !== 'ready') {
    child.kill('SIGKILL');
    throw startFailure(outcome, output);
  }
  const pid = child.pid;
  if (pid === undefined) throw new ZhiyueError('redis-missing', 'Redis could not be run.', { about: server.command });
  letGo(child);
  const watchdog = startWatchdog(pid);
  void ended.then(() => watchdog?.kill('SIGKILL'));
  return { pid, ended, alive: () => running(child), stop: () => stop(child, ended) };
}

function configuration({ folder, listen, password }: ServerSettings): string {
  const lines = [
    ...('path' in listen ? ['port 0', `unixsocket ${quoted(listen.path)}`, 'unixsocketperm 700'] : ['bind 127.0.0.1', `port ${listen.port}`]),
    `requirepass ${password}`,
    `dir ${quoted(folder)}`,
    'daemonize no', 'loglevel notice', 'databases 1', 'save ""',
    'appendonly yes', 'appendfsync everysec', 'aof-load-truncated yes', 'maxmemory-policy noeviction',
  ];
  return `${lines.join('\n')}\n`;
}

const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, (sign) => `\\${sign}`)}"`;

/** Redis prints this line after it has loaded its files, in every version and in valkey. */
function readyLine(stdout: Readable): Promise<'ready'> {
  return new Promise((resolve) => {
    let line = '';
    stdout.on('data', function look(chunk: Buffer) {
      line = (line + chunk.toString()).slice(-500);
      if (!/ready to accept connections/i.test(line)) return;
      stdout.off('data', look);
      resolve('ready');
    });
  });
}

async function firstOf(ready: Promise<'ready'>, ended: Promise<string>, failed: Promise<Error>): Promise<'ready' | 'ended' | 'late' | Error> {
  const clock = Promise.withResolvers<'late'>();
  const timer = setTimeout(clock.resolve, startWithinMs, 'late');
  try {
    return await Promise.race([ready, ended.then(() => 'ended' as const), failed, clock.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function startFailure(outcome: 'ended' | 'late', output: string): ZhiyueError {
  if (/No space left on device/i.test(output)) return new ZhiyueError('disk-full', 'Redis could not start: there is no space left on the disk of the data folder.');
  const lastWords = output.trim().split('\n').slice(-3).join(' | ');
  return new ZhiyueError('redis-unreachable', outcome === 'late' ? `Redis did not become ready within ${startWithinMs / 1000} s: ${lastWords}` : `Redis ended while it started: ${lastWords}`);
}

/** The station's own connections keep the event loop alive as long as there is something to do; the child itself must not. */
function letGo(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdout, child.stderr]) if (stream !== null && 'unref' in stream && typeof stream.unref === 'function') stream.unref();
}

/**
 * A small shell that holds a pipe from the station: when the station is gone, however it went, the pipe ends and the shell stops the server.
 * (Linux could do it with PR_SET_PDEATHSIG, which Node does not offer.) Windows has no such shell; there the next start stops what was left.
 */
function startWatchdog(pid: number): ChildProcess | null {
  if (process.platform === 'win32') return null;
  const watchdog = spawn('/bin/sh', ['-c', 'read -r _; kill -TERM "$1" 2>/dev/null', 'zhiyue-redis-watchdog', String(pid)], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  watchdog.on('error', () => {}); // No shell: the next start stops what was left.
  watchdog.unref();
  const { stdin } = watchdog;
  stdin.on('error', () => {});
  if ('unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
  return watchdog;
}

const running = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (!running(child)) return;
  child.ref();
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 3_000);
  await ended;
  clearTimeout(timer);
}
