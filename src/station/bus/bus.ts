import { randomUUID } from 'node:crypto';
import { ZhiyueError } from '../../contract/errors.ts';
import type { EventType, NewEvent, StoredEvent } from '../../contract/events.ts';
import { closeConnection } from '../redis/connection.ts';
import type { RedisServer } from '../redis/sidecar.ts';
import { type DeadLetter, type DeadLetters, deadLettersOf, type LetterBox } from './dead-letters.ts';
import { Delivery, type EventHandler, receiverOf } from './delivery.ts';
import { EntryReader } from './entry.ts';
import { filteredError } from './error-text.ts';
import type { EventLog } from './event-log.ts';
import { GroupSubscription } from './group.ts';
import { type LeaseState, noLease, startLease } from './lease.ts';
import { LogTail } from './log-tail.ts';
import { partitionKeys, partitionTag } from './partitions.ts';
import { floorOf, type GroupPositions } from './positions.ts';
import { type Pressure, Publisher } from './publisher.ts';
import { startRelay } from './relay.ts';
import { type SignalListener, Signals } from './signals.ts';
import { TimeLimit } from './time-limit.ts';
import { startTrimming } from './trimming.ts';
import { within } from '../within.ts';

export type { EventHandler, HandlerContext } from './delivery.ts';
export type { DeadLetter } from './dead-letters.ts';
export type { SignalListener } from './signals.ts';

export interface BusOptions {
  readonly redis: RedisServer;
  readonly log: EventLog;
  readonly positions: GroupPositions;
  readonly letters: LetterBox;
  /** Streams are `<streamPrefix>:{p<n>}:stream`, dead letters are told in `<streamPrefix>:dead`. One station per prefix. */
  readonly streamPrefix: string;
  /** Consumer groups are `<groupPrefix>:<group>`. */
  readonly groupPrefix: string;
  /** Into how many streams the exams are spread; 1 when left out, which is best for one Redis server. May differ from start to start. */
  readonly partitions?: number;
  /** Wait before the first, second, … retry, in milliseconds; the last one repeats. */
  readonly retryDelaysMs: readonly number[];
  readonly maxRetries: number;
  /** On a Redis of somebody else's: how long a partition stays with a station that is not heard of, in milliseconds; 6,000 when left out. */
  readonly leaseMs?: number;
  /** An attempt that takes longer has failed; a minute when left out. */
  readonly handlerTimeoutMs?: number;
  /** Called when a letter lies in the record, before its exam goes on. */
  readonly onDeadLetter?: (letter: DeadLetter) => void | Promise<void>;
  /** What went wrong inside the bus and is being tried again: for the log. */
  readonly onTrouble?: (error: Error) => void;
}

export interface SubscribeOptions {
  /** Where a group that nobody has heard of begins: `start` of the log (default: all that has ever happened), or only what comes from `now` on. */
  readonly from?: 'start' | 'now';
}

export interface Subscription extends AsyncDisposable {
  readonly group: string;
  /** Everything up to this seq was dealt with. */
  position(): number;
}

export interface Replayed { readonly handled: number; readonly failed: number }

