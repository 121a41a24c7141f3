/** Pages, their readings, and what people corrected on them. */
import { z } from 'zod';
import type { PageReading } from '../../sheet/read/reading.ts';
import type { TextReading } from '../text/engine.ts';
import { flag, json, nullableJson } from './columns.ts';
import type { Db } from './database.ts';
import type { Tx } from './writer.ts';

/** What the items of one question amount to, as the machine read them. */
export interface ReadAnswer {
  readonly no: string;
  /** As in `Answer.value`. */
  readonly value: string;
  /** Null where there is nothing to read by machine (open questions). */
  readonly confidence: number | null;
  /** Why a person must look; null when the reading stands. */
  readonly doubt: string | null;
}

/** The candidate number as read off the page. */
export interface ReadCandidate { readonly candidateNo: string | null; readonly confidence: number; readonly doubt: string | null }

export interface PageToRead { readonly pageId: string; readonly examId: string; readonly batchId: string; readonly sourceId: string; readonly sourceName: string; readonly file: string; readonly pageInFile: number; readonly state: PageState; readonly receivedEvent: string; /** How often it was to be read. */ readonly asked: number }
export type PageState = 'waiting' | 'read' | 'failed' | 'copy';

const state = z.enum(['waiting', 'read', 'failed', 'copy']);
const toRead = z.object({
  pageId: z.string(), examId: z.string(), batchId: z.string(), sourceId: z.string(), sourceName: z.string(), file: z.string(), pageInFile: z.int(), state, receivedEvent: z.string(), asked: z.int(),
});
const toReadColumns = `p.page_id AS pageId, p.exam_id AS examId, p.batch_id AS batchId, p.source_id AS sourceId, s.name AS sourceName, s.file, p.page_in_file AS pageInFile, p.state, p.received_event AS receivedEvent, p.asked
  FROM pages p JOIN sources s ON s.source_id = p.source_id`;

export function findPage(db: Db, pageId: string): PageToRead | null {
  return db.get(toRead, `SELECT ${toReadColumns} WHERE p.page_id = ?`, pageId);
}

const idRow = z.object({ id: z.string() });
const troubleRow = z.object({ trouble: z.string().nullable() });
const revisionRow = z.object({ r: z.int() });
const readingRow = z.object({ reading: json<StoredReading>() });

/** Itself, or the page that it is a copy of; null for a page that is not there. */
export function originalPageId(db: Db, pageId: string): string | null {
  return db.get(idRow, 'SELECT coalesce(copy_of, page_id) AS id FROM pages WHERE page_id = ?', pageId)?.id ?? null;
}

/** Why nothing, or not everything, could be read. */
export function pageTrouble(db: Db, pageId: string): string | null {
  return db.get(troubleRow, 'SELECT trouble FROM pages WHERE page_id = ?', pageId)?.trouble ?? null;
}

export function waitingPages(db: Db): PageToRead[] {
  return db.all(toRead, `SELECT ${toReadColumns} WHERE p.state = 'waiting' ORDER BY p.batch_id, s.position, p.page_in_file`);
}

export function waitingPagesOfBatch(db: Db, batchId: string): PageToRead[] {
  return db.all(toRead, `SELECT ${toReadColumns} WHERE p.batch_id = ? AND p.state = 'waiting' ORDER BY s.position, p.page_in_file`, batchId);
}

/** Pages that nothing was read off, because of the page, the file or a person who cancelled. */
export function failedPagesOfBatch(db: Db, batchId: string): PageToRead[] {
  return db.all(toRead, `SELECT ${toReadColumns} WHERE p.batch_id = ? AND p.state = 'failed' ORDER BY s.position, p.page_in_file`, batchId);
}

const failedRow = z.object({ pageId: z.string(), trouble: z.string().nullable() });

/** Pages of a file, or of the one that it is a copy of, of which nothing was read, and why. */
export function failedPagesOfSource(db: Db, sourceId: string): z.infer<typeof failedRow>[] {
  return db.all(failedRow, "SELECT page_id AS pageId, trouble FROM pages WHERE state = 'failed' AND source_id = (SELECT coalesce(copy_of, source_id) FROM sources WHERE source_id = ?) ORDER BY page_in_file", sourceId);
}

/** A page is to be read once more. Does nothing for one that waits to be read. */
export function askForPage(tx: Tx, pageId: string): void {
  tx.run("UPDATE pages SET state = 'waiting', asked = asked + 1 WHERE page_id = ? AND state IN ('read', 'failed')", pageId);
}

/** A page whose further reading was given up is as it was read before; false when it never was. */
export function restoreReading(tx: Tx, pageId: string): boolean {
  return tx.run("UPDATE pages SET state = 'read' WHERE page_id = ? AND state = 'waiting' AND answered = 1", pageId) === 1;
}

