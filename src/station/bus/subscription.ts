import { setImmediate as breathe, setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { StoredEvent } from '../../contract/events.ts';
import { closeConnection } from '../redis/close-connection.ts';
import { deliver, type DeliveryOptions } from './delivery.ts';
import { type EntryReader, entryId, type StreamEntry } from './entry.ts';
import type { EventLog, GroupPositions } from './event-log.ts';

export interface SubscriptionOptions {
  readonly group: string;
  /** The group's name in Redis. */
  readonly redisGroup: string;
  readonly stream: string;
  readonly types: readonly string[] | '*';
  readonly from: 'start' | 'now';
  readonly log: EventLog;
  readonly positions: GroupPositions;
  readonly entries: EntryReader;
  /** A connection of its own, for it waits in Redis; fails at once when Redis goes away. */
  readonly reader: Redis;
  /** The bus's connection, which waits for Redis to come back. */
  readonly redis: Redis;
  readonly delivery: Omit<DeliveryOptions, 'signal' | 'isDone'>;
  readonly onMoved: () => void;
  /** The stream turned out to be damaged. */
  readonly onLoss: () => void;
  readonly onTrouble: (error: Error) => void;
}

/** There is one station on a log, so its consumer can keep one name, under which it finds what it had not acknowledged. */
const consumer = 'station';
const blockMs = 1_000;
const entriesAtOnce = 4;
const logPage = 256;
const saveEveryMs = 50;
const closeWithinMs = 5_000;

/**
 * One handler group. States: catching up from the log → reading what it had not acknowledged → reading what comes → closed.
 * The seq decides what is handled, never the stream: what lies at or below the position is skipped, and where the stream has a hole the log fills it.
 * So whatever Redis loses or repeats, each event is handled in its turn.
 */
export class RunningSubscription {
  readonly #options: SubscriptionOptions;
  readonly #closing = new AbortController();
  readonly #delivery: DeliveryOptions;
  readonly #wants: (type: string) => boolean;
  readonly #waiting = new Set<{ readonly seq: number; readonly resolve: () => void; readonly reject: (error: Error) => void }>();
  #position: number;
  #saved: number;
  #savedAt = 0;
  #saveTimer: NodeJS.Timeout | null = null;
  #unacknowledged: string[] = [];
  #loop: Promise<void> = Promise.resolve();

  constructor(options: SubscriptionOptions) {
    this.#options = options;
    const { group, positions, log, types, from } = options;
    this.#saved = positions.get(group);
    if (this.#saved === 0 && from === 'now') positions.set(group, (this.#saved = log.lastSeq()));
    this.#position = this.#saved;
    const wanted = types === '*' ? null : new Set(types);
    this.#wants = (type) => wanted === null || wanted.has(type);
    this.#delivery = { ...options.delivery, signal: this.#closing.signal, isDone: (event) => positions.get(group) >= event.seq };
  }

  get position(): number {
    return this.#position;
  }

  /** Makes the group in Redis and begins. */
  start(): void {
    this.#loop = this.#run();
  }

  /** Resolves when everything up to `seq` was dealt with. */
  async reached(seq: number): Promise<void> {
    if (this.#position < seq) {
      this.#closing.signal.throwIfAborted();
      await new Promise<void>((resolve, reject) => this.#waiting.add({ seq, resolve, reject }));
    }
    this.#save();
  }

  /** Lets the handler in progress end (its signal is aborted), keeps the position, closes its connection. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return await this.#loop;
    const reason = new Error(`the subscription of ${this.#options.group} was closed`);
    this.#closing.abort(reason);
    closeConnection(this.#options.reader);
    const late = AbortSignal.timeout(closeWithinMs);
    await Promise.race([this.#loop, new Promise((resolve) => late.addEventListener('abort', resolve, { once: true }))]);
    if (this.#saveTimer !== null) clearTimeout(this.#saveTimer);
    this.#save();
    for (const { reject } of this.#waiting) reject(reason);
    this.#waiting.clear();
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    let from: '0' | '>' | null = null;
    let failures = 0;
    while (!signal.aborted) {
      try {
        if (from === null) {
          await this.#makeGroup();
          await this.#catchUp(this.#options.log.lastSeq());
          this.#options.onLoss();
          from = '0';
        }
        const entries = await this.#read(from);
        failures = 0;
        if (entries.length > 0) {
          await this.#handle(entries);
          if (from === '0') this.#save(); // Acknowledged now, so that the next reading from `0` finds the rest, or nothing.
        } else if (from === '0') from = '>';
        else await this.#afterSilence();
      } catch (error) {
        if (signal.aborted) return;
        from = null; // Redis was away or lost our group: a reply may have been lost as well, so begin as after a start.
        failures += 1;
        if (failures > 3) this.#options.onTrouble(error instanceof Error ? error : new Error(String(error)));
        await wait(Math.min(10 * 2 ** failures, 1_000), undefined, { signal }).catch(() => {});
      }
    }
  }

  async #makeGroup(): Promise<void> {
    const { reader, stream, redisGroup } = this.#options;
    try {
      await reader.xgroup('CREATE', stream, redisGroup, entryId(this.#position), 'MKSTREAM');
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw error;
    }
  }

  async #read(from: '0' | '>'): Promise<StreamEntry[]> {
    const { reader, stream, redisGroup, entries } = this.#options;
    return entries.read(await reader.xreadgroup('GROUP', redisGroup, consumer, 'COUNT', entriesAtOnce, 'BLOCK', blockMs, 'STREAMS', stream, from));
  }

  async #handle(entries: readonly StreamEntry[]): Promise<void> {
    for (const { id, lastSeq, events } of entries) {
      if (events !== null) {
        const first = events[0];
        if (first !== undefined && first.seq > this.#position + 1) await this.#catchUp(first.seq - 1);
        await this.#handleEvents(events);
      } else if (lastSeq !== null) await this.#catchUp(lastSeq);
      this.#unacknowledged.push(id);
    }
    if (performance.now() - this.#savedAt > saveEveryMs) this.#save();
    else this.#scheduleSave();
  }

  /** Nothing came for a while. If the log has more, the stream lost something. */
  async #afterSilence(): Promise<void> {
    const end = this.#options.log.lastSeq();
    if (end <= this.#position) return;
    await this.#catchUp(end);
    this.#options.onLoss();
  }

  /** Handles events out of the log until the position is at `end`. */
  async #catchUp(end: number): Promise<void> {
    while (this.#position < end) {
      const page = this.#options.log.since(this.#position, logPage).filter(({ seq }) => seq <= end);
      if (page.length === 0) return this.#moveTo(end);
      await this.#handleEvents(page);
      await breathe();
    }
  }

  async #handleEvents(events: readonly StoredEvent[]): Promise<void> {
    for (const event of events) {
      if (event.seq <= this.#position) continue;
      this.#closing.signal.throwIfAborted();
      if (this.#wants(event.type)) await deliver(event, this.#delivery);
      this.#moveTo(event.seq);
    }
  }

  #moveTo(seq: number): void {
    this.#position = seq;
    for (const waiting of this.#waiting) {
      if (waiting.seq > seq) continue;
      this.#waiting.delete(waiting);
      waiting.resolve();
    }
    if (performance.now() - this.#savedAt > saveEveryMs) this.#save();
    else this.#scheduleSave();
    this.#options.onMoved();
  }

  #scheduleSave(): void {
    this.#saveTimer ??= setTimeout(() => this.#save(), saveEveryMs);
  }

  /** First the position, then the acknowledgement: what is acknowledged is never needed again. */
  #save(): void {
    if (this.#saveTimer !== null) clearTimeout(this.#saveTimer);
    this.#saveTimer = null;
    this.#savedAt = performance.now();
    const { positions, group, redis, stream, redisGroup, onTrouble } = this.#options;
    try {
      if (this.#position > this.#saved) positions.set(group, this.#position);
      this.#saved = this.#position;
    } catch (error) {
      onTrouble(new Error(`the position of ${group} could not be kept`, { cause: error }));
      if (!this.#closing.signal.aborted) this.#scheduleSave();
      return;
    }
    if (this.#unacknowledged.length === 0) return;
    // An acknowledgement that gets lost only makes us read, and skip, the entry again.
    redis.xack(stream, redisGroup, ...this.#unacknowledged).catch(() => {});
    this.#unacknowledged = [];
  }
}
