import { setTimeout as wait } from 'node:timers/promises';
import type { RedisConnection } from '../redis/connection.ts';

const settleMs = 1_000;

/**
 * Gives back tasks that stand as active though nobody works on them: a killed station had them, or the answer that handed them out was lost with the connection.
 * BullMQ would wait until their locks run out. We take the lock away and name them as stalled, and BullMQ's own stalled check puts them back in line
 * (keys as in BullMQ 6: `<queue>:active`, `:stalled`, `:stalled-check`, `<queue>:<id>:lock`). `running` holds the ids that this process works on;
 * with `signal`, a task must have been nobody's for a second, for one may just be on its way from Redis to the worker.
 */
export async function freeAbandoned(redis: RedisConnection, queueKey: string, running: Pick<ReadonlySet<string>, 'has'>, signal?: AbortSignal): Promise<void> {
  const nobodys = async () => (await redis.lrange(`${queueKey}:active`, 0, -1)).filter((id) => !running.has(id));
  let ids = await nobodys();
  if (signal !== undefined && ids.length > 0) {
    await wait(settleMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    const before = new Set(ids);
    ids = (await nobodys()).filter((id) => before.has(id));
  }
  if (ids.length === 0) return;
  await redis.multi().del(ids.map((id) => `${queueKey}:${id}:lock`)).sadd(`${queueKey}:stalled`, ids).del(`${queueKey}:stalled-check`).exec();
}
