/** Looks every second whether Redis still has what was written to it. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { RedisConnection } from './connection.ts';

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
}

/**
 * The key is made anew where it is missing, and the answer says so; and whose data it is: the id of the replication history, which changes when a replica takes over.
 * A replica may lack the last writes of its master though they were acknowledged.
 */
const lookScript = `
local here = redis.call('EXPIRE', KEYS[1], ARGV[1])
if here == 0 then redis.call('SET', KEYS[1], '1', 'EX', ARGV[1]) end
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
      if (lost.includes(true)) onLoss();
    } catch {
      // The connection broke (it tells when it is back), or the server takes no writes now.
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
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      if (watch.status !== 'ready') return;
      await Promise.race([Promise.all([...histories.keys()].map((tag) => watch.del(keyOf(tag)))).catch(() => {}), wait(200, undefined, { ref: false })]);
    },
  };
}
