/** A station that was killed hard can leave its redis-server behind; it would hold the socket and the files, so the next start stops it. */
import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
const noteSchema = z.object({ pid: z.int().positive(), listen: z.string().min(1) });

const noteFile = (folder: string) => join(folder, 'redis.pid.json');

/** Leaves a note of the running server. `listen` (its socket or port) stands in the title of its process, so that a reused pid is not taken for it. */
export async function noteServer(folder: string, pid: number, listen: string): Promise<void> {
  await writeFile(noteFile(folder), JSON.stringify({ pid, listen }));
}

export async function forgetServer(folder: string): Promise<void> {
  await rm(noteFile(folder), { force: true });
}

/** Stops the server that an earlier station left behind in this folder. Returns its pid, or null when there was none. */
export async function stopOrphan(folder: string): Promise<number | null> {
  const note = await readNote(folder);
  if (note === null) return null;
  const stopped = (await isThatServer(note)) && (await stop(note.pid));
  await forgetServer(folder);
  return stopped ? note.pid : null;
}

async function readNote(folder: string): Promise<z.infer<typeof noteSchema> | null> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(noteFile(folder), 'utf8')));
  } catch {
    return null;
  }
}

async function isThatServer({ pid, listen }: z.infer<typeof noteSchema>): Promise<boolean> {
  if (!alive(pid)) return false;
  try {
    return (await commandLine(pid)).includes(listen);
  } catch {
    return false;
  }
}

async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') return await readFile(`/proc/${pid}/cmdline`, 'utf8');
  if (process.platform !== 'win32') return (await run('ps', ['-p', String(pid), '-ww', '-o', 'command='])).stdout;
  // Windows shows no port in the command line; there `listen` is the name of the program.
  return (await run('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH'])).stdout;
}

async function stop(pid: number): Promise<boolean> {
  send(pid, 'SIGTERM');
  for (let waitedMs = 0; waitedMs < 3_000 && alive(pid); waitedMs += 10) await wait(10);
  if (alive(pid)) send(pid, 'SIGKILL');
  for (let waitedMs = 0; waitedMs < 3_000 && alive(pid); waitedMs += 10) await wait(10);
  return !alive(pid);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It went by itself.
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
