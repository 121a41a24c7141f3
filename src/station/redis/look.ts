/** Looks every second whether Redis still has what was written to it, and whether it takes more. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { RedisRefusesWrites } from '../../contract/routes/work.ts';
import type { RedisConnection } from './connection.ts';
import { refusedWriteOf } from './refusal.ts';

const lookEveryMs = 1_000;
/** A look that takes longer: whoever it asked is away, or frozen. */
const hungAfterMs = 3_000;
/** The key of a station that was killed goes by itself. */
const keySeconds = 600;

export interface Look extends AsyncDisposable {
  /** Looks at what lies under this hash tag, too: in a cluster each tag lives on a master of its own. */
  guard(hashTag: string): void;
  /** Whether the last look was answered, or is not late. */
  readonly answered: boolean;
  /** Why the server took no write when it was looked at last; null: it took one. */
  readonly refuses: RedisRefusesWrites | null;
}

/**
 * The key is written anew each time, which a Redis that takes no writes refuses; where it was missing the answer says so; and whose data it is: the id of the replication history, which changes when a replica takes over.
 * A replica may lack the last writes of its master though they were acknowledged.
 */
const lookScript = `
local here = redis.call('EXISTS', KEYS[1])
redis.call('SET', KEYS[1], '1', 'EX', ARGV[1])
return {here, string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)') or ''}`;
const answerSchema = z.tuple([z.number(), z.string()]);

/**
 * Calls `onLoss` when a key that was left there is gone (FLUSHALL closes no connection, and nobody who waits for a task would ever hear of it) or when another server took over: anything may be gone then.
 * `onHung` is called when no answer comes: the connection leads to a server that is frozen or cut off.
 */
export async function startLooking(watch: RedisConnection, { onLoss, onHung }: { readonly onLoss: () => void; readonly onHung: () => void }): Promise<Look> {
  const id = randomUUID();
  const histories = new Map<string, string | null>([['any', null]]);
  let askedAt: number | null = null;
  let refuses: RedisRefusesWrites | null = null;
  const keyOf = (tag: string): string => `zhiyue:watch:${id}:{${tag}}`;

  const lookAt = async (tag: string): Promise<boolean> => {
    const [here, history] = answerSchema.parse(await watch.eval(lookScript, 1, keyOf(tag), keySeconds));
    const known = histories.get(tag) ?? null;
    histories.set(tag, history);
    return known !== null && (here === 0 || known !== history);
  };
  const look = async (): Promise<void> => {
    if (askedAt !== null) {
      if (performance.now() - askedAt > hungAfterMs && watch.status === 'ready') onHung();
      return;
    }
    if (watch.status !== 'ready') return;
    askedAt = performance.now();
    try {
      const lost = await Promise.all([...histories.keys()].map(lookAt));
      refuses = null;
      if (lost.includes(true)) onLoss();
    } catch (error) {
      // Where the connection broke, it tells when it is back.
      refuses = refusedWriteOf(error) ?? refuses;
    } finally {
      askedAt = null;
    }
  };
  await look();
  const timer = setInterval(() => void look(), lookEveryMs).unref();
  return {
    guard: (hashTag) => {
      if (!histories.has(hashTag)) histories.set(hashTag, null);
    },
    get answered() { return askedAt === null || performance.now() - askedAt < hungAfterMs; },
    get refuses() { return refuses; },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      if (watch.status !== 'ready') return;
      await Promise.race([Promise.all([...histories.keys()].map((tag) => watch.del(keyOf(tag)))).catch(() => {}), wait(200, undefined, { ref: false })]);
    },
  };
}
