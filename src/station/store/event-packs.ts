/**
 * Packs: a burst of events goes into the log as a few rows that hold their text, for a row of its own with its five indexes takes longer than all the rest of an event. The rows follow when the
 * burst is over. Whoever reads the log reads the view `all_events`, which has both: an event is in a pack or in a row, never in both and never in neither.
 */
import { z } from 'zod';
import type { StoredEvent } from '../../contract/events.ts';
import type { Pack } from '../bus/event-log.ts';
import type { Db } from './database.ts';

/** As many as in an entry of the stream. */
export const mostInPack = 512;
/** A million events, at most, lie in packs; past that everything is written in rows again, so that whoever searches the log need not read more than that without an index. */
const mostPacked = 1_000_000;
/** Made once: zod compiles each schema that it is given. */
export const correlationRow = z.object({ correlation_id: z.string() });
const firstRow = z.object({ first: z.int() });
/** All ids of a pack begin with the moment at which it was written (see `momentOf`). */
const momentLength = 13;

/** The columns of the events in packs `p`, as `json_each(p.events) e` has them. */
export const packedColumns = `CAST(e.value ->> 'seq' AS INTEGER) AS seq, CAST(e.value ->> 'event_id' AS TEXT) AS event_id, CAST(e.value ->> 'type' AS TEXT) AS type, CAST(e.value ->> 'exam_id' AS TEXT) AS exam_id,
  CAST(e.value ->> 'correlation_id' AS TEXT) AS correlation_id, CAST(e.value ->> 'causation_id' AS TEXT) AS causation_id, CAST(e.value ->> 'actor' AS TEXT) AS actor, CAST(e.value ->> 'at' AS TEXT) AS at, CAST(e.value -> 'payload' AS TEXT) AS payload`;

/** Writes events of one moment, within the caller's transaction. */
export function packEvents(db: Db, events: readonly StoredEvent[]): Pack[] {
  const packs: Pack[] = [];
  for (let from = 0; from < events.length; from += mostInPack) {
    const together = events.slice(from, from + mostInPack);
    const [first] = together;
    const last = together.at(-1);
    if (first === undefined || last === undefined) break;
    // Encoded once, for the record and for the stream.
    const bytes = Buffer.from(JSON.stringify(together));
    db.run('INSERT INTO event_packs (first, last, moment, events) VALUES (?, ?, ?, CAST(? AS TEXT))', first.seq, last.seq, first.event_id.slice(0, momentLength), bytes);
    packs.push({ first: first.seq, last: last.seq, bytes });
  }
  return packs;
}

const span = z.object({ first: z.int(), last: z.int() });

/** Where packs lie, with rows between them perhaps; null where there are none. */
function spanOfPacks(db: Db): z.infer<typeof span> | null {
  return db.get(span, 'SELECT first, (SELECT last FROM event_packs ORDER BY first DESC LIMIT 1) AS last FROM event_packs ORDER BY first LIMIT 1');
}

export const anyPacked = (db: Db): boolean => spanOfPacks(db) !== null;

/** Whether there is room for more packs. */
export function mayPack(db: Db): boolean {
  const packed = spanOfPacks(db);
  return packed === null || packed.last - packed.first < mostPacked;
}

/** Gives the events of packs their rows, within the caller's transaction: of the oldest packs, about as many as one holds; or of the pack that has the event of this seq. Does nothing when there is none. */
export function unpack(db: Db, seq?: number): void {
  const which = seq === undefined ? `p.first < (SELECT min(first) FROM event_packs) + ${mostInPack}` : 'p.first = (SELECT max(first) FROM event_packs WHERE first <= ?1) AND p.last >= ?1';
  const values = seq === undefined ? [] : [seq];
  const packs = db.all(firstRow, `SELECT p.first FROM event_packs p WHERE ${which}`, ...values).map(({ first }) => first);
  if (packs.length === 0) return;
  const these = JSON.stringify(packs);
  db.run(`INSERT INTO events (seq, event_id, type, exam_id, correlation_id, causation_id, actor, at, payload) SELECT ${packedColumns} FROM event_packs p, json_each(p.events) e WHERE p.first IN (SELECT value FROM json_each(?))`, these);
  db.run('DELETE FROM event_packs WHERE first IN (SELECT value FROM json_each(?))', these);
}

/** What an event in a pack belongs to; null when it is in none. */
export function correlationInPacks(db: Db, eventId: string): string | null {
  return db.get(correlationRow, `SELECT e.value ->> 'correlation_id' AS correlation_id FROM event_packs p, json_each(p.events) e WHERE p.moment = ? AND e.value ->> 'event_id' = ?`, eventId.slice(0, momentLength), eventId)?.correlation_id ?? null;
}