export interface Bus extends AsyncDisposable {
  /** Writes events that announce no other change into the log; resolves once they are on disk, and from there they reach every group. Events of one tick share a commit and a stream entry. Rejects with ZhiyueError bus-full when too many wait already. */
  publish(...events: readonly NewEvent[]): Promise<readonly StoredEvent[]>;
  /** How far the groups are behind. Whoever has much to publish looks, or waits for `room()`. */
  pressure(): Pressure;
  /** Resolves when the groups have caught up enough for more. Not for handlers: they may be what everybody waits for. */
  room(): Promise<void>;
  /**
   * Delivers the log to `handler`: in order of seq within an exam, exams beside each other, at least once. A handler that throws is tried again after the retry delays (not where the
   * error says that its input is bad), then the event goes to the dead letters; meanwhile only its exam waits.
   */
  subscribe<T extends EventType = EventType>(group: string, types: readonly T[] | '*', handler: EventHandler<T>, options?: SubscribeOptions): Promise<Subscription>;
  /** Sends what is not worth a record (progress, health) to whoever listens in this process now. */
  signal(topic: string, message: unknown): void;
  /** Listens to a topic, or to `*`. Returns the unsubscriber. */
  onSignal(topic: string, listener: SignalListener): () => void;
  /** Resolves when every subscription has dealt with everything that is in the log now. Rejects when the bus closes before that. */
  idle(): Promise<void>;
  /** What handlers gave up. */
  readonly deadLetters: DeadLetters;
  /**
   * Gives events to a group once more, those of its types, in their exams' turns: an exam's in the order in which they are given. What fails becomes a dead letter.
   * Throws ZhiyueError not-found for a group that is not subscribed.
   */
  replay(group: string, events: readonly StoredEvent[]): Promise<Replayed>;
  /** Everything up to this seq was dealt with by the group. */
  position(group: string): number;
  /** Of each partition, in order: whether this station acts on it. */
  leases(): readonly LeaseState[];
}

const mostDeadLetters = 10_000;
const defaultHandlerTimeoutMs = 60_000;
const releaseWithinMs = 1_000;

