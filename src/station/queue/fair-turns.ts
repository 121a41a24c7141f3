/**
 * BullMQ takes a task of a lower priority only when none of a higher one waits. So that nobody waits for ever, each priority counts how many tasks of
 * higher ones went before its first; after so many, that first task is put in front of everything. Each worker counts for itself.
 */
import type { RedisConnection } from '../redis/connection.ts';

/** BullMQ's numbers: lower goes first; 0 would go before all of them, in order of arrival. */
export const bullPriorities = { high: 1, normal: 2, low: 3 } as const;

/** How many tasks of higher priorities may go before its first. */
const patience: ReadonlyMap<number, number> = new Map([[bullPriorities.normal, 16], [bullPriorities.low, 32]]);
/**
 * Puts the first waiting task of a priority in front of all others, as BullMQ's `changePriority` with `lifo` does, in one question: in the sorted set of waiting tasks a
 * score is the priority times 2^32, plus a running number. KEYS: that set. ARGV: the priority, 2^32, the prefix of tasks' keys.
 */
const giveTurn = `
  local unit = tonumber(ARGV[2])
  local first = redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1] * unit, '(' .. string.format('%.0f', (ARGV[1] + 1) * unit), 'LIMIT', 0, 1)[1]
  if not first then return 0 end
  redis.call('ZADD', KEYS[1], 'XX', unit, first)
  redis.call('HSET', ARGV[3] .. first, 'priority', 1)
  return 1`;
const scoreOfPriority = 0x1_0000_0000;

export interface Turns {
  /** A task of this priority begins. */
  begun(priority: number): void;
}

export interface TurnsOptions {
  readonly redis: RedisConnection;
  /** Key of the sorted set of waiting tasks. */
  readonly waitingKey: string;
  /** Prefix of the keys of tasks. */
  readonly taskKeys: string;
  readonly onTrouble: (error: Error) => void;
}

export function fairTurns({ redis, waitingKey, taskKeys, onTrouble }: TurnsOptions): Turns {
  const passed = new Map([...patience.keys()].map((priority) => [priority, 0]));
  return {
    begun(priority) {
      for (const [lower, patient] of patience) {
        if (lower === priority) passed.set(lower, 0);
        if (lower <= priority) continue;
        const before = (passed.get(lower) ?? 0) + 1;
        passed.set(lower, before % patient);
        if (before === patient && redis.status === 'ready') redis.eval(giveTurn, 1, waitingKey, lower, scoreOfPriority, taskKeys).catch(onTrouble);
      }
    },
  };
}
