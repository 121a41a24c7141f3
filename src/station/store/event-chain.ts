/** What led to an event, and what followed from it: from a page that came in to the score that it became part of. */
import type { StoredEvent } from '../../contract/events.ts';
import type { Db } from './database.ts';
import { eventRow } from './events.ts';

export interface EventChain {
  /** In the order in which they happened. */
  readonly events: readonly StoredEvent[];
  /** More followed than are there. */
  readonly more: boolean;
}

/** Causes of causes; a chain from a scan to its publication has about eight. */
const longest = 20;

/** Null for an event that is not there. At most `limit` events that followed. */
export function eventChain(db: Db, eventId: string, limit: number): EventChain | null {
  const event = findEvent(db, eventId);
  if (event === null) return null;
  const before: StoredEvent[] = [];
  for (let cause = event.causation_id; cause !== null && before.length < longest;) {
    const found = findEvent(db, cause);
    if (found === null) break;
    before.push(found);
    cause = found.causation_id;
  }
  const after: StoredEvent[] = [];
  for (let newest: readonly StoredEvent[] = [event], depth = 0; newest.length > 0 && depth < longest && after.length <= limit; depth++) {
    newest = effectsOf(db, newest, limit + 1 - after.length);
    after.push(...newest);
  }
  return { events: [...before, event, ...after.slice(0, limit)].toSorted((a, b) => a.seq - b.seq), more: after.length > limit };
}

function findEvent(db: Db, eventId: string): StoredEvent | null {
  return db.get(eventRow, 'SELECT * FROM all_events WHERE event_id = ?', eventId) ?? null;
}

/** What follows belongs to the same as its cause, or to its cause itself: both have an index, which a cause has not (it would slow every event down for what is seldom asked). */
function effectsOf(db: Db, causes: readonly StoredEvent[], limit: number): StoredEvent[] {
  const ids = causes.map((cause) => cause.event_id);
  const belongings = [...new Set([...ids, ...causes.map((cause) => cause.correlation_id)])];
  return db.all(eventRow, `SELECT * FROM all_events WHERE correlation_id IN (SELECT value FROM json_each(?)) AND seq > ? AND causation_id IN (SELECT value FROM json_each(?)) ORDER BY seq LIMIT ?`,
    JSON.stringify(belongings), Math.min(...causes.map((cause) => cause.seq)), JSON.stringify(ids), limit);
}
