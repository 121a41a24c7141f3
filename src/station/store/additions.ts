/** What one transaction adds to the event log. */
import { checkPayload, type NewEvent, type StoredEvent } from '../../contract/events.ts';
import type { Pack } from '../bus/event-log.ts';
import type { Bursts } from './bursts.ts';
import type { Db } from './database.ts';
import { mayPack, packEvents } from './event-packs.ts';
import { eventAt, insertEvent, lastSeq, momentOf } from './events.ts';

export interface Appending {
  /** Appends an event to the log, in the same transaction as the change it announces. Throws a ZodError for a payload that does not fit its type. */
  append(event: NewEvent): StoredEvent;
  /** The same for several events whose payloads were looked at before. Many are packed (see event-packs.ts). */
  appendChecked(events: readonly NewEvent[]): StoredEvent[];
}

export class Additions {
  readonly events: StoredEvent[] = [];
  readonly packs: Pack[] = [];
  /** About so many bytes of the write-ahead log. */
  bytes = 0;
  readonly #db: Db;
  readonly #bursts: Bursts;
  readonly #before: number;

  constructor(db: Db, bursts: Bursts) {
    this.#db = db;
    this.#bursts = bursts;
    this.#before = lastSeq(db);
  }

  /** For one request, whose events have one moment. */
  at(now: Date): Appending {
    const db = this.#db;
    const moment = momentOf(now);
    const take = (event: NewEvent): StoredEvent => {
      const stored = eventAt(db, event, this.#before + this.events.length + 1, moment);
      this.events.push(stored);
      return stored;
    };
    const takeInRow = (event: NewEvent): StoredEvent => {
      const payload = JSON.stringify(event.payload);
      const stored = take(event);
      insertEvent(db, stored, payload);
      // With its indexes it takes several times as much.
      this.bytes += 4 * payload.length;
      return stored;
    };
    return {
      append(event) {
        checkPayload(event);
        return takeInRow(event);
      },
      appendChecked: (events) => {
        if (!this.#bursts.isPartOfOne(events.length, performance.now()) || !mayPack(db)) return events.map((event) => takeInRow(event));
        const stored = events.map((event) => take(event));
        for (const pack of packEvents(db, stored)) {
          this.packs.push(pack);
          this.bytes += pack.bytes.length;
        }
        return stored;
      },
    };
  }

  /** What a request adds that fails after this can be taken back. */
  mark(): () => void {
    const [events, packs, bytes] = [this.events.length, this.packs.length, this.bytes];
    return () => {
      this.bytes = bytes;
      this.events.length = events;
      this.packs.length = packs;
    };
  }
}
