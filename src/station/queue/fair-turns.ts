/**
 * BullMQ takes a task of a lower priority only when none of a higher one waits. So that nobody waits for ever, each priority counts how many tasks of
 * higher ones went before its first; after so many, that first task is put in front of everything. Each worker counts for itself.
 */
import type { RedisConnection } from '../redis/connection.ts';

/** BullMQ's numbers: lower goes first; 0 would go before all of them, in order of arrival. */
export const bullPriorities = { high: 1, normal: 2, low: 3 } as const;

/** How many tasks of higher priorities may go before its first. */
const patience: ReadonlyMap<number, number> = new Map([[bullPriorities.normal, 8], [bullPriorities.low, 16]]);
/** In BullMQ's sorted set of waiting tasks a score is the priority times this, plus a running number. */
const scoreOfPriority = 0x1_0000_0000;

export interface Turns {
  /** A task of this priority begins. */
  begun(priority: number): void;
}

export interface TurnsOptions {
  readonly redis: RedisConnection;
  /** Key of the sorted set of waiting tasks. */
  readonly waitingKey: string;
  /** Puts a waiting task in front of all others. */
  readonly raise: (jobId: string) => Promise<void>;
  readonly onTrouble: (error: Error) => void;
}

export function fairTurns({ redis, waitingKey, raise, onTrouble }: TurnsOptions): Turns {
  const passed = new Map([...patience.keys()].map((priority) => [priority, 0]));

  const giveTurn = async (priority: number): Promise<void> => {
    const [first] = await redis.zrange(waitingKey, priority * scoreOfPriority, `(${(priority + 1) * scoreOfPriority}`, 'BYSCORE', 'LIMIT', 0, 1);
    if (first !== undefined) await raise(first);
  };
  return {
    begun(priority) {
      for (const [lower, patient] of patience) {
        if (lower === priority) passed.set(lower, 0);
        if (lower <= priority) continue;
        const before = (passed.get(lower) ?? 0) + 1;
        passed.set(lower, before % patient);
        if (before === patient && redis.status === 'ready') giveTurn(lower).catch(onTrouble);
      }
    },
  };
}
