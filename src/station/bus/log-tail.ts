/** The newest events of the log, kept in memory: whoever is up to date need not ask SQLite for what was just written. Older ones come from the log. */
import type { StoredEvent } from '../../contract/events.ts';
import type { EventLog } from './event-log.ts';
import { partitionOf } from './partitions.ts';

const mostKept = 16_384;
const pageLength = 512;

export interface Stretch {
  readonly events: readonly StoredEvent[];
  /** Of each event, as JSON, where it is known already. */
  readonly payloads: readonly (string | undefined)[];
  /** Up to this seq the partition has no other events. */
  readonly through: number;
}

export class LogTail implements Disposable {
  readonly #log: EventLog;
  readonly #partitions: number;
  #kept: StoredEvent[] = [];
  #payloads: string[] = [];
  readonly #stop: () => void;

  constructor(log: EventLog, partitions: number) {
    this.#log = log;
    this.#partitions = partitions;
    this.#stop = log.onAppended((events, payloads) => this.#keep(events, payloads));
  }

  [Symbol.dispose](): void {
    this.#stop();
  }

  lastSeq(): number {
    return this.#kept.at(-1)?.seq ?? this.#log.lastSeq();
  }

  /** Whether this very event is one that was just appended here: its payload was checked then. */
  has(event: StoredEvent): boolean {
    return this.#kept[event.seq - (this.#kept[0]?.seq ?? Infinity)] === event;
  }

  /** The next events of a partition beyond `after` and up to `end`, at most `most`; looks at some pages of the log, so that `through` may lie before `end` although there are none. */
  next(partition: number, after: number, most: number, end = Infinity): Stretch {
    const found: StoredEvent[] = [];
    const payloads: (string | undefined)[] = [];
    let through = after;
    while (through < end && found.length < most) {
      const page = this.#since(through, Math.min(pageLength, most));
      const last = page.at(-1);
      if (last === undefined) break;
      for (const event of page) {
        if (event.seq > end) return { events: found, payloads, through: end };
        through = event.seq;
        if (partitionOf(event.exam_id, this.#partitions) !== partition) continue;
        found.push(event);
        payloads.push(this.#payloads[event.seq - (this.#kept[0]?.seq ?? Infinity)]);
        if (found.length === most) break;
      }
      // Whoever looks through a long stretch of others' events comes up for air.
      if (through >= after + 16 * pageLength) break;
    }
    return { events: found, payloads, through };
  }

  #since(after: number, limit: number): readonly StoredEvent[] {
    const first = this.#kept[0]?.seq;
    if (first === undefined || after + 1 < first) return this.#log.since(after, limit);
    return this.#kept.slice(after + 1 - first, after + 1 - first + limit);
  }

  #keep(events: readonly StoredEvent[], payloads: readonly string[]): void {
    if (events[0]?.seq !== (this.#kept.at(-1)?.seq ?? Number.NaN) + 1) {
      this.#kept = [];
      this.#payloads = [];
    }
    for (const event of events) this.#kept.push(event);
    for (const payload of payloads) this.#payloads.push(payload);
    if (this.#kept.length <= 2 * mostKept) return;
    this.#kept = this.#kept.slice(-mostKept);
    this.#payloads = this.#payloads.slice(-mostKept);
  }
}
