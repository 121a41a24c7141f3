import { giveUpSource } from '../../store/batches.ts';
import type { Tx } from '../../store/writer.ts';
import { cancelPage } from '../ocr-processing/cancel-page.ts';

/** Gives up looking into a file: what is known of it counts as one page that was given up. Returns how many pages that were. */
export function cancelSource(tx: Tx, sourceId: string, actor: string): number {
  return giveUpSource(tx, sourceId).reduce((sum, pageId) => sum + cancelPage(tx, pageId, actor), 0);
}