/** Starts the relays from the event log to the Redis streams; groups join by `subscribe`. See docs/delivery.md for what is promised. */
export async function startBus(options: BusOptions): Promise<Bus> {
  const { redis: server, log, positions, streamPrefix, partitions = 1, handlerTimeoutMs = defaultHandlerTimeoutMs } = options;
  const onTrouble = options.onTrouble ?? (() => {});
  const redis = server.connect('bus');
  const entries = new EntryReader();
  const tail = new LogTail(log, partitions);
  const signals = new Signals();
  const timeLimit = new TimeLimit(handlerTimeoutMs);
  const running = new Map<string, GroupSubscription>();
  let closing: Promise<void> | null = null;

  const source = `${log.id}/${partitions}`;
  const holder = randomUUID();
  const impatient = server.own ? null : server.connect('bus-lease', { impatient: true });
  const leases = Array.from({ length: partitions }, (_, partition) => (impatient === null ? noLease(redis)
    : startLease({ redis, impatient, key: partitionKeys(streamPrefix, partition).lease, holder, onTrouble, ...(options.leaseMs === undefined ? {} : { leaseMs: options.leaseMs }) })));

  const settled = (partition: number): number | null => (running.size === 0 ? null : Math.min(...[...running.values()].map((group) => group.settled(partition))));
  const relays = leases.map((lease, partition) => startRelay({
    redis, lease, partition, keys: partitionKeys(streamPrefix, partition), source, tail, entries, onTrouble,
    floor: () => settled(partition),
    onQuiet: (through) => { for (const group of running.values()) group.quiet(partition, through); },
  }));
  for (let partition = 0; partition < partitions; partition += 1) server.guard(partitionTag(partition));
  const stopFollowing = log.onAppended(() => { for (const relay of relays) relay.wake(); });
  const forgetReconnect = server.onReconnect(() => { for (const relay of relays) relay.verify(); });
  const trimming = startTrimming({ redis, streams: relays.map((_, partition) => partitionKeys(streamPrefix, partition).stream), settled, lastSeq: () => tail.lastSeq(), onTrouble });

  const behind = (): number => (running.size === 0 ? 0 : tail.lastSeq() - Math.min(...[...running.values()].map(({ position }) => position)));
  const publisher = new Publisher(log, behind);

  const bury = async (letter: DeadLetter): Promise<void> => {
    await options.letters.keep(letter);
    await options.onDeadLetter?.(letter);
    const { group, event, attempts, error, at } = letter;
    redis.xadd(`${streamPrefix}:dead`, 'MAXLEN', '~', mostDeadLetters, '*',
      'group', group, 'type', event.type, 'seq', event.seq, 'attempts', attempts, 'code', error.code, 'error', error.message, 'at', at, 'event', JSON.stringify(event)).catch(onTrouble);
  };
  const forget = (partition: number): void => {
    const through = relays.map((_, each) => settled(each) ?? 0);
    entries.forget(partitionKeys(streamPrefix, partition).stream, through[partition] ?? 0);
    tail.forget(Math.min(...through));
  };
  const groupCalled = (name: string): GroupSubscription => {
    const group = running.get(name);
    if (!group) throw new ZhiyueError('not-found', `There is no handler group ${name}.`, { about: name });
    return group;
  };
  const replay = async (name: string, events: readonly StoredEvent[]): Promise<Replayed> => {
    const group = groupCalled(name);
    const failures = await Promise.all(events.filter(({ type }) => group.wants(type)).map(async (event) => {
      try {
        await group.again(event, 1);
        return 0;
      } catch (error) {
        if (closing !== null) throw error;
        onTrouble(new Error(`${name} could not handle ${event.type} (seq ${event.seq}, replayed)`, { cause: error }));
        await bury({ group: name, event, attempts: 1, error: filteredError(error), at: new Date().toISOString() });
        return 1;
      }
    }));
    const failed = failures.reduce<number>((sum, one) => sum + one, 0);
    return { handled: failures.length - failed, failed };
  };

  const close = async (): Promise<void> => {
    forgetReconnect();
    stopFollowing();
    trimming[Symbol.dispose]();
    publisher.close();
    await Promise.all([...running.values()].map((group) => group.close()));
    await settle(redis);
    // A cluster of which no node can be reached keeps its questions until one can.
    await within(releaseWithinMs, Promise.all(leases.map((lease) => lease[Symbol.asyncDispose]())), () => null);
    if (impatient !== null) closeConnection(impatient);
    const ended = relays.map((relay) => relay[Symbol.asyncDispose]());
    closeConnection(redis); // What waits for a Redis that is down must not hold the closing up.
    await Promise.all(ended);
    tail[Symbol.dispose]();
    timeLimit[Symbol.dispose]();
    signals.clear();
  };

  return {
    publish: (...events) => publisher.publish(events),
    pressure: () => publisher.pressure(),
    room: () => publisher.room(),
    subscribe: async (group, types, handler, { from = 'start' } = {}) => {
      if (closing !== null) throw new ZhiyueError('internal', 'The bus is closed.');
      if (running.has(group)) throw new ZhiyueError('internal', `The group ${group} is subscribed already.`);
      const ended = new AbortController();
      const { retryDelaysMs, maxRetries } = options;
      const subscription = new GroupSubscription({
        group, from, partitions, streamPrefix, source, log, tail, positions, entries, server, leases, handlerTimeoutMs, onTrouble, ended,
        redisGroup: `${options.groupPrefix}:${group}`,
        delivery: new Delivery({ group, receiver: receiverOf(types, handler, (event) => tail.has(event)), retryDelaysMs, maxRetries, timeLimit, bury, onTrouble }, ended.signal),
        onMoved: (partition) => {
          relays[partition]?.moved();
          trimming.moved();
          publisher.moved();
          forget(partition);
        },
        onLoss: (partition) => relays[partition]?.verify(),
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
    deadLetters: deadLettersOf(options.letters, (name, event, attempt) => groupCalled(name).again(event, attempt), (name) => void groupCalled(name), onTrouble),
    replay,
    leases: () => leases.map(({ state }) => state),
    position: (group) => running.get(group)?.position ?? floorOf(positions.get(group)),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  };
}

/** Lets the last acknowledgements out, if Redis is there to take them. */
async function settle(redis: { readonly status: string; ping(): Promise<unknown> }): Promise<void> {
  if (redis.status === 'ready') await within(500, redis.ping().catch(() => {}), () => null);
}
