/** Which part of the bench takes how much of the processor, from /proc (Linux): a bound that is missed on a machine that is full says something else than one that is missed on an idle machine. */
import { readdirSync, readFileSync } from 'node:fs';

const parts = { browser: /chromium|chrome/, reading: /worker-host/, text: /src\/station\/text\//, redis: /redis-server/, clients: /live\/crowd/, station: /window\/server/ } as const;
type Part = keyof typeof parts;
export const partNames = Object.keys(parts).filter((name): name is Part => name in parts);

/** Seconds of processor so far of everything that this process has started, by part; those that have ended are not in it. Empty where there is no /proc. */
export function processorSeconds(): ReadonlyMap<Part, number> {
  const seconds = new Map<Part, number>();
  const parents = new Map<number, number>();
  const own = new Map<number, number>();
  for (const entry of listed()) {
    const status = statOf(entry);
    if (status === null) continue;
    parents.set(entry, status.parent);
    own.set(entry, status.seconds);
  }
  for (const [pid, used] of own) {
    if (!isBelow(pid, parents)) continue;
    const command = textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
    const part = partNames.find((name) => parts[name].test(command));
    if (part !== undefined) seconds.set(part, (seconds.get(part) ?? 0) + used);
  }
  return seconds;
}

function isBelow(pid: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at = parents.get(pid); at !== undefined && at > 1; at = parents.get(at)) if (at === process.pid) return true;
  return false;
}

function listed(): readonly number[] {
  try {
    return readdirSync('/proc').map(Number).filter((pid) => Number.isInteger(pid));
  } catch {
    return [];
  }
}

/** After the command's name in brackets: the parent is field 2, utime and stime are 12 and 13, in clock ticks of 1/100 s. */
function statOf(pid: number): { readonly parent: number; readonly seconds: number } | null {
  const fields = textOf(`/proc/${pid}/stat`).replace(/^.*\) /s, '').split(' ');
  return fields.length < 14 ? null : { parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) / 100 };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It has ended.
    return '';
  }
}
