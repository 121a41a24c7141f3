/** Memory of a process and everything it started, from /proc (Linux). */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Resident memory in bytes of `root` and its descendants now; pages that processes share count in each of them. */
export function treeMemory(root: number): number {
  const children = new Map<number, number[]>();
  const resident = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const status = statusOf(pid);
    if (!status) continue;
    resident.set(pid, status.residentBytes);
    const siblings = children.get(status.parent);
    if (siblings) siblings.push(pid);
    else children.set(status.parent, [pid]);
  }
  let sum = 0;
  const open = [root];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    sum += resident.get(pid) ?? 0;
    open.push(...(children.get(pid) ?? []));
  }
  return sum;
}

function statusOf(pid: number): { parent: number; residentBytes: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
    return { parent: field('PPid'), residentBytes: field('VmRSS') * 1024 };
  } catch {
    // It ended between the listing and the look.
    return null;
  }
}

/** Processor time in seconds of all children that have ended, and of theirs that they waited for. */
export function endedChildrenCpuSeconds(): number {
  // After the command's name in brackets: state is field 3, cutime and cstime are 16 and 17, in clock ticks of 1/100 s.
  const fields = readFileSync('/proc/self/stat', 'utf8').replace(/^.*\) /s, '').split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

/** Looks every 200 ms until `signal` is aborted; the most it saw, in bytes. */
export async function peakTreeMemory(root: number, signal: AbortSignal): Promise<number> {
  let peak = 0;
  while (!signal.aborted) {
    peak = Math.max(peak, treeMemory(root));
    await sleep(200, undefined, { signal }).catch(() => {});
  }
  return peak;
}
