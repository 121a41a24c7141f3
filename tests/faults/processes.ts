/** Processes of a run, found in /proc (Linux). */
import { readdirSync, readFileSync } from 'node:fs';

export interface FoundProcess { readonly pid: number; readonly parent: number; readonly command: string }

function processes(): FoundProcess[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent), command }];
    } catch {
      return []; // It ended in between.
    }
  });
}

/** The redis-server of a data folder: its socket's path stands in its title. Null while there is none. */
export function redisOf(dataFolder: string): number | null {
  return processes().find(({ command }) => command.startsWith('redis-server') && command.includes(dataFolder))?.pid ?? redisByNote(dataFolder);
}

function redisByNote(dataFolder: string): number | null {
  try {
    const { pid } = JSON.parse(readFileSync(`${dataFolder}/redis/redis.pid.json`, 'utf8')) as { pid: number };
    return processes().some((one) => one.pid === pid && one.command.includes('redis-server')) ? pid : null;
  } catch {
    return null;
  }
}

/** The process in which the pool's threads run. */
export function poolHostOf(station: number): number | null {
  return processes().find(({ parent, command }) => parent === station && command.includes('worker-host'))?.pid ?? null;
}

export function kill(pid: number | null, signal: NodeJS.Signals = 'SIGKILL'): boolean {
  if (pid === null) return false;
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
