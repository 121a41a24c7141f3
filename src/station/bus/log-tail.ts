/**
 * The newest events of the log, kept in memory: whoever is up to date need not ask SQLite for what was just written. Older ones come from the log.
 * What every group has dealt with is forgotten soon: events that stay for seconds cost the garbage collector more than all else that happens to them.
 */
import type { StoredEvent } from '../../contract/events.ts';
import type { EventLog, Pack } from './event-log.ts';
import { partitionOf } from './partitions.ts';

const mostKept = 32_768;
const pageLength = 512;

export interface Stretch {
  readonly events: readonly StoredEvent[];
  /** Of these events, as a JSON array, where somebody has made it already. */
  readonly bytes: Buffer | null;
  /** Up to this seq the partition has no other events. */
  readonly through: number;
}

/** What was appended together: kept, and forgotten, as it came. */
interface Run { readonly first: number; readonly last: number; readonly events: readonly StoredEvent[]; readonly packs: readonly Pack[] }

export class LogTail implements Disposable {
  readonly #log: EventLog;
  readonly #partitions: number;
  /** Without gaps, in order of seq. */
  readonly #runs: Run[] = [];
  /** What was written before we came is on disk; from then on only what we were told is: the log may show what the disk has not got yet. */
  #last: number;
  /** Where somebody looked last: who looks next mostly looks there, too. */
  #at: Run | null = null;
  readonly #stop: () => void;

  constructor(log: EventLog, partitions: number) {
    this.#log = log;
    this.#partitions = partitions;
    this.#last = log.lastSeq();
    this.#stop = log.onAppended((events, packs) => this.#keep(events, packs));
  }

  [Symbol.dispose](): void {
    this.#stop();
  }

  lastSeq(): number {
    return this.#last;
  }

  /** Whether this very event is one that was just appended here: its payload was checked then. */
  has(event: StoredEvent): boolean {
    const run = this.#runOf(event.seq);
    return run !== null && run.events[event.seq - run.first] === event;
  }

  /** Nobody needs what lies up to here. */
  forget(through: number): void {
    const count = this.#runs.findIndex(({ last }) => last > through);
    if (count !== 0) this.#cut(count < 0 ? this.#runs.length : count);
  }

  /** The next events of a partition beyond `after` and up to `end`, at most `most`; looks at some pages of the log, so that `through` may lie before `end` although there are none. */
  next(partition: number, after: number, most: number, end = Infinity): Stretch {
    const pack = this.#packAt(after + 1);
    if (pack !== null && pack.last <= Math.min(end, after + most)) {
      return { events: this.#since(after, pack.last - after), bytes: pack.bytes, through: pack.last };
    }
    const found: StoredEvent[] = [];
    let through = after;
    while (through < end && found.length < most) {
      const page = this.#since(through, Math.min(pageLength, most));
      const last = page.at(-1);
      if (last === undefined) break;
      for (const event of page) {
        if (event.seq > end) return { events: found, bytes: null, through: end };
        // What was packed together goes on together.
        if (found.length > 0 && this.#packAt(event.seq) !== null) return { events: found, bytes: null, through };
        through = event.seq;
        if (partitionOf(event.exam_id, this.#partitions) !== partition) continue;
        found.push(event);
        if (found.length === most) break;
      }
      // Whoever looks through a long stretch of others' events comes up for air.
      if (through >= after + 16 * pageLength) break;
    }
    return { events: found, bytes: null, through };
  }

  #since(after: number, limit: number): readonly StoredEvent[] {
    if (after >= this.#last) return [];
    const run = this.#runOf(after + 1);
    if (run === null) return this.#log.since(after, Math.min(limit, this.#last - after));
    const from = after + 1 - run.first;
    const events = from === 0 && run.events.length <= limit ? run.events : run.events.slice(from, from + limit);
    return events.length === limit || run.last === this.#last ? events : [...events, ...this.#since(run.last, limit - events.length)];
  }

  /** The pack that begins with this event; no pack is one of a partition only. */
  #packAt(seq: number): Pack | null {
    if (this.#partitions > 1) return null;
    return this.#runOf(seq)?.packs.find(({ first }) => first === seq) ?? null;
  }

  #runOf(seq: number): Run | null {
    if (this.#at !== null && seq >= this.#at.first && seq <= this.#at.last) return this.#at;
    let [low, high] = [0, this.#runs.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#runs[middle]?.last ?? seq) < seq) low = middle + 1;
      else high = middle;
    }
    const found = this.#runs[low];
    if (found === undefined || seq < found.first) return null;
    return (this.#at = found);
  }

  #keep(events: readonly StoredEvent[], packs: readonly Pack[]): void {
    const first = events[0]?.seq;
    const last = events.at(-1)?.seq;
    if (first === undefined || last === undefined) return;
    if (first !== this.#last + 1) this.#cut(this.#runs.length);
    this.#last = last;
    this.#runs.push({ first, last, events, packs });
    while (last - (this.#runs[0]?.first ?? last) > mostKept && this.#runs.length > 1) this.#cut(1);
  }

  #cut(count: number): void {
    this.#runs.splice(0, count);
    this.#at = null;
  }
}