/** With the size of the image that was read, which older readings do not say, and the name as written, where the number was in question. */
export type StoredReading = PageReading & { readonly size?: { readonly width: number; readonly height: number; readonly sourceWidth: number; readonly sourceHeight: number }; readonly writtenName?: TextReading };

export interface NewReading {
  readonly pageId: string;
  readonly reading: StoredReading;
  readonly answers: readonly ReadAnswer[];
  readonly candidate: ReadCandidate;
  readonly crops: readonly { readonly field: string; readonly kind: string; readonly file: string }[];
  readonly durationMs: number;
}

/** Records a reading as the page's latest one; returns its revision. */
export function saveReading(tx: Tx, { pageId, reading, answers, candidate, crops, durationMs }: NewReading): number {
  const revision = (tx.get(revisionRow, 'SELECT reading_revision AS r FROM pages WHERE page_id = ?', pageId)?.r ?? 0) + 1;
  tx.run('INSERT INTO readings (page_id, revision, reading, answers, duration_ms, at) VALUES (?, ?, ?, ?, ?, ?)',
    pageId, revision, JSON.stringify(reading, threeDecimals), JSON.stringify(answers), durationMs, tx.now.toISOString());
  tx.run(`UPDATE pages SET state = 'read', reading_revision = ?, answered = ?, trouble = ?, layout_version = ?, page_number = ?, read_candidate = ?, candidate_no = ?, turn = ? WHERE page_id = ?`,
    revision, answers.length > 0 ? 1 : 0, reading.trouble, reading.identity.layoutVersion, reading.identity.page, JSON.stringify(candidate), ownerRead(candidate), reading.quality.orientation, pageId);
  tx.run('DELETE FROM crops WHERE page_id = ?', pageId);
  for (const crop of crops) tx.run('INSERT OR REPLACE INTO crops (page_id, field, kind, file) VALUES (?, ?, ?, ?)', pageId, crop.field, crop.kind, crop.file);
  return revision;
}

/** The latest reading of a page; null before the first. */
export function latestReading(db: Db, pageId: string): StoredReading | null {
  return db.get(readingRow, 'SELECT r.reading FROM readings r JOIN pages p ON p.page_id = r.page_id AND p.reading_revision = r.revision WHERE p.page_id = ?', pageId)?.reading ?? null;
}

/** Finer than anybody can see, and half the size. */
function threeDecimals(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Math.round(value * 10_000) / 10_000 : value;
}

/** Below this a doubtful number is no owner: its best guess may be another candidate. Two digits in one column are at 0.5. */
const leastConfidence = 0.6;

/** The candidate number as read, or null while a person has to say whose page it is. */
export function ownerRead({ candidateNo, confidence, doubt }: ReadCandidate): string | null {
  return doubt !== null && confidence < leastConfidence ? null : wholeNumber(candidateNo);
}

/** A candidate number counts once every digit of it is there. */
export function wholeNumber(candidateNo: string | null): string | null {
  return candidateNo === null || candidateNo === '' || candidateNo.includes('_') ? null : candidateNo;
}

export function markPageFailed(tx: Tx, pageId: string, trouble: string): void {
  tx.run("UPDATE pages SET state = 'failed', trouble = ? WHERE page_id = ?", trouble, pageId);
}

export function assignCandidate(tx: Tx, pageId: string, candidateNo: string | null): void {
  tx.run('UPDATE pages SET candidate_no = ? WHERE page_id = ?', candidateNo, pageId);
}

/** Whose page it is and which: all that decides which pages make up a sheet. */
export interface PlacedPage {
  readonly pageId: string;
  readonly state: PageState;
  /** Something on it was read that can be graded. */
  readonly answered: boolean;
  readonly layoutVersion: string | null;
  readonly pageNumber: number | null;
  readonly candidateNo: string | null;
}

/** A page with everything that decides what it counts for. */
export interface PageFacts extends PlacedPage {
  readonly examId: string;
  readonly sourceName: string;
  readonly pageInFile: number;
  readonly copyOf: string | null;
  readonly trouble: string | null;
  readonly readCandidate: ReadCandidate | null;
  readonly answers: readonly ReadAnswer[] | null;
  /** Field -> what a person said stands there. */
  readonly corrections: Readonly<Record<string, string>>;
}

