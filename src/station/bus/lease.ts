/**
 * On a Redis that others can reach, a partition belongs to one station at a time: the one that holds its lease reads, handles and acknowledges for every group, and writes the stream.
 * The lock is redis-semaphore's mutex, which runs out by itself when its holder is gone. Behind it stands a number that grows with every new holder (a fencing token, as in
 * https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html): what a holder writes that slept through its time is refused by Redis itself, and it begins nothing more.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { Mutex } from 'redis-semaphore';
import { z } from 'zod';
import type { RedisConnection } from '../redis/connection.ts';

/** `own`: nobody else can reach the Redis. `waiting`: another station has it, or Redis is away. `superseded`: another station had it in between; this one must be started anew. */
export type LeaseState = 'own' | 'held' | 'waiting' | 'superseded';

export interface Lease extends AsyncDisposable {
  readonly state: LeaseState;
  /** Whether we may act on the partition now. */
  readonly held: boolean;
  /** Resolves when we may. Rejects with the signal's reason. */
  whenHeld(signal: AbortSignal): Promise<void>;
  /** Calls back whenever it was taken. */
  onTaken(listener: () => void): void;
  /** As the commands, but refused when somebody else has the lease. */
  xadd(stream: string, id: string, fields: readonly (string | number | Uint8Array)[]): Promise<unknown>;
  xack(stream: string, group: string, ids: readonly string[]): Promise<unknown>;
}

/** Nobody else can reach the Redis. */
export function noLease(redis: RedisConnection): Lease {
  return {
    state: 'own',
    held: true,
    whenHeld: async () => {},
    onTaken: () => {},
    xadd: (stream, id, fields) => redis.xadd(stream, id, ...fields.map(asArgument)),
    xack: (stream, group, ids) => redis.xack(stream, group, ...ids),
    [Symbol.asyncDispose]: async () => {},
  };
}

export interface LeaseOptions {
  /** Waits for Redis to come back. */
  readonly redis: RedisConnection;
  /** Fails at once when Redis is away. */
  readonly impatient: RedisConnection;
  /** With the hash tag of the partition. */
  readonly key: string;
  /** Of this station's run; another run is another holder. */
  readonly holder: string;
  readonly onTrouble: (error: Error) => void;
  readonly leaseMs?: number;
}

const takeAgainMs = 500;
/** So many leases long a station that waited leaves an emptied Redis to the one that was at work; should that be gone as well, it takes over then. */
const emptiedFor = 3;
/** Clocks and answers take their time: so much earlier we regard it as over ourselves. */
const marginShare = 1 / 6;

const tokenScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'', '0'} end
local last = redis.call('HGET', KEYS[2], 'holder') or ''
if last ~= ARGV[1] then
  redis.call('HSET', KEYS[2], 'holder', ARGV[1])
  redis.call('HINCRBY', KEYS[2], 'token', 1)
