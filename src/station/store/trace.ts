/** From any id to what happened around it: an event with what led to it and what came of it, everything that belongs together, or a page from the scanner to the score. */
import type { StoredEvent } from '../../contract/events.ts';
import type { Db } from './database.ts';
import { eventChain } from './event-chain.ts';
import { eventRow, findEvents } from './events.ts';
import { examIds } from './exams.ts';
import { findPage, pageFacts, placedPagesOfCandidate } from './pages.ts';

export interface Trace {
  /** What the id is of; `correlation`: a batch, a rescore, a correction, or whatever else events belong to. */
  readonly about: 'event' | 'page' | 'correlation';
  /** In order of seq. */
  readonly events: readonly StoredEvent[];
}

const most = 10_000;

/** Null for an id that nothing knows. A trace is cut after ten thousand events. */
export function traceOf(db: Db, id: string): Trace | null {
  const chain = eventChain(db, id, most);
  if (chain) return { about: 'event', events: chain.events };
  const page = findPage(db, id);
  if (page) return { about: 'page', events: eventsOfPage(db, page) };
  const events = findEvents(db, { correlationId: id, limit: most });
  return events.length === 0 ? null : { about: 'correlation', events };
}

/** What happened to every page of a candidate number, in all exams; empty where no page and no score has it. Cut after ten thousand events. */
export function eventsOfCandidate(db: Db, candidateNo: string): { readonly pageIds: readonly string[]; readonly events: readonly StoredEvent[] } {
  const pageIds = examIds(db).flatMap((examId) => placedPagesOfCandidate(db, examId, candidateNo).map(({ pageId }) => pageId));
  const events = db.all(
    eventRow, "SELECT * FROM all_events WHERE payload ->> 'candidate_no' = ?1 OR payload ->> 'page_id' IN (SELECT value FROM json_each(?2)) ORDER BY seq LIMIT ?3",
    candidateNo, JSON.stringify(pageIds), most,
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
