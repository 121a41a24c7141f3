/** A reading becomes part of the record: the page, whose sheet it belongs to, what waits for a person, and the event, in one transaction. */
import type { PageReading } from '../../../sheet/read/reading.ts';
import { numberDisagrees } from '../../reconcile/number-disagrees.ts';
import { pageExceptions } from '../../reconcile/page-exceptions.ts';
import { settlePageExceptions } from '../../store/exceptions.ts';
import { candidatesOf, examHasRoster, isOnRoster } from '../../store/exams.ts';
import { assignCandidate, findPage, pageFacts, type PageToRead, type ReadAnswer, type ReadCandidate, saveReading, wholeNumber } from '../../store/pages.ts';
import { touchSheet } from '../../store/sheets.ts';
import type { Tx } from '../../store/writer.ts';
import type { TextReading } from '../../text/text-reader.ts';
import type { Crop, ImageSize } from './read-page-result.ts';

export interface ReadingToRecord {
  readonly page: PageToRead;
  readonly reading: PageReading;
  /** Read where it may help to tell whose page it is. */
  readonly writtenName: TextReading | null;
  readonly answers: readonly ReadAnswer[];
  readonly crops: readonly Crop[];
  readonly size: ImageSize;
  readonly durationMs: number;
  readonly causationId: string;
  /** Who read it; the station itself when left out. */
  readonly actor?: string;
}

/** Does nothing for a page that was read or failed in the meantime. */
export function recordReading(tx: Tx, { page, reading, writtenName, answers, crops, size, durationMs, causationId, actor = 'station' }: ReadingToRecord): void {
  const { pageId, examId, batchId } = page;
  if (findPage(tx, pageId)?.state !== 'waiting') return;
  // Of a page that is not of this exam, nobody's number is taken.
  const { candidateNo, confidence, doubt } = answers.length > 0 ? candidateOf(tx, examId, reading) : { candidateNo: null, confidence: 0, doubt: null };
  const before = pageFacts(tx, pageId);
  const revision = saveReading(tx, { pageId, reading: { ...reading, size, ...(writtenName === null ? {} : { writtenName }) }, answers, candidate: { candidateNo, confidence, doubt }, crops, durationMs });
  // A person's word on whose page it is outlives a further reading.
  const settled = before?.corrections['candidate'];
  if (settled !== undefined) assignCandidate(tx, pageId, wholeNumber(settled));
  const facts = pageFacts(tx, pageId);
  if (!facts) return;
  const completed = tx.append({
    type: 'ocr.completed', examId, correlationId: batchId, causationId, actor,
    payload: {
      batch_id: batchId, page_id: pageId, reading_revision: revision, candidate_no: facts.candidateNo, page: facts.pageNumber, items: reading.items.length,
      doubtful: answers.filter((answer) => answer.doubt !== null).length, trouble: reading.trouble, duration_ms: Math.round(durationMs * 10) / 10, turn: reading.quality.orientation,
    },
  });
  const roster = { hasRoster: examHasRoster(tx, examId), isOnRoster: (no: string) => isOnRoster(tx, examId, no) };
  settlePageExceptions(tx, { examId, correlationId: batchId, causationId: completed.event_id }, pageId, pageExceptions(facts, roster));
  const touched = new Set([before?.candidateNo ?? null, answers.length > 0 ? facts.candidateNo : null]);
  for (const owner of touched) if (owner !== null) touchSheet(tx, examId, owner, completed.event_id);
}

/** What the bubbles say, or that the number as written contradicts them: then the page is nobody's until a person has looked. */
function candidateOf(tx: Tx, examId: string, { candidate, written }: PageReading): ReadCandidate {
  const { by, candidateNo } = candidate;
  if (by !== 'bubbles' || candidateNo === null || candidateNo.includes('_') || candidate.doubt !== null || written === undefined) return candidate;
  const disagrees = numberDisagrees(candidateNo, written, () => (examHasRoster(tx, examId) ? candidatesOf(tx, examId) : null));
  return disagrees ? { candidateNo, confidence: confidenceOfDisagreeing, doubt: 'number-disagrees' } : candidate;
}

/** Bubbles are right more often than not, and it is below what makes a number count. */
const confidenceOfDisagreeing = 0.5;
