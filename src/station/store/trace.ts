/** From any id to what happened around it: an event with what led to it and what came of it, everything that belongs together, or a page from the scanner to the score. */
import type { StoredEvent } from '../../contract/events.ts';
import type { Db } from './database.ts';
import { eventRow, findEvents } from './events.ts';
import { findPage, pageFacts } from './pages.ts';

export interface Trace {
  /** What the id is of; `correlation`: a batch, a rescore, a correction, or whatever else events belong to. */
  readonly about: 'event' | 'page' | 'correlation';
  /** In order of seq. */
  readonly events: readonly StoredEvent[];
}

const most = 10_000;

/** Null for an id that nothing knows. A trace is cut after ten thousand events. */
export function traceOf(db: Db, id: string): Trace | null {
  const event = db.get(eventRow, 'SELECT * FROM events WHERE event_id = ?', id);
  if (event) return { about: 'event', events: causalChain(db, event) };
  const page = findPage(db, id);
  if (page) return { about: 'page', events: eventsOfPage(db, id, page) };
  const events = findEvents(db, { correlationId: id, limit: most });
  return events.length === 0 ? null : { about: 'correlation', events };
}

/** What led to an event, the event, and what came of it. */
export function causalChain(db: Db, event: StoredEvent): StoredEvent[] {
  const before: StoredEvent[] = [];
  for (let cause = event.causation_id; cause !== null;) {
    const known = db.get(eventRow, 'SELECT * FROM events WHERE event_id = ?', cause);
    if (!known) break;
    before.push(known);
    cause = known.causation_id;
  }
  // An effect comes after its cause and belongs to the same whole, so one look in order of seq finds them all.
  const ids = new Set([event.event_id]);
  const after = findEvents(db, { correlationId: event.correlation_id, after: event.seq, limit: most }).filter(({ event_id, causation_id }) => {
    if (causation_id === null || !ids.has(causation_id)) return false;
    ids.add(event_id);
    return true;
  });
  return [...before.toReversed(), event, ...after];
}

/** What happened to a page, and to the sheet of the candidate that it belongs to. */
function eventsOfPage(db: Db, pageId: string, { examId, batchId }: { readonly examId: string; readonly batchId: string }): StoredEvent[] {
  const candidateNo = pageFacts(db, pageId)?.candidateNo ?? null;
  return db.all(
    eventRow,
    `SELECT * FROM events WHERE exam_id = ?1 AND (payload ->> 'page_id' = ?2 OR (type LIKE 'grading.%' AND payload ->> 'candidate_no' = ?3) OR (type LIKE 'batch.%' AND payload ->> 'batch_id' = ?4)) ORDER BY seq LIMIT ?5`,
    examId, pageId, candidateNo, batchId, most,
  );
}
