import { setImmediate as breathe, setTimeout as wait } from 'node:timers/promises';
import type { RedisConnection } from '../redis/connection.ts';
import type { StoredEvent } from '../../contract/events.ts';
import { closeConnection } from '../redis/connection.ts';
import { type Delivery, pauseFor } from './delivery.ts';
import { type EntryReader, entryId, type StreamEntry } from './entry.ts';
import type { EventLog } from './event-log.ts';
import { Lanes } from './lanes.ts';
import type { Lease } from './lease.ts';
import type { LogTail } from './log-tail.ts';
import type { GroupPosition, GroupPositions } from './positions.ts';

export interface SubscriptionOptions {
  readonly group: string;
  readonly partition: number;
  /** The group's name in Redis. */
  readonly redisGroup: string;
  readonly stream: string;
  /** Key and content that say that the stream is of our record: the relay drops another one, and until then nothing is read. */
  readonly source: { readonly key: string; readonly content: string };
  readonly start: GroupPosition;
  /** Without it nothing is read, handled or acknowledged. */
  readonly lease: Lease;
  readonly log: Pick<EventLog, 'ofExam'>;
  readonly tail: LogTail;
  readonly positions: Pick<GroupPositions, 'move'>;
  readonly entries: EntryReader;
  /** A connection of its own, for it waits in Redis; fails at once when Redis goes away. */
  readonly reader: RedisConnection;
  readonly delivery: Delivery;
  readonly handlerTimeoutMs: number;
  /** Aborted when the group closes. */
  readonly signal: AbortSignal;
  readonly onMoved: () => void;
  /** The stream turned out to be damaged. */
  readonly onLoss: () => void;
  readonly onTrouble: (error: Error) => void;
}

/** One station at a time acts on a partition, so its consumer can keep one name, under which it finds what was not acknowledged. */
const consumer = 'station';
const blockMs = 1_000;
const entriesAtOnce = 4;
const logPage = 512;
const saveEveryMs = 50;
const closeWithinMs = 5_000;

/**
 * One handler group on one partition. States: catching up from the log → reading what it had not acknowledged → reading what comes → closed.
 * The seq decides what is handled, never the stream: what was taken already is skipped, and where the stream has a hole the log fills it.
 * So whatever Redis loses or repeats, each event is handled in its exam's turn.
 */
export class PartitionSubscription {
  readonly #options: SubscriptionOptions;
  readonly #lanes: Lanes;
  readonly #waiting = new Set<{ readonly seq: number; readonly resolve: () => void; readonly reject: (error: Error) => void }>();
  #savedAt = 0;
  #saveTimer: NodeJS.Timeout | null = null;
  #dirty = false;
  #telling = false;
  #unacknowledged: { readonly id: string; readonly lastSeq: number }[] = [];
  #loop: Promise<void> = Promise.resolve();

