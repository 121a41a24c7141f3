/** The event log: append-only, `seq` from 1 without gaps, never trimmed while its exam stands. At or below 0 lies what exams brought along that were restored from a backup: history of another time or station, which is looked up and never told again. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { NewEvent, StoredEvent } from '../../contract/events.ts';
import { json } from './columns.ts';
import type { Db } from './database.ts';
import { correlationInPacks, correlationRow, mostInPack, packedColumns } from './event-packs.ts';

export const eventRow = z.object({
  seq: z.int(), event_id: z.string(), type: z.string(), exam_id: z.string().nullable(), correlation_id: z.string(), causation_id: z.string().nullable(),
  actor: z.string(), at: z.string(), payload: json<Record<string, unknown>>(),
});

// Schemas are made once: zod compiles each one that it is given, which costs more than most statements.
const seqRow = z.object({ seq: z.int() });
const examIdRow = z.object({ exam_id: z.string().nullable() });

const insert = 'INSERT INTO events (seq, event_id, type, exam_id, correlation_id, causation_id, actor, at, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)';

/** What the events of one request have in common. */
export interface Moment { readonly at: string; readonly nextId: () => string }

/** The event that becomes number `seq` of the log. One whose whole is not said belongs to that of its cause. */
export function eventAt(db: Db, event: NewEvent, seq: number, { at, nextId }: Moment): StoredEvent {
  const event_id = nextId();
  const causation_id = event.causationId ?? null;
  return {
    seq,
    event_id,
    type: event.type,
    exam_id: event.examId,
    correlation_id: event.correlationId ?? (causation_id === null ? event_id : correlationOf(db, causation_id) ?? event_id),
    causation_id,
    actor: event.actor ?? 'station',
    at,
    payload: event.payload,
  };
}

/** Appends within the caller's transaction. `payload`: as JSON; it was checked by the schema of its type. */
export function insertEvent(db: Db, { seq, event_id, type, exam_id, correlation_id, causation_id, actor, at }: StoredEvent, payload: string): void {
  db.run(insert, seq, event_id, type, exam_id, correlation_id, causation_id, actor, at, payload);
}

/** Ids of events that happen now: UUIDs of version 7 (RFC 9562). They begin with the time and go on with a counter, so that the index grows at its end; the rest is random. */
export function momentOf(now: Date): Moment {
  const time = now.getTime().toString(16).padStart(12, '0');
  const start = `${time.slice(0, 8)}-${time.slice(8)}-7`;
  const random = randomUUID();
  let count = 0;
  return {
    at: now.toISOString(),
    // Twelve bits of a counter; where they are used up, another random rest.
    nextId: () => `${start}${(count & 0xfff).toString(16).padStart(3, '0')}${(count++ < 0x1000 ? random : randomUUID()).slice(18)}`,
  };
}

function correlationOf(db: Db, eventId: string): string | undefined {
  return db.get(correlationRow, 'SELECT correlation_id FROM events WHERE event_id = ?', eventId)?.correlation_id
    ?? correlationInPacks(db, eventId) ?? undefined;
}

export function lastSeq(db: Db): number {
  return db.get(seqRow, 'SELECT max(0, coalesce((SELECT max(seq) FROM events), 0), coalesce((SELECT last FROM event_packs ORDER BY first DESC LIMIT 1), 0)) AS seq')?.seq ?? 0;
}

export function eventsSince(db: Db, after: number, limit: number): StoredEvent[] {
  // Without gaps, so that they lie in few packs: no need to look into the others.
  return db.all(eventRow, `SELECT * FROM events WHERE seq > ?1
    UNION ALL SELECT * FROM (SELECT ${packedColumns} FROM event_packs p, json_each(p.events) e WHERE p.first > ?1 - ${mostInPack} AND p.first <= ?1 + ?2) WHERE seq > ?1 ORDER BY seq LIMIT ?2`, after, limit);
}

/** At most `limit` events of one exam (null: about the station as a whole) beyond `after`, ascending. */
export function eventsOfExam(db: Db, examId: string | null, after: number, limit: number): StoredEvent[] {
  return db.all(eventRow, 'SELECT * FROM all_events WHERE exam_id IS ? AND seq > ? ORDER BY seq LIMIT ?', examId, after, limit);
}

/** Exams with events beyond `after` and up to `end`, each once; null: the station. */
export function examsBetween(db: Db, after: number, end: number): (string | null)[] {
  return db.all(examIdRow, 'SELECT DISTINCT exam_id FROM all_events WHERE seq > ? AND seq <= ?', after, end).map(({ exam_id }) => exam_id);
}

export interface EventFilter {
  readonly examId?: string;
  readonly type?: string;
  /** Only these types. */
  readonly types?: readonly string[];
  /** Only about these exams, and none about the station as a whole. */
  readonly exams?: readonly string[];
  readonly correlationId?: string;
  /** `people`: everybody but the station itself. */
  readonly actor?: string;
  /** ISO 8601, UTC. */
  readonly since?: string;
  /** ISO 8601, UTC; events before or at it. */
  readonly until?: string;
  /** Beyond this `seq`, in the order asked for. */
  readonly after?: number;
  readonly order?: 'oldest' | 'newest';
  readonly limit?: number;
}

/** So few types are looked up one by one, each in its index: rare ones would otherwise be searched for in the whole log. */
const fewTypes = 8;

export function findEvents(db: Db, filter: EventFilter): StoredEvent[] {
  const { types } = filter;
  if (types === undefined || types.length < 2 || types.length > fewTypes || isNarrow(filter)) return search(db, filter);
  const found = types.flatMap((type) => search(db, { ...filter, types: [type] }));
  return found.toSorted(filter.order === 'newest' ? (a, b) => b.seq - a.seq : (a, b) => a.seq - b.seq).slice(0, limitOf(filter));
}

/** What people did, and what belongs to one batch, have indexes of their own and are little. */
const isNarrow = ({ actor, correlationId }: EventFilter): boolean => actor !== undefined || correlationId !== undefined;
const limitOf = ({ limit = 1000 }: EventFilter): number => Math.min(limit, 10_000);

function search(db: Db, filter: EventFilter): StoredEvent[] {
  const newest = filter.order === 'newest';
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  const add = (condition: string, value: string | number | undefined): void => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  add(newest ? 'seq < ?' : 'seq > ?', filter.after);
  add('exam_id = ?', filter.examId);
  add('type = ?', filter.type);
  // One of them has an index in order of `seq`. For several the log is read in its order until there are enough (`+` keeps SQLite from gathering and sorting all of them); one statement serves any number.
  if (filter.types?.length === 1) add(isNarrow(filter) ? '+type = ?' : 'type = ?', filter.types[0]);
  else add('+type IN (SELECT value FROM json_each(?))', filter.types && JSON.stringify(filter.types));
  if (filter.exams?.length === 1) add('exam_id = ?', filter.exams[0]);
  else add('+exam_id IN (SELECT value FROM json_each(?))', filter.exams && JSON.stringify(filter.exams));
  add('correlation_id = ?', filter.correlationId);
  if (filter.actor === 'people') conditions.push("actor <> 'station'");
  else add('actor = ?', filter.actor);
  add('at >= ?', filter.since === undefined ? undefined : new Date(filter.since).toISOString());
  add('at <= ?', filter.until === undefined ? undefined : new Date(filter.until).toISOString());
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return db.all(eventRow, `SELECT * FROM all_events ${where} ORDER BY seq ${newest ? 'DESC' : 'ASC'} LIMIT ?`, ...values, limitOf(filter));
}
