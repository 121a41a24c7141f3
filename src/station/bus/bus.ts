import { ZhiyueError } from '../../contract/errors.ts';
import type { RedisServer } from '../redis/sidecar.ts';
import type { EventHandler } from './delivery.ts';
import { EntryReader, entryId } from './entry.ts';
import { type KeptLetter, readLetters } from './dead-letters.ts';
import type { DeadLetter, EventLog, GroupPositions } from './event-log.ts';
import { startRelay } from './relay.ts';
import { type SignalListener, Signals } from './signals.ts';
import { RunningSubscription } from './subscription.ts';

export type { KeptLetter } from './dead-letters.ts';
export type { EventHandler, HandlerContext } from './delivery.ts';
export type { DeadLetter, EventLog, GroupPositions } from './event-log.ts';
export type { SignalListener } from './signals.ts';

export interface BusOptions {
  readonly redis: RedisServer;
  readonly log: EventLog;
  readonly positions: GroupPositions;
  /** The stream is `<streamPrefix>:stream`, dead letters lie in `<streamPrefix>:dead`. One station per prefix. */
  readonly streamPrefix: string;
  /** Consumer groups are `<groupPrefix>:<group>`. */
  readonly groupPrefix: string;
  /** Wait before the first, second, … retry, in milliseconds; the last one repeats. */
  readonly retryDelaysMs: readonly number[];
  readonly maxRetries: number;
  /** Called (and awaited) before the group goes on, so that the record can keep what Redis only carries. */
  readonly onDeadLetter?: (letter: DeadLetter) => void | Promise<void>;
  /** What went wrong inside the bus and is being tried again: for the log. */
  readonly onTrouble?: (error: Error) => void;
}

export interface SubscribeOptions {
  /** Name of the handler group; the record keeps its position under this name. */
  readonly group: string;
  readonly types: readonly string[] | '*';
  readonly handler: EventHandler;
  /** Where a group that nobody has heard of begins: `start` of the log (default), or only what comes from `now` on. */
  readonly from?: 'start' | 'now';
}

export interface Subscription extends AsyncDisposable {
  readonly group: string;
  /** Highest seq that was dealt with. */
  position(): number;
}

export interface Bus extends AsyncDisposable {
  /**
   * Delivers the log to `handler` strictly in order of seq, at least once. A handler that throws is tried again after the retry delays (not where the
   * error says that its input is bad); then the event goes to the dead letters and the group goes on.
   */
  subscribe(options: SubscribeOptions): Promise<Subscription>;
  /** Sends what is not worth a record (progress, health) to whoever listens in this process now. */
  signal(topic: string, message: unknown): void;
  /** Listens to a topic, or to `*`. Returns the unsubscriber. */
  onSignal(topic: string, listener: SignalListener): () => void;
  /** Resolves when every subscription has dealt with everything that is in the log now. Rejects when the bus closes before that. */
  idle(): Promise<void>;
  /** What handlers gave up, newest first; null while Redis cannot be asked. */
  deadLetters(limit: number): Promise<readonly KeptLetter[] | null>;
  /** How many there are; null while Redis cannot be asked. */
  deadLetterCount(): Promise<number | null>;
  /** Highest seq that this group has dealt with. */
  position(group: string): number;
}

const trimEveryMs = 1_000;
const mostDeadLetters = 10_000;

/** Starts the relay from the event log to the Redis stream; groups join by `subscribe`. See docs/delivery.md for what is promised. */
export async function startBus(options: BusOptions): Promise<Bus> {
  const { redis: server, log, positions, streamPrefix } = options;
  const onTrouble = options.onTrouble ?? (() => {});
  const stream = `${streamPrefix}:stream`;
  const redis = server.connect('bus');
  const entries = new EntryReader();
  const signals = new Signals();
  const running = new Map<string, RunningSubscription>();

  const floor = (): number | null => (running.size === 0 ? null : Math.min(...[...running.values()].map(({ position }) => position)));
  const relay = startRelay({ redis, log, stream, sourceKey: `${streamPrefix}:source`, floor, onTrouble });
  const forgetReconnect = server.onReconnect(() => relay.verify());

  let trimTimer: NodeJS.Timeout | null = null;
  let trimmedTo = 0;
  const scheduleTrim = (): void => {
    if (closing !== null) return;
    trimTimer ??= setTimeout(() => {
      trimTimer = null;
      const least = floor();
      if (least === null || least <= trimmedTo || redis.status !== 'ready') return;
      trimmedTo = least;
      redis.xtrim(stream, 'MINID', '~', entryId(least + 1)).catch(onTrouble);
    }, trimEveryMs).unref();
  };

  const bury = async (letter: DeadLetter): Promise<void> => {
    await options.onDeadLetter?.(letter);
    await redis.xadd(`${streamPrefix}:dead`, 'MAXLEN', '~', mostDeadLetters, '*',
      'group', letter.group, 'type', letter.event.type, 'seq', letter.event.seq, 'attempts', letter.attempts,
      'code', letter.error.code, 'error', letter.error.message, 'at', letter.at, 'event', JSON.stringify(letter.event));
  };

  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    forgetReconnect();
    if (trimTimer !== null) clearTimeout(trimTimer);
    await Promise.all([...running.values()].map((subscription) => subscription.close()));
    await settle(redis);
    await relay[Symbol.asyncDispose]();
    signals.clear();
  };

  return {
    subscribe: async ({ group, types, handler, from = 'start' }) => {
      if (closing !== null) throw new ZhiyueError('internal', 'The bus is closed.');
      if (running.has(group)) throw new ZhiyueError('internal', `The group ${group} is subscribed already.`);
      const reader = server.connect(`bus-${group}`, { maxRetriesPerRequest: 0 });
      const subscription = new RunningSubscription({
        group, types, from, stream, log, positions, entries, reader, redis, onTrouble,
        redisGroup: `${options.groupPrefix}:${group}`,
        delivery: { group, handler, retryDelaysMs: options.retryDelaysMs, maxRetries: options.maxRetries, bury, onTrouble },
        onMoved: scheduleTrim,
        onLoss: () => relay.verify(),
      });
      running.set(group, subscription);
      subscription.start();
      return {
        group,
        position: () => subscription.position,
        [Symbol.asyncDispose]: async () => {
          await subscription.close();
          if (running.get(group) === subscription) running.delete(group);
        },
      };
    },
    signal: (topic, message) => signals.send(topic, message, onTrouble),
    onSignal: (topic, listener) => signals.listen(topic, listener),
    idle: async () => {
      const end = log.lastSeq();
      await Promise.all([...running.values()].map((subscription) => subscription.reached(end)));
    },
    deadLetters: async (limit) => (redis.status === 'ready' ? readLetters(redis, `${streamPrefix}:dead`, limit) : null),
    deadLetterCount: async () => (redis.status === 'ready' ? redis.xlen(`${streamPrefix}:dead`) : null),
    position: (group) => running.get(group)?.position ?? positions.get(group),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  };
}

/** Lets the last acknowledgements out, if Redis is there to take them. */
async function settle(redis: { readonly status: string; ping(): Promise<unknown> }): Promise<void> {
  if (redis.status !== 'ready') return;
  const late = AbortSignal.timeout(500);
  await Promise.race([redis.ping().catch(() => {}), new Promise((resolve) => late.addEventListener('abort', resolve, { once: true }))]);
}
