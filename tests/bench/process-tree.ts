/** Memory of a process and everything it started, from /proc (Linux). */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Memory in bytes of `root` and its descendants now, what several processes share divided among them (proportional set size): the sum is what the machine would have free without them. */
export function treeMemory(root: number): number {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    const parent = Number.isInteger(pid) ? figure(`/proc/${pid}/status`, 'PPid') : null;
    if (parent === null) continue;
    const siblings = children.get(parent);
    if (siblings) siblings.push(pid);
    else children.set(parent, [pid]);
  }
  let sum = 0;
  const open = [root];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    sum += (figure(`/proc/${pid}/smaps_rollup`, 'Pss') ?? 0) * 1024;
    open.push(...(children.get(pid) ?? []));
  }
  return sum;
}

/** Null when the process has ended meanwhile. */
function figure(file: string, name: string): number | null {
  try {
    return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
  } catch {
    return null;
  }
}

/** Processor time in seconds of all children that have ended, and of theirs that they waited for. */
export function endedChildrenCpuSeconds(): number {
  // After the command's name in brackets: state is field 3, cutime and cstime are 16 and 17, in clock ticks of 1/100 s.
  const fields = readFileSync('/proc/self/stat', 'utf8').replace(/^.*\) /s, '').split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

/** Looks once a second until `signal` is aborted (the kernel goes through all pages for it); the most it saw, in bytes. */
export async function peakTreeMemory(root: number, signal: AbortSignal): Promise<number> {
  let peak = 0;
  while (!signal.aborted) {
    peak = Math.max(peak, treeMemory(root));
    await sleep(1000, undefined, { signal }).catch(() => {});
  }
  return peak;
}
