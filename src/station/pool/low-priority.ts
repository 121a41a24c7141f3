import { readdirSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/** Linux gives it a third of what others get where all want the processor, and all of it where nobody does: on a busy machine it must still get on. Windows knows classes only, and takes 5 for normal. */
export const niceness = process.platform === 'win32' ? constants.priority.PRIORITY_BELOW_NORMAL : 5;

/**
 * Lets everybody else on the machine go first: the window, the station that answers it, and those who listen. To be called when the process has begun: on Linux each thread keeps what it was born with, so those that a busy machine let it start before are told one by one.
 * A process that leads a session has a share of its own with Linux' autogroups (sched(7)), whatever its niceness: then the group gives way, too.
 */
export function giveWay(pid: number, leadsSession: boolean): void {
  try {
    setPriority(pid, niceness);
    if (process.platform !== 'linux') return;
    // Twice, for the first of them may have started others meanwhile.
    for (let round = 0; round < 2; round++) for (const thread of readdirSync(`/proc/${pid}/task`)) letThreadGiveWay(Number(thread));
    if (leadsSession) writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
  } catch {
    // It has ended already, or the system has no such thing: then it runs like the others.
  }
}

function letThreadGiveWay(thread: number): void {
  try {
    setPriority(thread, niceness);
  } catch {
    // It has ended already.
  }
}
