import type { RedisServer } from '../redis/sidecar.ts';
import { within } from '../within.ts';

const waitedForMs = 1_000;

/**
 * What follows in the queue from what the record says already. While Redis is down nothing is queued or taken out: the reconciler asks again when it is back, and what was given up finds its
 * work done. A Redis that is frozen makes nobody wait: after a second it goes on by itself.
 */
export async function followUp(redis: Pick<RedisServer, 'healthy'>, inQueue: () => Promise<void>): Promise<void> {
  if (redis.healthy()) await within(waitedForMs, inQueue(), () => undefined);
}
