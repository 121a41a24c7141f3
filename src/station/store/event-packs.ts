/**
 * Packs: a burst of events goes into the log as a few rows that hold their text, for a row of its own with its five indexes takes longer than all the rest of an event. The rows follow when the
 * burst is over. Whoever reads the log reads the view `all_events`, which has both: an event is in a pack or in a row, never in both and never in neither.
 */
import { z } from 'zod';
import type { StoredEvent } from '../../contract/events.ts';
import type { Pack } from '../bus/event-log.ts';
import { counted } from './columns.ts';
import type { Db } from './database.ts';
import type { Writer } from './writer.ts';

/** So many events at once are a burst. What a station does every day never comes near it. */
export const packFrom = 128;
/** As many as in an entry of the stream. */
export const mostInPack = 512;
/** A million events; past that everything is written in rows again, so that whoever searches the log need not read more than that without an index. */
export const mostPacks = 2_048;
/** Made once: zod compiles each schema that it is given. */
export const correlationRow = z.object({ correlation_id: z.string() });
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
    const text = JSON.stringify(together);
    db.run('INSERT INTO event_packs (first, last, moment, events) VALUES (?, ?, ?, ?)', first.seq, last.seq, first.event_id.slice(0, momentLength), text);
    packs.push({ first: first.seq, last: last.seq, text });
  }
  return packs;
}

export function countPacks(db: Db): number {
  return db.get(counted, 'SELECT count(*) AS n FROM event_packs')?.n ?? 0;
}

/** Gives the events of one pack their rows, within the caller's transaction: of the oldest, or of the one that has the event of this seq. Does nothing when there is none. */
export function unpack(db: Db, seq?: number): void {
  const which = seq === undefined ? 'first = (SELECT min(first) FROM event_packs)' : 'first = (SELECT max(first) FROM event_packs WHERE first <= ?1) AND last >= ?1';
  const values = seq === undefined ? [] : [seq];
  const pack = db.get(z.object({ first: z.int() }), `SELECT first FROM event_packs WHERE ${which}`, ...values);
  if (pack === null) return;
  db.run(`INSERT INTO events (seq, event_id, type, exam_id, correlation_id, causation_id, actor, at, payload) SELECT ${packedColumns} FROM event_packs p, json_each(p.events) e WHERE p.first = ?`, pack.first);
  db.run('DELETE FROM event_packs WHERE first = ?', pack.first);
}

/** What an event in a pack belongs to; null when it is in none. */
export function correlationInPacks(db: Db, eventId: string): string | null {
  return db.get(correlationRow, `SELECT e.value ->> 'correlation_id' AS correlation_id FROM event_packs p, json_each(p.events) e WHERE p.moment = ? AND e.value ->> 'event_id' = ?`, eventId.slice(0, momentLength), eventId)?.correlation_id ?? null;
}

/** The burst is over when nothing was packed for so long. */
const quietMs = 1_000;
/** Between two packs: the others come first. */
const pauseMs = 10;

export interface Unpacking extends Disposable {
  /** More was packed. */
  packed(): void;
}

/** Unpacks one after the other whenever there is time; what is left at the end waits for the next start. */
export function startUnpacking(db: Db, write: Writer['write']): Unpacking {
  let timer: NodeJS.Timeout | null = null;
  let closed = false;
  const wait = (ms: number): void => {
    if (timer !== null) clearTimeout(timer);
    if (!closed) timer = setTimeout(next, ms).unref();
  };
  const next = (): void => {
    timer = null;
    write((tx) => { unpack(tx); }).then(more, () => wait(quietMs));
  };
  const more = (): void => {
    if (!closed && timer === null && countPacks(db) > 0) wait(pauseMs);
  };
  if (countPacks(db) > 0) wait(quietMs);
  return {
    packed: () => wait(quietMs),
    [Symbol.dispose]() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
