/** How the pages of an exam came out of the scanner, from their latest readings. */
import { z } from 'zod';
import { pageQualitySchema } from '../../contract/quality.ts';
import { type ScannedPage, scannedPage } from '../quality/scanned-page.ts';
import { placeIn } from '../template/shared-numbers.ts';
import { nullableJson } from './columns.ts';
import type { Db } from './database.ts';

const row = z.object({ sourceFile: z.string(), sourcePage: z.int(), trouble: z.string().nullable(), quality: nullableJson<unknown>(), width: z.int().nullable(), sourceWidth: z.int().nullable() });

/** In the order in which they were put in; none of copies, and none of pages that wait. */
export function scannedPages(db: Db, examId: string): ScannedPage[] {
  const rows = db.all(row, `
    SELECT s.name AS sourceFile, p.page_in_file AS sourcePage, p.trouble, r.reading ->> '$.quality' AS quality, r.reading ->> '$.size.width' AS width, r.reading ->> '$.size.sourceWidth' AS sourceWidth
    FROM pages p JOIN sources s ON s.source_id = p.source_id JOIN batches b ON b.batch_id = p.batch_id LEFT JOIN readings r ON r.page_id = p.page_id AND r.revision = p.reading_revision
    WHERE p.exam_id = ? AND p.state IN ('read', 'failed') ORDER BY b.number, s.position, s.name, p.page_in_file`, examId);
  const place = placeIn(rows);
  return rows.map(({ quality, width, sourceWidth, ...page }) => scannedPage({ ...page, name: place(page), quality: quality === null ? null : inScan(pageQualitySchema.parse(quality), width, sourceWidth) }));
}

/** Readings have the resolution of the picture that was read, which may have been made smaller. */
function inScan<Q extends { readonly dpi: number | null }>(quality: Q, width: number | null, sourceWidth: number | null): Q {
  return quality.dpi === null || width === null || sourceWidth === null ? quality : { ...quality, dpi: quality.dpi * sourceWidth / width };
}
