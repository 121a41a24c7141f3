/** On a Redis of somebody else's: a station that is not the one at work there takes no tasks, for they are about what only the other's record has. */
import type { Bus } from './bus/bus.ts';
import type { Queue } from './queue/queue.ts';
import { repeatedly } from './repeatedly.ts';

const lookEveryMs = 200;

/**
 * Holds the queue until the station has had the lease of every partition once, and again for good when another one has taken its place. A lease that ran out while Redis was away holds
 * nothing: what runs goes on, and nobody else has come.
 */
export function holdWithoutLease(bus: Pick<Bus, 'leases'>, queue: Pick<Queue, 'hold'>, onTrouble: (error: Error) => void): Disposable {
  let entered = false;
  const looking = repeatedly(lookEveryMs, async () => {
    const leases = bus.leases();
    entered ||= leases.every((state) => state === 'held' || state === 'own');
    await queue.hold(!entered || leases.includes('superseded'));
  }, onTrouble);
  looking.now();
  return looking;
}
