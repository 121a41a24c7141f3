/** The event log as frames. The newest ones are kept, so that a thousand clients that come back at once do not ask the record a thousand times. */
import type { StoredEvent } from '../../../contract/events.ts';
import type { EventLog } from '../../bus/event-log.ts';
import { type Outgoing, outgoing } from './outgoing.ts';

export interface LoggedEvent {
  readonly seq: number;
  readonly event: StoredEvent;
  readonly out: Outgoing;
}

const mostKept = 4096;

export class RecentEvents {
  readonly #log: EventLog;
  /** The event of `seq` stands at `seq` modulo the length. */
  readonly #ring: (LoggedEvent | undefined)[] = Array.from({ length: mostKept });

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** At most `limit` events after `after` and not beyond `upTo`, ascending. */
  between(after: number, upTo: number, limit: number): readonly LoggedEvent[] {
    const last = Math.min(upTo, after + limit);
    const found: LoggedEvent[] = [];
    for (let seq = after + 1; seq <= last; seq++) {
      const kept = this.#ring[seq % mostKept];
      if (kept?.seq !== seq) return [...found, ...this.#read(seq - 1, last)];
      found.push(kept);
    }
    return found;
  }

  #read(after: number, last: number): LoggedEvent[] {
    return this.#log.since(after, last - after).filter(({ seq }) => seq <= last).map((event) => {
      const logged = { seq: event.seq, event, out: outgoing({ type: 'event', event }) };
      const slot = event.seq % mostKept;
      // Somebody who reads far back must not push out what everybody else needs.
      if ((this.#ring[slot]?.seq ?? 0) < event.seq) this.#ring[slot] = logged;
      return logged;
    });
  }
}
