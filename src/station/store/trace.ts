/** From any id to what happened around it: an event with what led to it and what came of it, everything that belongs together, or a page from the scanner to the score. */
import type { StoredEvent } from '../../contract/events.ts';
import type { Db } from './database.ts';
import { eventChain } from './event-chain.ts';
import { eventRow, findEvents } from './events.ts';
import { examIds } from './exams.ts';
import { findPage, pageFacts, placedPagesOfCandidate } from './pages.ts';

export interface Trace {
  /** What the id is of; `correlation`: a batch, a rescore, a correction, or whatever else events belong to. */
  readonly about: 'event' | 'page' | 'correlation' | 'candidate';
  /** In order of seq. */
  readonly events: readonly StoredEvent[];
  /** Pages of the candidate whose number the id is, though it may be something else as well. */
  readonly pageIds: readonly string[];
}

const most = 10_000;

/** What somebody may see: events, and pages of these exams; null: of all. */
export interface Sight {
  readonly exams: readonly string[] | null;
  readonly maySee: (event: StoredEvent) => boolean;
}
const everything: Sight = { exams: null, maySee: () => true };

/**
 * Follows an id, the number of an event, or a candidate number as far as somebody may see; null for what nothing knows, and for what is not there for them. What is a candidate number and something
 * else as well that they may see is followed as that. A trace is cut after ten thousand events.
 */
export function traceOf(db: Db, asked: string, { exams, maySee }: Sight = everything): Trace | null {
  const { pageIds, events } = eventsOfCandidate(db, asked, exams);
  const found = traceOfId(db, /^[1-9]\d{0,14}$/.test(asked) ? eventIdOf(db, Number(asked)) ?? asked : asked);
  const seen = found?.events.filter(maySee) ?? [];
  if (found && seen.length > 0) return { about: found.about, events: seen, pageIds };
  const ofCandidate = events.filter(maySee);
  return ofCandidate.length === 0 ? null : { about: 'candidate', events: ofCandidate, pageIds };
}

/** Of the event with this number in the log. */
function eventIdOf(db: Db, seq: number): string | null {
  const event = findEvents(db, { after: seq - 1, limit: 1 })[0];
  return event?.seq === seq ? event.event_id : null;
}

function traceOfId(db: Db, id: string): Omit<Trace, 'pageIds'> | null {
  const chain = eventChain(db, id, most);
  if (chain) return { about: 'event', events: chain.events };
  const page = findPage(db, id);
  if (page) return { about: 'page', events: eventsOfPage(db, page) };
  const events = findEvents(db, { correlationId: id, limit: most });
  return events.length === 0 ? null : { about: 'correlation', events };
}

/** What happened to every page of a candidate number; empty where no page and no score has it. Cut after ten thousand events. */
function eventsOfCandidate(db: Db, candidateNo: string, exams: readonly string[] | null): { readonly pageIds: readonly string[]; readonly events: readonly StoredEvent[] } {
  const pageIds = (exams ?? examIds(db)).flatMap((examId) => placedPagesOfCandidate(db, examId, candidateNo).map(({ pageId }) => pageId));
  const events = db.all(
    eventRow, "SELECT * FROM all_events WHERE (?4 IS NULL OR exam_id IN (SELECT value FROM json_each(?4))) AND (payload ->> 'candidate_no' = ?1 OR payload ->> 'page_id' IN (SELECT value FROM json_each(?2))) ORDER BY seq LIMIT ?3",
    candidateNo, JSON.stringify(pageIds), most, exams === null ? null : JSON.stringify(exams),
  );
  return { pageIds, events };
}

/** What happened to a page, to its batch, and to the sheet of the candidate that it belongs to. */
function eventsOfPage(db: Db, { pageId, examId, batchId }: { readonly pageId: string; readonly examId: string; readonly batchId: string }): StoredEvent[] {
  const candidateNo = pageFacts(db, pageId)?.candidateNo ?? null;
  return db.all(
    eventRow,
    `SELECT * FROM all_events WHERE exam_id = ?1
      AND (payload ->> 'page_id' = ?2 OR (type LIKE 'grading.%' AND payload ->> 'candidate_no' = ?3) OR (type LIKE 'batch.%' AND payload ->> 'batch_id' = ?4)) ORDER BY seq LIMIT ?5`,
    examId, pageId, candidateNo, batchId, most,
  );
}
