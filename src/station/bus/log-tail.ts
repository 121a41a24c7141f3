/**
 * The newest events of the log, kept in memory: whoever is up to date need not ask SQLite for what was just written. Older ones come from the log.
 * What every group has dealt with is forgotten soon: events that stay for seconds cost the garbage collector more than all else that happens to them.
 */
import type { StoredEvent } from '../../contract/events.ts';
import type { EventLog, Pack } from './event-log.ts';
import { partitionOf } from './partitions.ts';

const mostKept = 16_384;
const pageLength = 512;
const leastForgotten = 256;

export interface Stretch {
  readonly events: readonly StoredEvent[];
  /** Of these events, as a JSON array, where somebody has made it already. */
  readonly text: string | null;
  /** Up to this seq the partition has no other events. */
  readonly through: number;
}

export class LogTail implements Disposable {
  readonly #log: EventLog;
  readonly #partitions: number;
  #kept: StoredEvent[] = [];
  #last: number | null = null;
  /** By the seq of their first event. */
  readonly #packs = new Map<number, Pack>();
  readonly #stop: () => void;

  constructor(log: EventLog, partitions: number) {
    this.#log = log;
    this.#partitions = partitions;
    this.#stop = log.onAppended((events, packs) => this.#keep(events, packs));
  }

  [Symbol.dispose](): void {
    this.#stop();
  }

  lastSeq(): number {
    return this.#last ?? this.#log.lastSeq();
  }

  /** Whether this very event is one that was just appended here: its payload was checked then. */
  has(event: StoredEvent): boolean {
    return this.#kept[event.seq - (this.#kept[0]?.seq ?? Infinity)] === event;
  }

  /** Nobody needs what lies up to here. */
  forget(through: number): void {
    const count = through + 1 - (this.#kept[0]?.seq ?? Infinity);
    // Half of it at once, so that each event is moved once at most.
    if (count >= leastForgotten && 2 * count >= this.#kept.length) this.#cut(count);
  }

  /** The next events of a partition beyond `after` and up to `end`, at most `most`; looks at some pages of the log, so that `through` may lie before `end` although there are none. */
  next(partition: number, after: number, most: number, end = Infinity): Stretch {
    const pack = this.#packs.get(after + 1);
    if (pack !== undefined && this.#partitions === 1 && pack.last <= Math.min(end, after + most)) {
      return { events: this.#since(after, pack.last - after), text: pack.text, through: pack.last };
    }
    const found: StoredEvent[] = [];
    let through = after;
    while (through < end && found.length < most) {
      const page = this.#since(through, Math.min(pageLength, most));
      const last = page.at(-1);
      if (last === undefined) break;
      for (const event of page) {
        if (event.seq > end) return { events: found, text: null, through: end };
        // What was packed together goes on together.
        if (found.length > 0 && this.#partitions === 1 && this.#packs.has(event.seq)) return { events: found, text: null, through };
        through = event.seq;
        if (partitionOf(event.exam_id, this.#partitions) !== partition) continue;
        found.push(event);
        if (found.length === most) break;
      }
      // Whoever looks through a long stretch of others' events comes up for air.
      if (through >= after + 16 * pageLength) break;
    }
    return { events: found, text: null, through };
  }

  #since(after: number, limit: number): readonly StoredEvent[] {
    if (this.#last !== null && after >= this.#last) return [];
    const first = this.#kept[0]?.seq;
    if (first === undefined || after + 1 < first) return this.#log.since(after, limit);
    return this.#kept.slice(after + 1 - first, after + 1 - first + limit);
  }

  #keep(events: readonly StoredEvent[], packs: readonly Pack[]): void {
    if (events[0]?.seq !== (this.#last ?? Number.NaN) + 1) this.#cut(this.#kept.length);
    this.#last = events.at(-1)?.seq ?? this.#last;
    for (const event of events) this.#kept.push(event);
    for (const pack of packs) this.#packs.set(pack.first, pack);
    if (this.#kept.length > 2 * mostKept) this.#cut(this.#kept.length - mostKept);
  }

  #cut(count: number): void {
    this.#kept = this.#kept.slice(count);
    const first = this.#kept[0]?.seq ?? Infinity;
    for (const pack of this.#packs.values()) {
      if (pack.first >= first) break;
      this.#packs.delete(pack.first);
    }
  }
}