  constructor(options: SubscriptionOptions) {
    this.#options = options;
    const { start, delivery, lease, log, signal } = options;
    this.#lanes = new Lanes({
      start,
      wants: (type) => delivery.wants(type),
      ready: () => (signal.aborted || !lease.held ? this.#mayBegin() : null),
      attempt: (event) => delivery.first(event),
      recover: (event, error, pause) => delivery.recover(event, error, pause),
      limitMs: options.handlerTimeoutMs,
      pause: async (ms) => {
        await pauseFor(ms, signal);
        await lease.whenHeld(signal);
      },
      ofExam: (examId, after, limit) => log.ofExam(examId, after, limit),
      onMoved: () => this.#moved(),
    });
  }

  /** Every event up to here is dealt with. */
  get floor(): number {
    return this.#lanes.floor();
  }

  /** Up to here the stream is not needed. */
  get settled(): number {
    return this.#lanes.settled();
  }

  /** Makes the group in Redis and begins. */
  start(): void {
    this.#lanes.begin();
    this.#loop = this.#run();
  }

  /** Gives an event to the handler once more, in its exam's lane and outside the count of positions. Rejects with what the handler rejects with. */
  again(event: StoredEvent, attempt: number): Promise<void> {
    return this.#lanes.between(event.exam_id, async () => await this.#options.delivery.attempt(event, attempt));
  }

  /** Resolves when everything up to `seq` was dealt with. */
  async reached(seq: number): Promise<void> {
    this.quiet(seq);
    if (this.floor < seq) {
      this.#options.signal.throwIfAborted();
      await new Promise<void>((resolve, reject) => this.#waiting.add({ seq, resolve, reject }));
    }
    this.#save();
  }

  /** Moves to `seq` when the partition has no event up to there that was not taken. */
  quiet(seq: number): void {
    const { tail, partition } = this.#options;
    let { taken } = this.#lanes;
    while (taken < seq) {
      const { events, through } = tail.next(partition, taken, 1, seq);
      if (events.length > 0 || through === taken) return;
      this.#lanes.skipTo((taken = through));
    }
  }

  /** Lets the handlers in progress end (their signal is aborted already), keeps the position, closes its connection. */
  async close(): Promise<void> {
    const { reader, signal } = this.#options;
    this.#lanes.close();
    closeConnection(reader);
    const late = AbortSignal.timeout(closeWithinMs);
    await Promise.race([Promise.all([this.#loop, this.#lanes.idle()]), new Promise((resolve) => late.addEventListener('abort', resolve, { once: true }))]);
    this.#save();
    if (this.#saveTimer !== null) clearTimeout(this.#saveTimer);
    for (const { reject } of this.#waiting) reject(signal.reason instanceof Error ? signal.reason : new Error('closed'));
    this.#waiting.clear();
  }

  async #mayBegin(): Promise<void> {
    const { lease, signal } = this.#options;
    signal.throwIfAborted();
    await lease.whenHeld(signal);
  }

  async #run(): Promise<void> {
    const { signal } = this.#options;
    let from: string | null = null;
    let failures = 0;
    while (!signal.aborted) {
      try {
        if (!this.#options.lease.held) from = null;
        if (from === null) {
          await this.#options.lease.whenHeld(signal);
          await this.#makeGroup();
          await this.#catchUp(this.#options.tail.lastSeq());
          this.#options.onLoss();
          await this.#mustBeOurs();
          from = '0';
        }
        const entries = await this.#read(from);
        failures = 0;
        const last = entries.at(-1);
        if (last) {
          await this.#handle(entries);
          if (from !== '>') from = last.id;
        } else if (from !== '>') from = '>';
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
      await reader.xgroup('CREATE', stream, redisGroup, entryId(this.settled), 'MKSTREAM');
    } catch (error) {
      if (!(error instanceof Error && error.message.includes('BUSYGROUP'))) throw error;
    }
  }

  async #mustBeOurs(): Promise<void> {
    const { reader, source, stream } = this.#options;
    if ((await reader.get(source.key)) !== source.content) throw new Error(`the stream ${stream} is of another record still`);
  }

  async #read(from: string): Promise<StreamEntry[]> {
    const { reader, stream, redisGroup, entries } = this.#options;
    return entries.read(stream, await reader.xreadgroupBuffer('GROUP', redisGroup, consumer, 'COUNT', entriesAtOnce, 'BLOCK', blockMs, 'STREAMS', stream, from));
  }

  async #handle(entries: readonly StreamEntry[]): Promise<void> {
    for (const { id, lastSeq, after, events } of entries) {
      if (events !== null) {
        if (after > this.#lanes.taken) await this.#catchUp(after);
        await this.#lanes.take(events);
      } else if (lastSeq !== null) await this.#catchUp(lastSeq);
      this.#unacknowledged.push({ id, lastSeq: lastSeq ?? 0 });
    }
    this.#moved();
  }

  /** Nothing came for a while. If the log has more, the stream lost something. */
  async #afterSilence(): Promise<void> {
    const { tail, onLoss } = this.#options;
    const end = tail.lastSeq();
    this.quiet(end);
    if (end <= this.#lanes.taken) return;
    await this.#catchUp(end);
    onLoss();
  }

  /** Takes events out of the log up to `end`. */
  async #catchUp(end: number): Promise<void> {
    const { tail, partition, signal } = this.#options;
    while (this.#lanes.taken < end) {
      const { events, through } = tail.next(partition, this.#lanes.taken, logPage, end);
      await this.#lanes.take(events);
      signal.throwIfAborted();
      // The log has nothing up to `end`: it was put back from a backup, and the relay will see it, too.
      this.#lanes.skipTo(events.length === 0 && through === this.#lanes.taken ? end : through);
      await breathe();
    }
  }

  /** Called for every event; what follows from it is done once for all that are dealt with in one turn. */
  #moved(): void {
    this.#dirty = true;
    if (this.#telling) return;
    this.#telling = true;
    setImmediate(() => {
      this.#telling = false;
      if (!this.#options.signal.aborted) this.#tell();
    });
  }

  #tell(): void {
    if (this.#waiting.size > 0) {
      const { floor } = this;
      for (const waiting of this.#waiting) {
        if (waiting.seq > floor) continue;
        this.#waiting.delete(waiting);
        waiting.resolve();
      }
    }
    this.#saveTimer ??= setTimeout(() => this.#save(), this.#savedAt + saveEveryMs < performance.now() ? 0 : saveEveryMs);
    this.#options.onMoved();
  }

  /** First the position, then the acknowledgement: what is acknowledged is never needed again. */
  #save(): void {
    if (this.#saveTimer !== null) clearTimeout(this.#saveTimer);
    this.#saveTimer = null;
    this.#savedAt = performance.now();
    const { positions, group, partition, lease, stream, redisGroup, onTrouble } = this.#options;
    try {
      if (this.#dirty) positions.move(group, partition, this.#lanes.position());
      this.#dirty = false;
    } catch (error) {
      onTrouble(new Error(`the position of ${group} could not be kept`, { cause: error }));
      return;
    }
    const { settled } = this;
    const through = this.#unacknowledged.findIndex(({ lastSeq }) => lastSeq > settled);
    const done = this.#unacknowledged.splice(0, through < 0 ? this.#unacknowledged.length : through);
    // An acknowledgement that gets lost only makes us read, and skip, the entry again.
    if (done.length > 0) lease.xack(stream, redisGroup, done.map(({ id }) => id)).catch(() => {});
  }
}
