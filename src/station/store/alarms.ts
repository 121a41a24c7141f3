/** Quality alarms of batches, those with which a batch ended included, and what they are judged by. */
import { z } from 'zod';
import { type AlarmKind, alarmKinds, pageQualitySchema, type ShownQuality } from '../../contract/quality.ts';
import { mostRecentPages, type RecentPage } from '../quality/alarms.ts';
import { nullableJson } from './columns.ts';
import type { Db } from './database.ts';
import type { Tx } from './writer.ts';

const alarmRow = z.object({ kind: z.enum(alarmKinds), pages: z.int(), since: z.string() });
export type Alarm = z.infer<typeof alarmRow>;

export function alarmsOf(db: Db, batchId: string): Alarm[] {
  return db.all(alarmRow, 'SELECT kind, pages, since FROM quality_alarms WHERE batch_id = ? ORDER BY since, kind', batchId);
}

export function raiseAlarm(tx: Tx, batchId: string, kind: AlarmKind, pages: number): void {
  tx.run('INSERT OR REPLACE INTO quality_alarms (batch_id, kind, pages, since) VALUES (?, ?, ?, ?)', batchId, kind, pages, tx.now.toISOString());
}

export function clearAlarm(tx: Tx, batchId: string, kind: AlarmKind): void {
  tx.run('DELETE FROM quality_alarms WHERE batch_id = ? AND kind = ?', batchId, kind);
}

const quality = nullableJson<unknown>();
const pageRow = z.object({ repeated: z.int(), answered: z.int(), trouble: z.string().nullable(), quality, doubtful: z.int().nullable(), items: z.int().nullable() });

/** The last pages of a batch that were read, failed or known to be copies, the latest first, by the event log: those few are found by their index before anything is joined to them, for this is asked for each page that is read. */
export function latestPages(db: Db, batchId: string): RecentPage[] {
  return db.all(pageRow, `
    SELECT e.type = 'page.received' AS repeated, p.answered, p.trouble, r.reading ->> '$.quality' AS quality, e.payload ->> '$.doubtful' AS doubtful, e.payload ->> '$.items' AS items
    FROM (SELECT seq, type, payload FROM all_events
      WHERE correlation_id = ? AND (type IN ('ocr.completed', 'ocr.failed') OR (type = 'page.received' AND payload ->> '$.duplicate_of' IS NOT NULL)) ORDER BY seq DESC LIMIT ?) e
    JOIN pages p ON p.page_id = e.payload ->> '$.page_id' LEFT JOIN readings r ON e.type = 'ocr.completed' AND r.page_id = p.page_id AND r.revision = p.reading_revision
    ORDER BY e.seq DESC`, batchId, mostRecentPages).map(({ repeated, answered, trouble, quality: measured, doubtful, items }) => ({
    quality: measured === null ? null : pageQualitySchema.parse(measured), unread: answered === 0, blank: trouble === 'blank', repeated: repeated === 1, doubtful: doubtful ?? 0, items: items ?? 0,
  }));
}

const trendRow = z.object({ pageId: z.string(), quality });
const mostInTrend = 500;

/** The last pages of a batch of which there is an image to judge, in the order in which they were read. */
export function qualityTrend(db: Db, batchId: string): { readonly pageId: string; readonly quality: ShownQuality }[] {
  return db.all(trendRow, `SELECT p.page_id AS pageId, r.reading ->> '$.quality' AS quality FROM pages p JOIN readings r ON r.page_id = p.page_id AND r.revision = p.reading_revision
    WHERE p.batch_id = ? AND p.state = 'read' ORDER BY r.at DESC, p.page_id DESC LIMIT ?`, batchId, mostInTrend)
    .toReversed().flatMap(({ pageId, quality: measured }) => (measured === null ? [] : [{ pageId, quality: pageQualitySchema.parse(measured) }]));
}