const placedRow = z.object({ pageId: z.string(), state, answered: flag, layoutVersion: z.string().nullable(), pageNumber: z.int().nullable(), candidateNo: z.string().nullable() });
const factsRow = placedRow.extend({
  examId: z.string(), sourceName: z.string(), pageInFile: z.int(), copyOf: z.string().nullable(), trouble: z.string().nullable(), readCandidate: nullableJson<ReadCandidate>(),
  answers: nullableJson<ReadAnswer[]>(), corrections: json<Record<string, string>>(),
});
const inOrder = 'ORDER BY b.number, s.position, s.name, p.page_in_file';
const factsQuery = (where: string) => `
  SELECT p.page_id AS pageId, p.exam_id AS examId, s.name AS sourceName, p.page_in_file AS pageInFile, p.state, p.answered, p.copy_of AS copyOf, p.trouble, p.layout_version AS layoutVersion,
    p.page_number AS pageNumber, p.candidate_no AS candidateNo, p.read_candidate AS readCandidate, r.answers,
    (SELECT coalesce(json_group_object(c.field, c.value), '{}') FROM corrections c WHERE c.page_id = p.page_id AND c.replaced = 0) AS corrections
  FROM pages p JOIN sources s ON s.source_id = p.source_id JOIN batches b ON b.batch_id = p.batch_id
    LEFT JOIN readings r ON r.page_id = p.page_id AND r.revision = p.reading_revision
  WHERE ${where} ${inOrder}`;

export function pageFacts(db: Db, pageId: string): PageFacts | null {
  return db.get(factsRow, factsQuery('p.page_id = ?'), pageId);
}

/** In the order they were put in, which decides whose answers count where there are two. */
export function pagesOfExam(db: Db, examId: string): PageFacts[] {
  return db.all(factsRow, factsQuery('p.exam_id = ?'), examId);
}

const placedQuery = (where: string) => `SELECT p.page_id AS pageId, p.state, p.answered, p.layout_version AS layoutVersion, p.page_number AS pageNumber, p.candidate_no AS candidateNo
  FROM pages p JOIN sources s ON s.source_id = p.source_id JOIN batches b ON b.batch_id = p.batch_id WHERE ${where} ${inOrder}`;

/** As `pagesOfExam`, from columns alone: no reading is parsed, which for 10,000 pages takes half a second. */
export function placedPages(db: Db, examId: string): PlacedPage[] {
  return db.all(placedRow, placedQuery('p.exam_id = ?'), examId);
}

export function placedPagesOfBatch(db: Db, batchId: string): PlacedPage[] {
  return db.all(placedRow, placedQuery('p.batch_id = ?'), batchId);
}

export function placedPagesOfCandidate(db: Db, examId: string, candidateNo: string): PlacedPage[] {
  return db.all(placedRow, placedQuery('p.exam_id = ? AND p.candidate_no = ?'), examId, candidateNo);
}

export function pagesOfCandidate(db: Db, examId: string, candidateNo: string): PageFacts[] {
  return db.all(factsRow, factsQuery('p.exam_id = ? AND p.candidate_no = ?'), examId, candidateNo);
}

export interface NewCorrection { readonly correctionId: string; readonly examId: string; readonly pageId: string; readonly field: string; readonly value: string; readonly actor: string }

/** The latest word on a field counts; earlier ones stay in the record. */
export function saveCorrection(tx: Tx, { correctionId, examId, pageId, field, value, actor }: NewCorrection): void {
  tx.run('UPDATE corrections SET replaced = 1 WHERE page_id = ? AND field = ? AND replaced = 0', pageId, field);
  tx.run('INSERT INTO corrections (correction_id, exam_id, page_id, field, value, actor, at) VALUES (?, ?, ?, ?, ?, ?, ?)', correctionId, examId, pageId, field, value, actor, tx.now.toISOString());
}

/** The correction of a field that counts; null where the machine's reading does. */
export function standingCorrection(db: Db, pageId: string, field: string): StandingCorrection | null {
  return db.get(standingRow, 'SELECT correction_id AS correctionId, value, actor FROM corrections WHERE page_id = ? AND field = ? AND replaced = 0', pageId, field) ?? null;
}

const standingRow = z.strictObject({ correctionId: z.string(), value: z.string(), actor: z.string() });
type StandingCorrection = z.output<typeof standingRow>;

/** The machine's reading counts again; the correction stays in the record. */
export function withdrawCorrection(tx: Tx, correctionId: string): void {
  tx.run('UPDATE corrections SET replaced = 1 WHERE correction_id = ?', correctionId);
}

/** Crop files of an exam by `<page id> <field>`. */
export function cropFiles(db: Db, examId: string): ReadonlyMap<string, string> {
  const row = z.object({ pageId: z.string(), field: z.string(), file: z.string() });
  const rows = db.all(row, 'SELECT c.page_id AS pageId, c.field, c.file FROM crops c JOIN pages p ON p.page_id = c.page_id WHERE p.exam_id = ?', examId);
  return new Map(rows.map(({ pageId, field, file }) => [`${pageId} ${field}`, file]));
}