end
return {last, redis.call('HGET', KEYS[2], 'token')}`;
/** Takes the lock for one that waited, unless Redis was emptied: then it knows neither the lock nor the number, and whoever was at work has it again first. In one step: it may be emptied at any time. */
const takeKnownScript = `
if redis.call('EXISTS', KEYS[2]) == 0 then return 'emptied' end
redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
return 'known'`;
const tokenSchema = z.tuple([z.string(), z.coerce.number().int()]);
const fenced = (command: string): string => `
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return redis.error_reply('FENCED another station has the lease of this partition') end
return redis.call('${command}', KEYS[1], unpack(ARGV, 2))`;
const [fencedAdd, fencedAcknowledge] = [fenced('XADD'), fenced('XACK')];

/**
 * States: asking → held ⇄ run out (Redis is away, or the process slept; taken again when nobody came between) → released. When somebody came between, what we know is no longer true:
 * superseded, for good; the station must be started anew.
 */
export function startLease({ redis, impatient, key, holder, onTrouble, leaseMs = 6_000 }: LeaseOptions): Lease {
  const closing = new AbortController();
  const { signal } = closing;
  const listeners = new Set<() => void>();
  /** As the library names it. */
  const lockKey = `mutex:${key}`;
  const tokenKey = `${key}:token`;
  let until = { running: 0, wall: 0 };
  let token: number | null = null;
  let superseded = false;
  let toldOfOther = false;
  /** When another station was last seen with it. */
  let otherSeenAt = -Infinity;
  let taken = Promise.withResolvers<void>();

  // A clock that stands still while the machine sleeps is not enough, and one that people set is not either.
  const isHeld = (): boolean => !superseded && performance.now() < until.running && Date.now() < until.wall;
  const lock = (acquired: boolean): Mutex => new Mutex(impatient, key, { identifier: holder, lockTimeout: leaseMs, acquireAttemptsLimit: 1, refreshInterval: 0, ...(acquired ? { acquiredExternally: true } : {}) });

  const ask = async (): Promise<void> => {
    const [running, wall] = [performance.now(), Date.now()];
    const still = token !== null && (await lock(true).tryAcquire());
    if (!still) {
      const isWaiting = token === null && running - otherSeenAt < leaseMs * emptiedFor;
      if (isWaiting && (await impatient.eval(takeKnownScript, 2, lockKey, tokenKey, holder, leaseMs)) === 'emptied') return;
      if (!(await lock(isWaiting).tryAcquire())) {
        until = { running: 0, wall: 0 };
        otherSeenAt = running;
        if (token !== null) {
          // It was ours: somebody took it while we were away, or on a Redis that forgot us.
          superseded = true;
          onTrouble(new Error(`${key}: another station has the lease of this partition, which was this one's; this one does nothing more with it. Stop the station that should not be there, then start this one anew. Two stations need two REDIS_STREAM_PREFIX.`));
          return;
        }
        if (!toldOfOther) onTrouble(new Error(`${key}: another station has the lease of this partition; this one waits for it. Two stations need two REDIS_STREAM_PREFIX.`));
        toldOfOther = true;
        return;
      }
      const [last, next] = tokenSchema.parse(await impatient.eval(tokenScript, 2, lockKey, tokenKey, holder));
      if (next === 0) return; // It ran out again in between.
      if (token !== null && last !== holder && last !== '') {
        superseded = true;
        await lock(true).release();
        onTrouble(new Error(`${key}: another station acted on this partition while this one was away (token ${next}, ours was ${token}); this one does nothing more with it until it is started anew.`));
        return;
      }
      token = next;
    }
    const goodMs = leaseMs * (1 - marginShare);
    const before = isHeld();
    until = { running: running + goodMs, wall: wall + goodMs };
    if (before || !isHeld()) return;
    toldOfOther = false;
    taken.resolve();
    taken = Promise.withResolvers<void>();
    for (const listener of listeners) listener();
  };

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      if (superseded) return;
      await ask().catch(() => {}); // Redis is away: the lease runs out by itself.
      await wait(isHeld() ? leaseMs / 4 : Math.min(takeAgainMs, leaseMs / 4), undefined, { signal, ref: false }).catch(() => {});
    }
  };
  const running = run();

  const whenHeld = async (other: AbortSignal): Promise<void> => {
    while (!isHeld()) {
      other.throwIfAborted();
      const aborted = Promise.withResolvers<never>();
      const onAbort = (): void => aborted.reject(other.reason);
      other.addEventListener('abort', onAbort, { once: true });
      try {
        await Promise.race([taken.promise, aborted.promise]);
      } finally {
        other.removeEventListener('abort', onAbort);
      }
    }
  };

  return {
    get state() { return superseded ? 'superseded' : isHeld() ? 'held' : 'waiting'; },
    get held() { return isHeld(); },
    whenHeld,
    onTaken: (listener) => void listeners.add(listener),
    xadd: (stream, id, fields) => redis.eval(fencedAdd, 2, stream, lockKey, holder, id, ...fields.map(asArgument)),
    xack: (stream, group, ids) => redis.eval(fencedAcknowledge, 2, stream, lockKey, holder, group, ...ids),
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
      if (isHeld()) await lock(true).release().catch(() => {}); // Else whoever comes next waits until it runs out.
      until = { running: 0, wall: 0 };
    },
  };
}

const asArgument = (field: string | number | Uint8Array): string | number | Buffer => (field instanceof Uint8Array ? Buffer.from(field.buffer, field.byteOffset, field.byteLength) : field);
