/** Sees to it that a connection which has lost its way on the way to a server begins anew. */
import { Cluster } from 'ioredis';
import type { RedisConnection } from './connection.ts';

const lookEveryMs = 1_000;
/** Looks, not seconds: in a process that was asleep no time has passed. */
const looksUntilStuck = 3;

/**
 * ioredis limits how long it takes to reach a server, not how long the server then takes to answer for the first time: a connection to one that is frozen stays in `connect`, though a
 * replica has taken over long ago. And a cluster of which the last node went while it was reconnecting stays closed. `connections` is asked anew at each look.
 */
export function startUnsticking(connections: () => Iterable<RedisConnection>): Disposable {
  const seen = new WeakMap<RedisConnection, { readonly status: string; looks: number }>();
  const look = (connection: RedisConnection): void => {
    const before = seen.get(connection);
    if (before === undefined || before.status !== connection.status) {
      seen.set(connection, { status: connection.status, looks: 1 });
      return;
    }
    if (++before.looks <= looksUntilStuck) return;
    seen.delete(connection);
    if (connection.status === 'connect') connection.disconnect(true);
    else if (connection instanceof Cluster && adrift.has(connection.status)) connection.connect().catch(() => {});
  };
  const timer = setInterval(() => {
    for (const connection of connections()) look(connection);
  }, lookEveryMs).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** What a cluster is in for a moment only: the longest wait before it connects again is a second. */
const adrift: ReadonlySet<string> = new Set(['disconnecting', 'close', 'reconnecting']);
